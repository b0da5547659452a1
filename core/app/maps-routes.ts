import { existsSync } from 'node:fs'
import { Problem } from '../../contract/errors.ts'
import type { MapMethod } from '../../contract/maps.ts'
import { measuredEndMembers } from '../../model/maps/synthetic/end-members.ts'
import { readMapBundle } from '../../model/maps/map-bundle.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import { type Scored, scoreOf, verdictOf } from '../../model/maps/scores.ts'
import { bandPlanes, drawingRange, pixelSpectrum, rgbBands } from '../maps/pictures.ts'
import { writeSyntheticSet } from '../maps/write-set.ts'
import type { AppContext } from './context.ts'
import { guarded } from './errors.ts'
import type { Implementer } from './implementer.ts'
import { interruptible } from './interruptible.ts'

/** Cubes of the demo: few and small, so that all folds of a training take a minute or two. */
const DEMO = { cubes: 16, height: 48, width: 48, bands: 60, seed: 1 } as const

const never = new AbortController().signal

/** Chemical maps: cubes, models of maps, synthetic sets. */
export function mapsRoutes(os: Implementer, context: AppContext) {
  const { options, maps: desk } = context
  return {
    state: os.maps.state.handler(() => desk.state()),
    open: os.maps.open.handler(({ input }) => desk.open(input.folder)),
    demo: os.maps.demo.handler(async ({ input }) => {
      const folder = desk.demoFolder(input.generator)
      if (!existsSync(folder)) await writeSyntheticSet({ ...DEMO, folder, generator: input.generator })
      return desk.open(folder)
    }),
    synth: os.maps.synth.handler(async ({ input }) => {
      const { measured, ...set } = input
      const range = measured && {
        fromNm: measured.spectra.wavelengthNm[0] ?? 0,
        toNm: measured.spectra.wavelengthNm.at(-1) ?? 0,
      }
      const materials =
        measured &&
        measuredEndMembers({
          wavelengthNm: measured.spectra.wavelengthNm,
          absorbance: measured.spectra.values,
          percent: measured.percent,
        })
      await writeSyntheticSet({ ...set, ...(materials ? { materials } : {}), ...(range ? { range } : {}) })
      return { folder: input.folder, cubes: input.cubes }
    }),
    references: os.maps.references.handler(({ input }) => desk.reference(input.text, input.name)),
    band: os.maps.band.handler(async ({ input, signal }) => {
      const cube = desk.cube(input.cube)
      requireWithin(input.band, cube.file.header.bands, 'band')
      const [plane] = await bandPlanes(cube, [input.band], signal ?? never)
      if (!plane) throw new RangeError('one band gives one plane')
      return { ...plane, ...drawingRange(plane) }
    }),
    rgb: os.maps.rgb.handler(async ({ input, signal }) => {
      const cube = desk.cube(input.cube)
      const bands = rgbBands(cube)
      const [red, green, blue] = (await bandPlanes(cube, bands, signal ?? never)).map((plane) => {
        const { low, high } = drawingRange(plane)
        return {
          ...plane,
          values: plane.values.map((value) => Math.min(1, Math.max(0, (value - low) / (high - low)))),
        }
      })
      if (!red || !green || !blue) throw new RangeError('three bands give three planes')
      const nm = cube.file.header.wavelengthNm
      return { red, green, blue, bandsNm: nm ? bands.map((band) => nm[band] ?? 0) : [] }
    }),
    spectrum: os.maps.spectrum.handler(async ({ input }) => {
      const cube = desk.cube(input.cube)
      requireWithin(input.x, cube.file.header.samples, 'column')
      requireWithin(input.y, cube.file.header.lines, 'row')
      const { correction = null, x, y } = input
      const corrected =
        correction === null ? null : await desk.spectrumFor({ correction }, cube.name, { x, y })
      return { ...(await pixelSpectrum(cube, x, y)), corrected }
    }),
    corrections: os.maps.corrections.handler(() => ({
      versions: options.store.listModels().flatMap((card) => {
        if (isMatrixMethod(card.method)) return []
        return [{ version: card.version, why: desk.whyNot(card) }]
      }),
    })),
    train: os.maps.train.handler(({ input }) => {
      if (desk.training) throw running()
      const controller = new AbortController()
      desk.training = true
      const events = interruptible(desk.train(input, controller.signal), controller, () => {
        desk.training = false
      })
      return guarded(events, options.log, 'maps.train')
    }),
    predict: os.maps.predict.handler(({ input, signal }) =>
      desk.predict(input.cube, input.model, signal ?? never),
    ),
    evaluate: os.maps.evaluate.handler(async ({ input, signal }) => {
      const { card } = readMapBundle(desk.models.read(input.model))
      const rows = new Map<MapMethod, Scored[]>(card.methods.map((method) => [method, []]))
      for (const { cube, reference } of requireLabelled(desk.labelled())) {
        const { maps } = await desk.predict(cube.name, card.hash, signal ?? never)
        for (const { method, figures } of maps) rows.get(method)?.push({ figures, reference })
      }
      const scores = [...rows].map(([method, scored]) => scoreOf(method, scored))
      return { card, scores, verdict: verdictOf(scores) }
    }),
    exportModel: os.maps.exportModel.handler(({ input }) => ({
      base64: Buffer.from(desk.models.read(input.model)).toString('base64'),
    })),
    importModel: os.maps.importModel.handler(({ input }) =>
      desk.models.add(Uint8Array.from(Buffer.from(input.base64, 'base64'))),
    ),
  }
}

function requireLabelled<T>(rows: readonly T[]): readonly T[] {
  if (rows.length > 0) return rows
  throw bad(
    'No cube has a reference',
    'There is nothing to judge the maps by.',
    'Import a CSV with cube and mean.',
  )
}

function requireWithin(index: number, size: number, what: string): void {
  if (index < size) return
  throw bad(
    `There is no such ${what}`,
    `${what} ${index} is not below ${size}.`,
    'Choose one inside the cube.',
  )
}

const bad = (title: string, happened: string, next: string): Problem =>
  new Problem({ code: 'BAD_REQUEST', title, happened, kept: 'All cubes and models.', next })

const running = (): Problem =>
  new Problem({
    code: 'ALREADY_RUNNING',
    title: 'Maps are being learnt',
    happened: 'One training of maps runs at a time.',
    kept: 'It goes on.',
    next: 'Wait for its end, or stop it first.',
  })
