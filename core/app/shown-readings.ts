import { asReflectance } from '../../contract/spectrum.ts'
import type { Reflectance } from '../../contract/spectrum.ts'
import { averageSpectra } from '../../spectra/counts.ts'
import type { AppContext } from './context.ts'

/** Mean of one instrument's readings of a patch. */
interface ShownReading {
  readonly wavelengthNm: Float64Array
  readonly values: Reflectance
}

/** What the instruments read at a patch, on the bands that both reach; a half alone on its own. */
export interface ShownReadings {
  readonly wavelengthNm: Float64Array
  readonly spectrometer: Reflectance | undefined
  readonly reference: Reflectance | undefined
  /** Serial number of the spectrometer. */
  readonly serial: string | undefined
}

/** What counts for a patch now: its accepted pair, else the refused one, else the half that waits for its partner. */
export function shownReadings(
  context: AppContext,
  session: number,
  patch: string,
): ShownReadings | undefined {
  const { store } = context.options
  const standing = store
    .pairsOf(session, patch)
    .filter((pair) => !pair.superseded && !pair.undone && !pair.control)
  const pair = standing.findLast((one) => one.verdict === 'accepted') ?? standing.at(-1)
  const source = pair ?? store.halfPairs(session).find((half) => half.patch === patch)
  const [own = [], calibrated = []] = [source?.spectrometer, source?.reference]
  const [device] = store.getReadings(own.slice(0, 1)).map((reading) => store.getDevice(reading.device))
  const both = context.derived.readings(own, calibrated)
  if (both) return { ...both, reference: both.reference, serial: device?.serial }
  const [spectrometer, reference] = [meanOf(context, own), meanOf(context, calibrated)]
  const wavelengthNm = (spectrometer ?? reference)?.wavelengthNm
  if (!wavelengthNm) return undefined
  return {
    wavelengthNm,
    spectrometer: spectrometer?.values,
    // Halves that share no bands are no pair to look at: the spectrometer's goes first.
    reference: spectrometer ? undefined : reference?.values,
    serial: device?.serial,
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
  }
}
