import { at } from '../../spectra/at.ts'
import { resampleLinear } from '../../spectra/interpolate.ts'
import type { Random } from '../../spectra/random.ts'

/** How much made spectra differ from the one they are made from; heights as fractions of its range. */
export interface Variation {
  /** Largest shift of the wavenumbers, cm-1. */
  readonly shiftCm: number
  /** Largest height of the fluorescence behind the lines. */
  readonly background: number
  /** Standard deviation of the noise. */
  readonly noise: number
}

export const USUAL_VARIATION: Variation = { shiftCm: 2, background: 1, noise: 0.02 }

/** From 0 to 1 over the range of its values; a flat spectrum is 0 everywhere. */
export function normalised(values: Float64Array): Float64Array {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)]
  const span = high - low
  return span > 0 ? values.map((value) => (value - low) / span) : new Float64Array(values.length)
}

/**
 * A fluorescence background between 0 and `height`: a slope and one broad hump, far wider than any line. It is never
 * taken away before the network, which has to learn that it tells nothing.
 */
export function background(axis: Float64Array, height: number, random: Random): Float64Array {
  const [first, last] = [at(axis, 0), at(axis, axis.length - 1)]
  const range = last - first
  const [slope, hump] = [random.uniform(-0.5, 0.5), random.uniform(0, 1)]
  const [middle, width] = [first + random.uniform(-0.2, 1.2) * range, random.uniform(0.3, 0.8) * range]
  const shape = axis.map(
    (x) => slope * ((x - first) / range) + hump * Math.exp(-0.5 * ((x - middle) / width) ** 2),
  )
  const size = height * random.next()
  return normalised(shape).map((value) => value * size)
}

/** Another measurement of the same thing: a little shifted, on another background, with noise of its own. */
export function varied(
  spectrum: Float64Array,
  axis: Float64Array,
  random: Random,
  variation: Variation = USUAL_VARIATION,
): Float64Array {
  const shift = random.uniform(-variation.shiftCm, variation.shiftCm)
  const moved = resampleLinear(
    normalised(spectrum),
    axis,
    axis.map((x) => x - shift),
  )
  const behind = background(axis, variation.background, random)
  return moved.map((value, i) => value + at(behind, i) + variation.noise * random.normal())
}

/** A mixture: each spectrum by its own range, in these shares. */
export function mixed(
  parts: readonly { readonly spectrum: Float64Array; readonly share: number }[],
): Float64Array {
  const sum = new Float64Array(parts[0]?.spectrum.length ?? 0)
  for (const { spectrum, share } of parts)
    for (const [i, value] of normalised(spectrum).entries()) sum[i] = (sum[i] ?? 0) + share * value
  return sum
}
