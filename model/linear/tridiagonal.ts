import type { Matrix } from '../service.ts'

/**
 * Q'A Q = T of a symmetric matrix by Householder reflections, in the order of TRED2 (Martin, Reinsch, Wilkinson
 * 1968): all inner loops run along rows.
 */
export interface Tridiagonal {
  readonly diagonal: Float64Array
  /** Entry i lies beside diagonal entries i - 1 and i; the first is 0. */
  readonly beside: Float64Array
  /** Row i, entries before i: the vector of reflection i. */
  readonly reflections: Float64Array
  /** Half the squared length of each vector; 0 where nothing is reflected. */
  readonly halves: Float64Array
}

/** Of a matrix whose largest entry is 1: the square of anything smaller leaves the range of numbers. */
const NOTHING = 1e-140

/** w += S v for the leading `size` rows of a lower triangle. */
function timesLower(
  lower: Float64Array,
  stride: number,
  size: number,
  v: Float64Array,
  w: Float64Array,
): void {
  for (let j = 0; j < size; j++) {
    const [row, factor] = [j * stride, v[j] ?? 0]
    let sum = 0
    for (let k = 0; k < j; k++) {
      const value = lower[row + k] ?? 0
      sum += value * (v[k] ?? 0)
      w[k] = (w[k] ?? 0) + value * factor
    }
    w[j] = (w[j] ?? 0) + sum + (lower[row + j] ?? 0) * factor
  }
}

/** @param matrix symmetric, largest entry about 1; only its lower half is looked at, and it stays as it is */
export function tridiagonal(matrix: Matrix): Tridiagonal {
  const size = matrix.rows
  const A = matrix.data.slice()
  const [beside, halves] = [new Float64Array(size), new Float64Array(size)]
  for (let i = size - 1; i > 0; i--) {
    const u = A.subarray(i * size, i * size + i)
    let largest = 0
    for (let k = 0; k < i - 1; k++) largest = Math.max(largest, Math.abs(u[k] ?? 0))
    const last = u[i - 1] ?? 0
    if (largest < NOTHING) {
      beside[i] = last
      continue
    }
    let squares = 0
    for (let k = 0; k < i; k++) squares += (u[k] ?? 0) ** 2
    const root = last > 0 ? -Math.sqrt(squares) : Math.sqrt(squares)
    const half = squares - last * root
    u[i - 1] = last - root
    beside[i] = root
    halves[i] = half
    const w = new Float64Array(i)
    timesLower(A, size, i, u, w)
    let along = 0
    for (let k = 0; k < i; k++) {
      const value = (w[k] ?? 0) / half
      w[k] = value
      along += value * (u[k] ?? 0)
    }
    const share = along / (2 * half)
    for (let k = 0; k < i; k++) w[k] = (w[k] ?? 0) - share * (u[k] ?? 0)
    for (let j = 0; j < i; j++) {
      const [row, f, g] = [j * size, u[j] ?? 0, w[j] ?? 0]
      for (let k = 0; k <= j; k++) A[row + k] = (A[row + k] ?? 0) - f * (w[k] ?? 0) - g * (u[k] ?? 0)
    }
  }
  const diagonal = Float64Array.from({ length: size }, (_, i) => A[i * (size + 1)] ?? 0)
  return { diagonal, beside, reflections: A, halves }
}

/** Every row of `rows` (count x size) through Q', in place: vectors of T become vectors of A. */
export function reflectRows({ reflections, halves }: Tridiagonal, rows: Float64Array): void {
  const size = halves.length
  for (let from = 0; from < rows.length; from += size)
    for (let i = 1; i < size; i++) {
      const half = halves[i] ?? 0
      if (half === 0) continue
      const at = i * size
      let [even, odd] = [0, 0]
      for (let k = 0; k + 1 < i; k += 2) {
        even += (reflections[at + k] ?? 0) * (rows[from + k] ?? 0)
        odd += (reflections[at + k + 1] ?? 0) * (rows[from + k + 1] ?? 0)
      }
      if (i % 2 === 1) even += (reflections[at + i - 1] ?? 0) * (rows[from + i - 1] ?? 0)
      const share = (even + odd) / half
      for (let k = 0; k < i; k++) rows[from + k] = (rows[from + k] ?? 0) - share * (reflections[at + k] ?? 0)
    }
}
