import { Problem } from '../../contract/errors.ts'
import type { Plate } from '../../contract/plate.ts'
import { readPlate } from '../../formats/plate-file.ts'
import { BUILTIN_PLATE_NAME, builtinPlate } from '../../spectra/builtin-plate.ts'
import { drawPlate } from '../../spectra/plate.ts'
import type { AppContext } from './context.ts'
import type { Implementer } from './implementer.ts'
import { shownReadings } from './shown-readings.ts'
import { plateNamed } from './plan-parts.ts'

const ok = { ok: true } as const

/** Plates and what was read on them. */
export function plateRoutes(os: Implementer, context: AppContext) {
  const { desk, views, runs, active, state, notices, options } = context
  const { store } = options
  const keep = (plate: Plate): Plate => {
    if (plate.name === BUILTIN_PLATE_NAME) throw builtinName()
    store.savePlate(plate)
    return plate
  }
  const reconsider = (session: number): void => {
    runs.scan(session)?.reconsider()
    state.touch()
  }
  return {
    list: os.plate.list.handler(() => ({
      plates: [builtinPlate(), ...store.listPlates()].map(({ name, rows, columns, patches }) => ({
        name,
        rows,
        columns,
        patches: patches.length,
      })),
    })),
    import: os.plate.import.handler(({ input }) =>
      keep(readPlate(input.text, input.fileName, (sentence) => notices.say(sentence)).plate),
    ),
    draw: os.plate.draw.handler(({ input }) =>
      keep(drawPlate(input.name, input.rows, input.columns, input.pitchMm, input.order)),
    ),
    get: os.plate.get.handler(({ input }) => plateNamed(context, input.name)),
    view: os.plate.view.handler(({ input }) => {
      const session = desk.meant(input.session)
      if (session === undefined) return null
      return views.view(session, runs.repeats(session), runs.controls(session))
    }),
    exclude: os.plate.exclude.handler(({ input }) => {
      store.excludePatches(input.session, input.patches, input.excluded)
      reconsider(input.session)
      return ok
    }),
    accept: os.plate.accept.handler(({ input }) => {
      store.acceptRefused(input.session, input.patch)
      reconsider(input.session)
      return ok
    }),
    pair: os.plate.pair.handler(async ({ input }) => {
      const shown = shownReadings(context, input.session, input.patch)
      if (!shown) throw noPair(input.patch)
      const { wavelengthNm, spectrometer, reference, serial = '' } = shown
      const made = spectrometer && (await active.correct(spectrometer, wavelengthNm, serial))
      return {
        wavelengthNm,
        ...(spectrometer ? { spectrometer } : {}),
        ...(made?.corrected ? { corrected: made.corrected } : {}),
        ...(made?.wavelengthNm && made.wavelengthNm !== wavelengthNm
          ? { correctedNm: made.wavelengthNm }
          : {}),
        ...(reference ? { reference } : {}),
      }
    }),
  }
}

const noPair = (patch: string): Problem =>
  new Problem({
    code: 'NOT_FOUND',
    title: 'Nothing was read there',
    happened: `${patch} has no pair of readings.`,
    kept: 'Nothing was changed.',
    next: 'Measure the patch first.',
  })

const builtinName = (): Problem =>
  new Problem({
    code: 'FILE_EXISTS',
    title: 'This name is taken',
    happened: `"${BUILTIN_PLATE_NAME}" is the plate that comes with the program.`,
    kept: 'Nothing was stored.',
    next: 'Give the plate another name.',
  })
