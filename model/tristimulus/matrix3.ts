import type { Triple } from '../../contract/spectrum.ts'

/** A 3 x 3 matrix by rows; corrected = matrix x measured, both columns of X, Y and Z. */
export type Matrix3 = readonly [Triple, Triple, Triple]

/** Leaves every colour as it is. */
export const IDENTITY: Matrix3 = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** matrix x column. */
export const timesColumn = (matrix: Matrix3, column: Triple): Triple => [
  dot(matrix[0], column),
  dot(matrix[1], column),
  dot(matrix[2], column),
]

/** The matrix whose columns are given. */
export const fromColumns = (a: Triple, b: Triple, c: Triple): Matrix3 => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
]

/** a x b. */
export function product(a: Matrix3, b: Matrix3): Matrix3 {
  const [x, y, z] = fromColumns(b[0], b[1], b[2])
  const row = (of: Triple): Triple => [dot(of, x), dot(of, y), dot(of, z)]
  return [row(a[0]), row(a[1]), row(a[2])]
}

/** Every column multiplied by a factor of its own. */
export function scaleColumns(matrix: Matrix3, factors: Triple): Matrix3 {
  const row = ([a, b, c]: Triple): Triple => [a * factors[0], b * factors[1], c * factors[2]]
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

/** Volume of the rows over the product of their lengths below which they lie in one plane for all that is measured. */
const FLAT = 1e-9

/** The inverse by cofactors; undefined where the rows lie in one plane, or hold what is no number. */
export function inverse(matrix: Matrix3): Matrix3 | undefined {
  const [a, b, c] = matrix
  const determinant = dot(a, cross(b, c))
  const lengths = Math.sqrt(dot(a, a) * dot(b, b) * dot(c, c))
  if (!(Math.abs(determinant) > FLAT * lengths)) return undefined
  const share = (v: Triple): Triple => [v[0] / determinant, v[1] / determinant, v[2] / determinant]
  return fromColumns(share(cross(b, c)), share(cross(c, a)), share(cross(a, b)))
}
