import type { LiveFrame, Spot } from '../../../contract/live.ts'
import type { Trace } from '../../components/charts/plot.ts'
import { thinned, valueAt } from '../../components/charts/samples.ts'
import type { Range } from '../../components/charts/scales.ts'

/** What the y axis means. */
export type Mode = 'reflectance' | 'counts' | 'absorbance'

/** A corrected spectrum kept on the screen for comparison. */
export interface Pin {
  readonly letter: string
  readonly name: string
  readonly wavelengthNm: Float64Array
  readonly values: Float64Array
}

/** Dash patterns that tell the pins apart, ui.md section 6. */
export const PIN_DASHES: readonly (readonly number[])[] = [
  [7, 3, 1, 3],
  [2, 2],
  [10, 3],
  [1, 4],
  [12, 3, 3, 3],
  [5, 2],
]
const FOREIGN_DASH = [8, 4] as const
/** Circles of the reference stand at least this far apart. */
const CIRCLE_NM = 10
/** Share of full scale from which a pixel counts as saturated. */
const SATURATED = 0.98

/** Smallest reflectance with an absorbance: four decades. */
const LEAST = 1e-4
const absorbance = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values, (value) => -Math.log10(Math.max(LEAST, value)))
const shownAs = (mode: Mode, values: Float64Array): Float64Array =>
  mode === 'absorbance' ? absorbance(values) : values

/** Saturated stretches of the pixel axis, in nm. */
export function clippedRanges(frame: Pick<LiveFrame, 'pixelNm' | 'counts' | 'maxCounts'>): Range[] {
  const ranges: { min: number; max: number }[] = []
  let open: { min: number; max: number } | undefined
  for (let i = 0; i < frame.counts.length; i++) {
    const nm = frame.pixelNm[i] ?? NaN
    if ((frame.counts[i] ?? 0) < SATURATED * frame.maxCounts) open = undefined
    else if (open !== undefined) open.max = nm
    else ranges.push((open = { min: nm, max: nm }))
  }
  return ranges
}

/** A copy with gaps where the detector was saturated: nothing is claimed there. */
export function withGaps(
  wavelengthNm: Float64Array,
  values: Float64Array,
  gaps: readonly Range[],
): Float64Array {
  if (gaps.length === 0) return values
  const step = (wavelengthNm[1] ?? 0) - (wavelengthNm[0] ?? 0)
  return values.map((value, i) => {
    const nm = wavelengthNm[i] ?? NaN
    return gaps.some((gap) => nm >= gap.min - step && nm <= gap.max + step) ? NaN : value
  })
}

/** Bands of the corrected spectrum: as far as the model reaches. */
export const correctedNmOf = (frame: Pick<LiveFrame, 'wavelengthNm' | 'correctedNm'>): Float64Array =>
  frame.correctedNm ?? frame.wavelengthNm

/** Bands of the reference beside a spot. */
const referenceNmOf = (spot: Spot): Float64Array => spot.referenceNm ?? spot.wavelengthNm

/** The traces of the spectrum, in drawing order. */
export function spectrumTraces(
  frame: LiveFrame | undefined,
  reference: Spot | undefined,
  pins: readonly Pin[],
  mode: Mode,
  referenceLabel: string,
): Trace[] {
  const traces: Trace[] = []
  if (mode === 'counts') {
    if (frame !== undefined)
      traces.push({ id: 'raw', label: 'Counts', x: frame.pixelNm, y: frame.counts, colour: 'raw' })
    return traces
  }
  pins.forEach((pin, i) =>
    traces.push({
      id: `pin-${pin.letter}`,
      label: `${pin.letter} ${pin.name}`,
      x: pin.wavelengthNm,
      y: shownAs(mode, pin.values),
      colour: 'pin',
      dash: PIN_DASHES[i] ?? [],
      mark: pin.letter,
      spoken: false,
    }),
  )
  if (frame?.reflectance !== undefined)
    traces.push({
      id: 'raw',
      label: 'Raw',
      x: frame.wavelengthNm,
      y: shownAs(mode, frame.reflectance),
      colour: 'raw',
    })
  if (frame?.corrected !== undefined) {
    const foreign = frame.domain === 'foreign'
    const x = correctedNmOf(frame)
    const corrected = shownAs(mode, withGaps(x, frame.corrected, clippedRanges(frame)))
    traces.push({
      id: 'corrected',
      label: 'Corrected',
      x,
      y: corrected,
      colour: 'cor',
      width: 2,
      ...(foreign && { dash: FOREIGN_DASH }),
      ...(!foreign && mode === 'reflectance' && { interval: frame.interval }),
    })
  }
  if (reference?.reference !== undefined) {
    const circles = thinned(referenceNmOf(reference), reference.reference, CIRCLE_NM)
    traces.push({
      id: 'reference',
      label: referenceLabel,
      x: circles.x,
      y: shownAs(mode, circles.y),
      colour: 'ref',
      form: 'points',
    })
  }
  return traces
}

/** Raw and corrected minus reference, with the interval about the corrected one. */
export function residualTraces(frame: LiveFrame | undefined, reference: Spot | undefined): Trace[] {
  const target = reference?.reference
  if (frame?.reflectance === undefined || reference === undefined || target === undefined) return []
  const targetNm = referenceNmOf(reference)
  const minus = (x: Float64Array, values: Float64Array): Float64Array =>
    values.map((value, i) => value - (valueAt(targetNm, target, x[i] ?? NaN) ?? NaN))
  const raw = minus(frame.wavelengthNm, frame.reflectance)
  const traces: Trace[] = [{ id: 'raw', label: 'Raw', x: frame.wavelengthNm, y: raw, colour: 'raw' }]
  if (frame.corrected !== undefined) {
    const foreign = frame.domain === 'foreign'
    const x = correctedNmOf(frame)
    const corrected = minus(x, withGaps(x, frame.corrected, clippedRanges(frame)))
    traces.push({
      id: 'corrected',
      label: 'Corrected',
      x,
      y: corrected,
      colour: 'cor',
      width: 1.75,
      ...(foreign && { dash: FOREIGN_DASH }),
      ...(!foreign && { interval: frame.interval }),
    })
  }
  return traces
}

/** Root mean square of what a residual trace shows; NaN where it shows nothing. */
export function rmsOf(trace: Trace | undefined): number {
  if (trace === undefined) return NaN
  let sum = 0
  let n = 0
  for (let i = 0; i < trace.y.length; i++) {
    const value = trace.y[i] ?? NaN
    if (Number.isNaN(value)) continue
    sum += value * value
    n++
  }
  return n === 0 ? NaN : Math.sqrt(sum / n)
}
