import { Problem } from '../../contract/errors.ts'
import { at } from '../../spectra/at.ts'
import type { AppContext } from './context.ts'
import { instrumentsReady } from './plan-parts.ts'

/** Typical width of a line of small spectrometers at half its height, nm. */
const LINE_NM = 1.5
/** Fewest points of a spectrum in which lines can be told. */
const FEWEST = 32

/** A spectrum with its wavelengths. */
export interface PlainSpectrum {
  readonly wavelengthNm: Float64Array
  readonly values: Float64Array
}

/** A frame of the spectrometer, dark level off, and whose it is. */
export interface LampFrame extends PlainSpectrum {
  readonly family: string
  readonly serial: string
}

/** Width of a line in pixels: 1.5 nm, but never below what a detector can show. */
export function lineWidthPixels(wavelengthNm: Float64Array): number {
  const span = at(wavelengthNm, wavelengthNm.length - 1) - at(wavelengthNm, 0)
  return Math.max(2.5, (LINE_NM * (wavelengthNm.length - 1)) / span)
}

/** @throws Problem BAD_REQUEST for too few points, wavelengths that do not ascend, or values that are no numbers */
export function checkedSpectrum<T extends PlainSpectrum>(spectrum: T): T {
  const { wavelengthNm, values } = spectrum
  const refuse = (happened: string): never => {
    throw new Problem({
      code: 'BAD_REQUEST',
      title: 'This spectrum cannot be used',
      happened,
      kept: 'Nothing was changed.',
      next: 'Give one value per wavelength, wavelengths ascending in nm.',
    })
  }
  if (wavelengthNm.length !== values.length)
    refuse(`It has ${values.length} values for ${wavelengthNm.length} wavelengths.`)
  if (values.length < FEWEST) refuse(`It has ${values.length} points; ${FEWEST} are needed.`)
  if (!wavelengthNm.every((nm, i) => Number.isFinite(nm) && nm > (wavelengthNm[i - 1] ?? 0)))
    refuse('Its wavelengths do not ascend.')
  if (!values.every(Number.isFinite)) refuse('Some of its values are no numbers.')
  return spectrum
}

/**
 * A fresh frame at the present exposure, less the dark of the session where one fits, else less its own dark level.
 * @throws Problem NO_DEVICE, SATURATED; WRONG_STATE while a run measures
 */
export async function lampFrame(context: AppContext, signal: AbortSignal | undefined): Promise<LampFrame> {
  const { engine, bench, measure, exposure, desk, options } = context
  const stop = signal ?? new AbortController().signal
  await instrumentsReady(context, ['spectrometer'], stop)
  engine.requireIdle()
  const { integrationMs, scansToAverage } = exposure.settings
  const frame = await measure.frame({ integrationMs, scans: scansToAverage }, stop)
  const slot = bench.require('spectrometer')
  if (frame.saturated > 0)
    throw new Problem({
      code: 'SATURATED',
      title: 'The lamp is too bright',
      happened: `${frame.saturated} pixels are saturated at ${frame.exposure.integrationMs} ms.`,
      kept: 'Nothing was changed.',
      next: 'Shorten the integration time, or move the probe away from the lamp.',
      device: slot.found.uri,
    })
  const session = desk.current?.id
  const reading =
    session === undefined
      ? undefined
      : options.store.latestReference(session, 'dark', 'spectrometer', frame.exposure.integrationMs)
  const fits = reading?.device === measure.deviceId(slot) && reading.values.length === frame.counts.length
  const level = Float64Array.from(frame.counts).sort()[Math.floor(frame.counts.length / 20)] ?? 0
  return {
    wavelengthNm: frame.pixelNm,
    values: Float64Array.from(frame.counts, (count, i) => count - (fits ? at(reading.values, i) : level)),
    family: slot.found.family,
    serial: frame.serial,
  }
}
