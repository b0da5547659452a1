import type { SpectraTable } from '../../contract/session.ts'
import { Problem } from '../../contract/errors.ts'
import { pairTables } from '../../formats/pair-tables.ts'
import { requireSpectraTable } from '../../formats/spectra-table.ts'
import { resampleLinear } from '../../spectra/interpolate.ts'
import { isoTime } from '../async.ts'
import type { AppContext } from './context.ts'
import { FILE_INSTRUMENT } from './desk.ts'

/** What a session is imported from. */
export interface ImportInput {
  readonly name: string
  readonly spectrometer: SpectraTable
  readonly reference: SpectraTable
  readonly white?: Float64Array | undefined
}

/** What came of it. */
export interface ImportResult {
  readonly session: number
  readonly pairs: number
  readonly unmatched: { spectrometer: string[]; reference: string[] }
  readonly sentence: string
}

/** Paired spectra into a session of their own, all or nothing. @throws Problem NO_MATCH, FORMAT_BAD */
export function importPairs(context: AppContext, input: ImportInput): ImportResult {
  requireSpectraTable(input.spectrometer, 'The spectrometer table')
  requireSpectraTable(input.reference, 'The reference table')
  const paired = pairTables(input.spectrometer, input.reference)
  const { ids, bands, wavelengthNm } = paired
  if (!wavelengthNm) throw noWavelengths()
  const white = whiteOn(input, wavelengthNm)
  const { store } = context.options
  const at = isoTime(context.clock)
  const session = store.transaction(() => {
    const { id } = store.createSession({ name: input.name, simulated: false, tags: ['imported'] })
    const axis = store.axisId(wavelengthNm)
    const device = (serial: string): number =>
      store.upsertDevice({ family: 'file', serial, model: FILE_INSTRUMENT, firmware: '' })
    const devices = {
      spectrometer: device(`${input.name} (spectrometer)`),
      reference: device(`${input.name} (reference)`),
    }
    const common = { session: id, axis, at } as const
    if (white)
      store.insertReading({
        ...common,
        role: 'spectrometer',
        kind: 'white',
        device: devices.spectrometer,
        quantity: 'counts',
        values: white,
        maxCounts: 1,
      })
    const sample = (role: 'spectrometer' | 'reference', values: Float64Array, row: number): number =>
      store.insertReading({
        ...common,
        role,
        kind: 'sample',
        patch: ids[row] ?? '',
        device: devices[role],
        quantity: 'reflectance',
        values: values.slice(row * bands, (row + 1) * bands),
      })
    ids.forEach((patch, row) => {
      const spectrometer = [sample('spectrometer', paired.x, row)]
      const reference = [sample('reference', paired.y, row)]
      store.commitPair({ session: id, patch, spectrometer, reference, verdict: 'accepted', at })
    })
    return id
  })
  context.desk.mean(session)
  context.state.touch()
  const { unmatched, sentence } = paired
  return {
    session,
    pairs: ids.length,
    unmatched: { spectrometer: [...unmatched.spectrometer], reference: [...unmatched.reference] },
    sentence,
  }
}

/** The white comes on the spectrometer's grid. @throws Problem FORMAT_BAD when it has another length */
function whiteOn(input: ImportInput, wavelengthNm: Float64Array): Float64Array | undefined {
  const { white, spectrometer } = input
  if (!white || white.length === wavelengthNm.length) return white
  if (white.length === spectrometer.wavelengthNm.length)
    return resampleLinear(white, spectrometer.wavelengthNm, wavelengthNm)
  throw new Problem({
    code: 'FORMAT_BAD',
    title: 'The white does not fit',
    happened: `The white has ${white.length} bands, the spectrometer ${spectrometer.wavelengthNm.length}.`,
    kept: 'Nothing was imported.',
    next: "Give the white on the spectrometer's wavelengths.",
  })
}

const noWavelengths = (): Problem =>
  new Problem({
    code: 'FORMAT_BAD',
    title: 'No wavelengths',
    happened: 'A session needs wavelengths in nm.',
    kept: 'Nothing was imported.',
    next: 'Give files with wavelengths in their header.',
  })
