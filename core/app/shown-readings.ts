import { asReflectance } from '../../contract/spectrum.ts'
import type { Reflectance } from '../../contract/spectrum.ts'
import { averageSpectra } from '../../spectra/counts.ts'
import type { AppContext } from './context.ts'

/** Mean of one instrument's readings of a patch. */
export interface ShownReading {
  readonly wavelengthNm: Float64Array
  readonly values: Reflectance
  readonly serial: string
}

/** What counts for a patch now: its accepted pair, else the refused one, else the half that waits for its partner. */
export function shownReadings(
  context: AppContext,
  session: number,
  patch: string,
): { spectrometer: ShownReading | undefined; reference: ShownReading | undefined } {
  const { store } = context.options
  const standing = store
    .pairsOf(session, patch)
    .filter((pair) => !pair.superseded && !pair.undone && !pair.control)
  const pair = standing.findLast((one) => one.verdict === 'accepted') ?? standing.at(-1)
  const source = pair ?? store.halfPairs(session).find((half) => half.patch === patch)
  return {
    spectrometer: meanOf(context, source?.spectrometer ?? []),
    reference: meanOf(context, source?.reference ?? []),
  }
}

function meanOf({ derived, options }: AppContext, ids: readonly number[]): ShownReading | undefined {
  const readings = options.store.getReadings(ids)
  const [first] = readings
  const spectra = readings.flatMap((reading) => derived.reading(reading).reflectance ?? [])
  if (!first || spectra.length < readings.length) return undefined
  return {
    wavelengthNm: derived.reading(first).wavelengthNm,
    values: asReflectance(averageSpectra(spectra)),
    serial: options.store.getDevice(first.device).serial,
  }
}
