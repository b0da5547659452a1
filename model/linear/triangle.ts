import type { Matrix } from '../service.ts'
import { zeros } from './matrix.ts'

/** The lower half of a square matrix, row by row, diagonal included. */
export function lowerTriangle({ rows: size, data }: Matrix): Float64Array {
  const lower = new Float64Array((size * (size + 1)) / 2)
  for (let i = 0, at = 0; i < size; at += ++i) lower.set(data.subarray(i * size, i * size + i + 1), at)
  return lower
}

/** The inverse of `lowerTriangle`: zeros above the diagonal. */
export function triangular(lower: Float64Array): Matrix {
  const size = Math.round((Math.sqrt(8 * lower.length + 1) - 1) / 2)
  const matrix = zeros(size, size)
  for (let i = 0, at = 0; i < size; at += ++i) matrix.data.set(lower.subarray(at, at + i + 1), i * size)
  return matrix
}
