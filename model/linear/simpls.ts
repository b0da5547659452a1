import type { Matrix } from '../service.ts'
import {
  dominantDirection,
  normalise,
  orthogonalise,
  timesMatrix,
  timesTransposed,
} from './dominant-direction.ts'
import { zeros } from './matrix.ts'
import { crossProduct, gram } from './multiply.ts'

/** Of the first covariance: less than this is rounding, and there are no more components. */
const ROUNDING = 1e-12

/** Components of a PLS regression: coefficients of the first k are the sum of weight_a loading_a' over a < k. */
export interface Simpls {
  /** components x p: X weight_a is the a-th score, of length 1. */
  readonly weights: Matrix
  /** components x m: how the targets follow the scores. */
  readonly loadings: Matrix
}

/**
 * SIMPLS for several targets (de Jong 1993, Chemom. Intell. Lab. Syst. 18, 251). Everything is computed from X'X
 * and X'Y, so that the number of samples counts only once.
 * @param x n x p, centred @param y n x m, centred @param most fewer come back where the data have no more
 */
export function simpls(x: Matrix, y: Matrix, most: number): Simpls {
  const inner = gram(x)
  const covariance = crossProduct(x, y)
  const weights: Float64Array[] = []
  const loadings: Float64Array[] = []
  const basis: Float64Array[] = []
  let start: Float64Array = new Float64Array(y.columns).fill(1)
  let first = 0
  while (weights.length < most) {
    start = dominantDirection(covariance, start)
    const weight = timesTransposed(covariance, start)
    const size = Math.hypot(...weight)
    first ||= size
    if (!(size > ROUNDING * first)) break
    const image = timesTransposed(inner, weight)
    const length = Math.sqrt(weight.reduce((sum, value, i) => sum + value * (image[i] ?? 0), 0))
    if (!(length > 0)) break
    for (let i = 0; i < weight.length; i++) weight[i] = (weight[i] ?? 0) / length
    const loading = timesMatrix(covariance, weight)
    orthogonalise(image, basis)
    if (!normalise(image)) break
    weights.push(weight)
    loadings.push(loading)
    basis.push(image)
    deflate(covariance, image)
    start = timesMatrix(covariance, weight)
    if (!start.some((value) => value !== 0)) start = loading
  }
  return { weights: stacked(weights, x.columns), loadings: stacked(loadings, y.columns) }
}

/** S - v v'S, in place. */
function deflate(covariance: Matrix, v: Float64Array): void {
  const row = timesMatrix(covariance, v)
  const { columns, data } = covariance
  for (const [i, factor] of v.entries())
    for (let j = 0; j < columns; j++)
      data[i * columns + j] = (data[i * columns + j] ?? 0) - factor * (row[j] ?? 0)
}

function stacked(rows: readonly Float64Array[], columns: number): Matrix {
  const matrix = zeros(rows.length, columns)
  for (const [i, row] of rows.entries()) matrix.data.set(row, i * columns)
  return matrix
}
