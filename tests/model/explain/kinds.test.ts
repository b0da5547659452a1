import { beforeAll, describe, expect, it } from 'vitest'
import { LAMP_CLASSES } from '../../../contract/lamps.ts'
import { EMISSION_LINES } from '../../../spectra/lines.ts'
import { at } from '../../../spectra/at.ts'
import { explain, methodsFor } from '../../../model/explain/explain.ts'
import { OpenShelf } from '../../../model/explain/open.ts'
import { defaultLampModel } from '../../../model/lamps/default-model.ts'
import { loadLamps } from '../../../model/lamps/explained.ts'
import { writeLampModel } from '../../../model/lamps/lamp-model.ts'
import { rowOf } from '../../../model/linear/matrix.ts'
import { meanSpectrum } from '../../../model/maps/cube-pixels.ts'
import { loadPlsMap } from '../../../model/maps/explained-pls.ts'
import { loadUnetMap } from '../../../model/maps/explained-unet.ts'
import { learnMaps } from '../../../model/maps/learn.ts'
import { readMapBundle } from '../../../model/maps/map-bundle.ts'
import { plsMap } from '../../../model/maps/pls-map.ts'
import { tensorFlow } from '../../../model/tf.ts'
import { lessons } from '../maps/synthetic.ts'

const engine = await tensorFlow()
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const shipped = Buffer.from(writeLampModel(defaultLampModel()))
const cubes = lessons('linear', { cubes: 8, side: 16, bands: 20 })

async function learnt(network: boolean): Promise<Uint8Array> {
  const request = {
    lessons: cubes,
    wavelengthNm: Float64Array.from({ length: 20 }, (_, i) => 950 + 35 * i),
    name: 'small',
    created: '2026-11-27T00:00:00.000Z',
    seed: 1,
    folds: 2,
    network,
    widths: [4, 6],
    epochs: 6,
    correction: null,
  }
  for await (const event of learnMaps(request, new AbortController().signal))
    if (event.type === 'learnt') return event.bytes
  throw new Error('nothing was learnt')
}

describe('the classifier of lamps', () => {
  it('knows the mean of every class but one again, and rests on lines where there are lines', async () => {
    const model = await loadLamps(shipped)
    expect([model.axis.unit, model.axis.values.length]).toEqual(['nm', 480])
    expect(methodsFor(model)).toEqual(['weights', 'gradient', 'occlusion'])
    const { spectra } = model.examples!
    const told = LAMP_CLASSES.map(
      ({ label }) => explain(model, rowOf(spectra, label), { method: 'gradient', window: 11 }).output,
    )
    say(`told from class means: ${told.join(', ')}`)
    expect(told.filter((output, label) => output === label).length).toBeGreaterThanOrEqual(6)
    const helium = rowOf(spectra, 4)
    for (const method of ['gradient', 'occlusion'] as const) {
      const { relevance, regions } = explain(model, helium, { method, output: 4, window: 11 })
      const near = (nm: number): boolean =>
        EMISSION_LINES.helium.some((line) => line.strength > 0.05 && Math.abs(line.nm - nm) < 8)
      const size = (inside: boolean): number =>
        relevance.reduce(
          (sum, value, i) => (near(at(model.axis.values, i)) === inside ? sum + Math.abs(value) : sum),
          0,
        ) / model.axis.values.filter((nm) => near(nm) === inside).length
      say(`helium by ${method}: ${(size(true) / size(false)).toFixed(1)} times more within 8 nm of a line`)
      expect(size(true)).toBeGreaterThan(1.5 * size(false))
      expect(regions.length).toBeGreaterThan(0)
    }
    model.dispose?.()
  }, 120_000)

  it('does not care how bright a lamp is, and has maps of 15 positions', async () => {
    const model = await loadLamps(shipped)
    const neon = rowOf(model.examples!.spectra, 3)
    const [maps] = model.maps!(neon, 3, 'pooled')
    expect([maps!.positions, maps!.span, maps!.channels]).toEqual([15, 32, 192])
    // A brighter lamp is the same lamp: only what its preparation lets through may count.
    const scores = (values: Float64Array): Float64Array =>
      model.scores({ rows: 1, columns: 480, data: values }).data
    const twice = scores(neon.map((value) => 2 * value))
    for (const [i, score] of scores(neon).entries()) expect(at(twice, i)).toBeCloseTo(score, 6)
    model.dispose?.()
  }, 120_000)

  it('refuses what is no such file', async () => {
    await expect(loadLamps(Buffer.from('{}'))).rejects.toThrow()
  })
})

describe('a model of maps', () => {
  let pls: Uint8Array
  beforeAll(async () => {
    pls = await learnt(false)
  }, 120_000)

  it('shows the regression vector of its PLS, and answers with the map of a pixel', async () => {
    const model = await loadPlsMap(pls)
    const { model: stored } = readMapBundle(pls)
    const cube = cubes[0]!.pixels
    const pixel = cube.mask.indexOf(1)
    const spectrum = Float64Array.from(cube.data.subarray(pixel * 20, (pixel + 1) * 20))
    const found = explain(model, spectrum, { method: 'matrix', window: 3 })
    expect(found.relevance).toEqual(stored.pls.coefficients)
    expect(found.matrix).toBeUndefined()
    expect(found.scores[0]).toBeCloseTo(plsMap(stored.pls, cube)[pixel]!, 4)
    expect([model.outputs, methodsFor(model)]).toEqual([['per cent'], ['matrix', 'occlusion']])
  })

  it('comes with the mean of its cubes', async () => {
    const { spectra } = (await loadPlsMap(pls)).examples!
    const means = cubes.map(({ pixels }) => meanSpectrum(pixels))
    const mean = at(spectra.data, 3)
    expect(mean).toBeCloseTo(means.reduce((sum, one) => sum + at(one, 3), 0) / means.length, 10)
  })

  it.skipIf(engine.backend === 'wasm')(
    'lets its networks be asked on the spectral axis, inside 0 to 100 %',
    async () => {
      const bytes = await learnt(true)
      const model = await loadUnetMap(bytes)
      const before = engine.tf.memory().numTensors
      expect(methodsFor(model)).toEqual(['gradient', 'occlusion'])
      const spectrum = rowOf(model.examples!.spectra, 0)
      const gradient = explain(model, spectrum, { method: 'gradient', window: 3 })
      expect(gradient.axis.values).toHaveLength(20)
      expect(gradient.scores[0]).toBeGreaterThan(0)
      expect(gradient.scores[0]).toBeLessThan(100)
      // No filter of seven bands has its middle in the first or last three.
      expect(Array.from(gradient.relevance.subarray(0, 3))).toEqual([0, 0, 0])
      expect(gradient.relevance.some((value) => value !== 0)).toBe(true)
      const occluded = explain(model, spectrum, { method: 'occlusion', window: 3 })
      expect(occluded.relevance.some((value) => value !== 0)).toBe(true)
      expect(occluded.scores[0]).toBeCloseTo(at(gradient.scores, 0), 3)
      expect(engine.tf.memory().numTensors).toBe(before)
      model.dispose?.()
    },
    240_000,
  )

  it('opens once and is found again by its bytes', async () => {
    const shelf = new OpenShelf()
    const first = await shelf.open({ kind: 'pls-map', bytes: pls })
    expect(await shelf.open({ kind: 'pls-map', bytes: pls.slice() })).toBe(first)
    const other = await shelf.open({ kind: 'lamps', bytes: shipped })
    expect(other.outputs).toContain('neon')
    await expect(shelf.open({ kind: 'unet-map', bytes: Uint8Array.of(1, 2) })).rejects.toThrow()
  })
})
