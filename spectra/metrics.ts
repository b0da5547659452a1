import type { Evaluation } from '../contract/model.ts'
import { at, requireSameLength } from './at.ts'
import { coversColour, labOfSpectrum } from './colour.ts'
import { deltaE2000 } from './delta-e.ts'

/** Root mean square difference over all values together. */
export function rmse(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength(a, b)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (at(a, i) - at(b, i)) ** 2
  return Math.sqrt(sum / a.length)
}

/** RMSE of every row; `a` and `b` are row-major with `bands` columns. */
export function rmsePerSample(a: Float64Array, b: Float64Array, bands: number): Float64Array {
  requireSameLength(a, b)
  return Float64Array.from({ length: a.length / bands }, (_, row) =>
    rmse(a.subarray(row * bands, (row + 1) * bands), b.subarray(row * bands, (row + 1) * bands)),
  )
}

/** RMSE of every column; `a` and `b` are row-major with `bands` columns. */
export function rmsePerBand(a: Float64Array, b: Float64Array, bands: number): Float64Array {
  requireSameLength(a, b)
  const sum = new Float64Array(bands)
  for (let i = 0; i < a.length; i++) {
    const band = i % bands
    sum[band] = at(sum, band) + (at(a, i) - at(b, i)) ** 2
  }
  return sum.map((value) => Math.sqrt((value * bands) / a.length))
}

/** Mean; 0 of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += at(values, i)
  return values.length === 0 ? 0 : sum / values.length
}

/** Percentile (0..100) with linear interpolation between order statistics, numpy's default. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort()
  const place = (percent / 100) * (sorted.length - 1)
  const below = Math.floor(place)
  const low = at(sorted, below)
  const high = at(sorted, Math.min(below + 1, sorted.length - 1))
  return low + (place - below) * (high - low)
}

/** Goodness of fit coefficient: cosine of the angle between two spectra (Romero et al. 1997); 1 for two zero spectra, 0 for one. */
export function gfc(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength(a, b)
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [at(a, i), at(b, i)]
    ab += p * q
    aa += p * p
    bb += q * q
  }
  if (aa === 0 || bb === 0) return aa === bb ? 1 : 0
  // Two roots: the product of two tiny energies would be zero.
  return Math.min(1, Math.abs(ab) / (Math.sqrt(aa) * Math.sqrt(bb)))
}

/** dE00 (D65, 2 degrees) of every row; row-major with one column per wavelength. */
export function deltaEPerSample(a: Float64Array, b: Float64Array, wavelengthNm: Float64Array): Float64Array {
  requireSameLength(a, b)
  const bands = wavelengthNm.length
  return Float64Array.from({ length: a.length / bands }, (_, row) => {
    const [from, to] = [row * bands, (row + 1) * bands]
    return deltaE2000(
      labOfSpectrum(a.subarray(from, to), wavelengthNm),
      labOfSpectrum(b.subarray(from, to), wavelengthNm),
    )
  })
}

/**
 * Error of predicted spectra against reference spectra, both row-major with `bands` columns. Pass the wavelengths
 * (nm) when the values are reflectances, null when they are not: dE00 is null then and where 400-700 nm are missing.
 */
export function evaluate(
  reference: Float64Array,
  predicted: Float64Array,
  bands: number,
  wavelengthNm: Float64Array | null,
): Evaluation {
  requireSameLength(reference, predicted)
  if (reference.length === 0) throw new RangeError('nothing to evaluate')
  const rows = reference.length / bands
  let fit = 0
  for (let row = 0; row < rows; row++) {
    const [from, to] = [row * bands, (row + 1) * bands]
    fit += gfc(predicted.subarray(from, to), reference.subarray(from, to)) / rows
  }
  const colour = wavelengthNm && coversColour(wavelengthNm) ? wavelengthNm : null
  const differences = colour && deltaEPerSample(predicted, reference, colour)
  return {
    rmse: rmse(reference, predicted),
    p95: percentile(rmsePerSample(reference, predicted, bands), 95),
    gfc: fit,
    dE00: differences && {
      mean: mean(differences),
      p95: percentile(differences, 95),
      max: percentile(differences, 100),
    },
  }
}
