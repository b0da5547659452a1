import { zeros } from '../../linear/matrix.ts'
import type { Matrix } from '../../service.ts'

/** variance x exp(-(nm_i - nm_j)^2 / (2 length^2)): how smooth spectra are believed to be. */
export function smoothKernel(wavelengthNm: Float64Array, lengthNm: number, variance: number): Matrix {
  const bands = wavelengthNm.length
  const kernel = zeros(bands, bands)
  for (let i = 0; i < bands; i++)
    for (let j = 0; j < bands; j++) {
      const distance = ((wavelengthNm[i] ?? 0) - (wavelengthNm[j] ?? 0)) / lengthNm
      kernel.data[i * bands + j] = variance * Math.exp(-0.5 * distance * distance)
    }
  return kernel
}

/** matrix + factor x diag(values), as a new matrix. */
export function plusDiagonal(matrix: Matrix, values: Float64Array, factor = 1): Matrix {
  const data = matrix.data.slice()
  for (const [i, value] of values.entries())
    data[i * (matrix.columns + 1)] = (data[i * (matrix.columns + 1)] ?? 0) + factor * value
  return { ...matrix, data }
}

/** a + factor x b, as a new matrix. */
export function plus(a: Matrix, b: Matrix, factor = 1): Matrix {
  return { ...a, data: a.data.map((value, at) => value + factor * (b.data[at] ?? 0)) }
}

/** a x factor, as a new matrix. */
export function times(a: Matrix, factor: number): Matrix {
  return { ...a, data: a.data.map((value) => value * factor) }
}

/** Mean of the squares of each column, not below `least`. */
export function columnMeanSquares(matrix: Matrix, least: number): Float64Array {
  const sums = new Float64Array(matrix.columns)
  for (let at = 0; at < matrix.data.length; at++) {
    const j = at % matrix.columns
    sums[j] = (sums[j] ?? 0) + (matrix.data[at] ?? 0) ** 2 / matrix.rows
  }
  return sums.map((value) => Math.max(value, least))
}
