import type { Matrix } from '../service.ts'
import { crossProduct, gram, multiply } from './multiply.ts'
import { leadingEigen } from './leading-eigen.ts'
import { transposed, zeros } from './matrix.ts'

/** The leading part of A = U S V', without what is only rounding. */
export interface PrincipalComponents {
  /** S: descending, all positive. */
  readonly singular: Float64Array
  /** U: samples x components, orthonormal columns. */
  readonly scores: Matrix
  /** V: bands x components, orthonormal columns. */
  readonly loadings: Matrix
}

/** Column k of `matrix` times `factors[k]`, for as many columns as there are factors. */
export function scaledColumns(matrix: Matrix, factors: Float64Array): Matrix {
  const result = zeros(matrix.rows, factors.length)
  for (let i = 0; i < matrix.rows; i++)
    for (let k = 0; k < factors.length; k++)
      result.data[i * factors.length + k] = (matrix.data[i * matrix.columns + k] ?? 0) * (factors[k] ?? 0)
  return result
}

/** Principal components of samples. @param a n x p, centred @param most no more components than these */
export function principalComponents(a: Matrix, most: number): PrincipalComponents {
  const primal = a.rows >= a.columns
  const { values, vectors } = leadingEigen(primal ? gram(a) : gram(transposed(a)), most)
  const singular = values.map((value) => Math.sqrt(value))
  const other = primal ? multiply(a, vectors) : crossProduct(a, vectors)
  const turned = scaledColumns(
    other,
    singular.map((value) => 1 / value),
  )
  return primal
    ? { singular, scores: turned, loadings: vectors }
    : { singular, scores: vectors, loadings: turned }
}
