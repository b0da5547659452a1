import type { CubePixels } from './cube-pixels.ts'

/** Half the side of the square that a spectrum is averaged over, twice in each direction. */
const RADIUS = 2
const PASSES = 2
/** Rows and columns around a pixel that its scale depends on. */
export const SCALE_REACH = RADIUS * PASSES

/**
 * Every spectrum less the mean of the spectrum around it, over the standard deviation of that along the bands: the
 * standard normal variate (Barnes, Dhanoa and Lister 1989) with its two numbers from some fifty pixels instead of one
 * noisy one. What multiplies or adds to a whole spectrum, light, gloss and much of the scattering, goes, and the noise
 * of a pixel stays as unbiased as it was. What is no sample stays 0.
 */
export function locallyScaled(pixels: CubePixels): CubePixels {
  const { bands, data, mask } = pixels
  const { values, weight } = around(pixels)
  const scaled = new Float32Array(data.length)
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] !== 1) continue
    const from = pixel * bands
    const { mean, deviation } = momentsOf(values.subarray(from, from + bands))
    const [level, factor] = [
      mean / (weight[pixel] ?? 1),
      deviation > 0 ? (weight[pixel] ?? 1) / deviation : 0,
    ]
    for (let at = from; at < from + bands; at++) scaled[at] = ((data[at] ?? 0) - level) * factor
  }
  return { ...pixels, data: scaled }
}

/** One spectrum that has the same all around it. */
export function scaledSpectrum(spectrum: Float64Array): Float64Array {
  const { mean, deviation } = momentsOf(spectrum)
  return spectrum.map((value) => (deviation > 0 ? (value - mean) / deviation : 0))
}

function momentsOf(values: Float32Array | Float64Array): { mean: number; deviation: number } {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

/** Weighted sums of the sample pixels around each pixel, and the weights: their ratio is the mean. */
function around({ height, width, bands, data, mask }: CubePixels): {
  values: Float32Array
  weight: Float32Array
} {
  let values: Float32Array = data.map((value, at) => (mask[Math.floor(at / bands)] === 1 ? value : 0))
  let weight: Float32Array = Float32Array.from(mask)
  for (let pass = 0; pass < PASSES; pass++) {
    values = boxSums(boxSums(values, height, width, bands, false), height, width, bands, true)
    weight = boxSums(boxSums(weight, height, width, 1, false), height, width, 1, true)
  }
  return { values, weight }
}

/** Sums over 2 RADIUS + 1 neighbours in a row or a column, as far as the picture goes. */
function boxSums(
  from: Float32Array,
  height: number,
  width: number,
  bands: number,
  down: boolean,
): Float32Array {
  const sums = new Float32Array(from.length)
  const [length, step] = down ? [height, width * bands] : [width, bands]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [place, to] = [down ? y : x, (y * width + x) * bands]
      for (let k = Math.max(0, place - RADIUS); k <= Math.min(length - 1, place + RADIUS); k++) {
        const at = to + (k - place) * step
        for (let band = 0; band < bands; band++)
          sums[to + band] = (sums[to + band] ?? 0) + (from[at + band] ?? 0)
      }
    }
  return sums
}
