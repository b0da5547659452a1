import type { Matrix } from '../service.ts'
import { zeros } from './matrix.ts'

/**
 * Lower factor L of a symmetric positive definite matrix = L L'.
 * @throws RangeError when it is not positive definite
 */
export function cholesky(matrix: Matrix): Matrix {
  const size = matrix.rows
  const lower = zeros(size, size)
  const L = lower.data
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix.data[i * size + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (L[i * size + k] ?? 0) * (L[j * size + k] ?? 0)
      if (i === j && !(sum > 0)) throw new RangeError('matrix is not positive definite')
      L[i * size + j] = i === j ? Math.sqrt(sum) : sum / (L[j * size + j] ?? 1)
    }
  return lower
}

/** |L^-1 v|^2 by forward substitution: the quadratic form v' (L L')^-1 v. */
export function quadraticForm(lower: Matrix, v: Float64Array): number {
  const size = lower.rows
  const L = lower.data
  const z = new Float64Array(size)
  let sum = 0
  for (let i = 0; i < size; i++) {
    const at = i * size
    // Two sums at once: one would wait for itself at every step.
    let [even, odd] = [v[i] ?? 0, 0]
    for (let k = 1; k < i; k += 2) {
      even -= (L[at + k - 1] ?? 0) * (z[k - 1] ?? 0)
      odd -= (L[at + k] ?? 0) * (z[k] ?? 0)
    }
    if (i % 2 === 1) even -= (L[at + i - 1] ?? 0) * (z[i - 1] ?? 0)
    const value = (even + odd) / (L[at + i] ?? 1)
    z[i] = value
    sum += value * value
  }
  return sum
}
