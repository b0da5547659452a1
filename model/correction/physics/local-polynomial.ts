import { cholesky } from '../../linear/cholesky.ts'
import { zeros } from '../../linear/matrix.ts'
import { solveCholesky } from '../../linear/solve.ts'
import type { Matrix } from '../../service.ts'

/** Rows of a matrix that are zero outside a window: row i holds `width` weights for the bands from `start[i]` on. */
export interface WindowedRows {
  readonly width: number
  readonly start: Int32Array
  /** bands x width, row-major. */
  readonly weights: Float64Array
}

/** Value, first and second derivative by nm of a local polynomial through noisy bands. */
export interface LocalPolynomial {
  readonly value: WindowedRows
  readonly first: WindowedRows
  readonly second: WindowedRows
}

const DEGREE = 3
/** The wider window for fine grids; a coarse one has its features in a few bands. */
const WIDE = 15
const NARROW = 5
const COARSE_BANDS = 100

/** Least-squares rows (powers 0..degree) for the offsets of a window from its band, in units of the window. */
function powersOf(offsets: readonly number[], degree: number): Matrix {
  const powers = zeros(degree + 1, offsets.length)
  for (const [k, offset] of offsets.entries())
    for (let power = 0; power <= degree; power++) powers.data[power * offsets.length + k] = offset ** power
  const normal = zeros(degree + 1, degree + 1)
  for (let p = 0; p <= degree; p++)
    for (let q = 0; q <= degree; q++)
      normal.data[p * (degree + 1) + q] = offsets.reduce((sum, offset) => sum + offset ** (p + q), 0)
  return solveCholesky(cholesky(normal), powers)
}

/**
 * Cubic Savitzky-Golay rows (Savitzky, Golay 1964) on any rising axis; at the ends the window is shifted, not
 * shortened. Fewer bands than the window or the degree needs take what there is.
 */
export function localPolynomial(wavelengthNm: Float64Array): LocalPolynomial {
  const bands = wavelengthNm.length
  const width = Math.min(bands, bands > COARSE_BANDS ? WIDE : NARROW)
  const degree = Math.min(DEGREE, width - 1)
  const start = Int32Array.from({ length: bands }, (_, i) =>
    Math.min(Math.max(i - Math.floor(width / 2), 0), bands - width),
  )
  const rows = (): WindowedRows => ({ width, start, weights: new Float64Array(bands * width) })
  const result = { value: rows(), first: rows(), second: rows() }
  for (const [i, from] of start.entries()) {
    const nm = Array.from({ length: width }, (_, k) => (wavelengthNm[from + k] ?? 0) - (wavelengthNm[i] ?? 0))
    const unit = Math.max(1e-9, ...nm.map(Math.abs))
    const fit = powersOf(
      nm.map((offset) => offset / unit),
      degree,
    ).data
    result.value.weights.set(fit.subarray(0, width), i * width)
    for (let k = 0; k < width; k++) {
      result.first.weights[i * width + k] = degree < 1 ? 0 : (fit[width + k] ?? 0) / unit
      result.second.weights[i * width + k] = degree < 2 ? 0 : (2 * (fit[2 * width + k] ?? 0)) / unit ** 2
    }
  }
  return result
}

/** First and second derivative of the spectrum at `from` of `values`, into the same place of two others. */
export function differentiate(
  { first, second }: LocalPolynomial,
  values: Float64Array,
  intoFirst: Float64Array,
  intoSecond: Float64Array,
  from: number,
): void {
  const { width, start, weights: slopes } = first
  const { weights: bends } = second
  for (let i = 0, row = 0; i < start.length; i++, row += width) {
    const source = from + (start[i] ?? 0)
    let [slope, bend] = [0, 0]
    for (let k = 0; k < width; k++) {
      const value = values[source + k] ?? 0
      slope += (slopes[row + k] ?? 0) * value
      bend += (bends[row + k] ?? 0) * value
    }
    intoFirst[from + i] = slope
    intoSecond[from + i] = bend
  }
}
