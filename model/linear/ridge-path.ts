import type { Matrix } from '../service.ts'
import { transposed, zeros } from './matrix.ts'
import { crossProduct, gram, multiply } from './multiply.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/**
 * The ridge path of centred samples A (n x p) and targets C (n x b), from one decomposition.
 *
 * With at least as many samples as bands: A'A = V S V', basis B = A V, weights 1 / (s + lambda).
 * With fewer: A A' = Q S Q', basis B = Q, weights s / (s + lambda). In both cases the fitted values are
 * B diag(weight) B'C and the leverage of sample i is sum_k weight_k B_ik^2 (+ 1/n for the mean).
 */
export interface RidgePath {
  readonly samples: number
  /** Whether the data were centred by their own means, which costs one degree of freedom. */
  readonly intercept: boolean
  /** Eigenvalues s of the Gram matrix, descending. */
  readonly values: Float64Array
  readonly basis: Matrix
  /** Basis vectors in the space of the bands: coefficients are `loadings diag(1 / (s + lambda)) B'C`. */
  readonly loadings: Matrix
  readonly primal: boolean
}

/** One decomposition for every penalty. @param a samples, n x p, centred where there is an intercept */
export function ridgePath(a: Matrix, intercept = true): RidgePath {
  const primal = a.rows >= a.columns
  const { values, vectors } = symmetricEigen(primal ? gram(a) : gram(transposed(a)))
  const basis = primal ? multiply(a, vectors) : vectors
  const loadings = primal ? vectors : crossProduct(a, vectors)
  return { samples: a.rows, intercept, values, basis, loadings, primal }
}

/** Weights of the basis vectors in the fitted values at one penalty. */
export function smoothing(path: RidgePath, lambda: number): Float64Array {
  return path.values.map((s) => (path.primal ? 1 : s) / (s + lambda))
}

/** Row k of `matrix` times `factors[k]`: diag(factors) * matrix. */
export function scaledRows(matrix: Matrix, factors: Float64Array): Matrix {
  const result = zeros(matrix.rows, matrix.columns)
  for (let k = 0; k < matrix.rows; k++) {
    const factor = factors[k] ?? 0
    for (let at = k * matrix.columns; at < (k + 1) * matrix.columns; at++)
      result.data[at] = factor * (matrix.data[at] ?? 0)
  }
  return result
}

/** Coefficients (p x b) for one penalty. @param projected B'C */
export function ridgeCoefficients(path: RidgePath, projected: Matrix, lambda: number): Matrix {
  return multiply(
    path.loadings,
    scaledRows(
      projected,
      path.values.map((s) => 1 / (s + lambda)),
    ),
  )
}

/** 1 - leverage of each sample, that of the intercept included. */
export function freedom(path: RidgePath, weight: Float64Array): Float64Array {
  const result = new Float64Array(path.samples)
  const { columns, data } = path.basis
  for (let i = 0; i < result.length; i++) {
    let leverage = path.intercept ? 1 / path.samples : 0
    for (let k = 0; k < columns; k++) {
      const value = data[i * columns + k] ?? 0
      leverage += (weight[k] ?? 0) * value * value
    }
    result[i] = Math.max(1e-12, 1 - leverage)
  }
  return result
}

/**
 * Leave-one-out residuals (n x b) in closed form: (c_i - fitted_i) / (1 - leverage_i).
 * Exact for the model with an intercept (Allen's PRESS).
 */
export function leaveOneOutResiduals(
  path: RidgePath,
  projected: Matrix,
  targets: Matrix,
  lambda: number,
): Matrix {
  const weight = smoothing(path, lambda)
  const room = freedom(path, weight)
  const residuals = multiply(path.basis, scaledRows(projected, weight))
  for (let i = 0; i < targets.rows; i++) {
    const scale = 1 / (room[i] ?? 1)
    for (let at = i * targets.columns; at < (i + 1) * targets.columns; at++)
      residuals.data[at] = ((targets.data[at] ?? 0) - (residuals.data[at] ?? 0)) * scale
  }
  return residuals
}
