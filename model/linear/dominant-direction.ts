import type { Matrix } from '../service.ts'
import { multiply } from './multiply.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

const STEPS = 10
const RESTARTS = 12
/** Of the largest eigenvalue: what the direction may still miss. */
const TOLERANCE = 1e-10

const dot = (a: Float64Array, b: Float64Array): number => {
  let [even, odd] = [0, 0]
  const whole = a.length - (a.length % 2)
  for (let i = 0; i < whole; i += 2) {
    even += (a[i] ?? 0) * (b[i] ?? 0)
    odd += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
  }
  return whole < a.length ? even + odd + (a[whole] ?? 0) * (b[whole] ?? 0) : even + odd
}

/** v S' for a row v: each row of S against v, four sums at once since one would wait for itself. */
export function timesTransposed(s: Matrix, v: Float64Array): Float64Array {
  const { rows, columns, data } = s
  const result = new Float64Array(rows)
  const whole = columns - (columns % 4)
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0]
    for (let j = 0; j < whole; j += 4) {
      s0 += (data[row + j] ?? 0) * (v[j] ?? 0)
      s1 += (data[row + j + 1] ?? 0) * (v[j + 1] ?? 0)
      s2 += (data[row + j + 2] ?? 0) * (v[j + 2] ?? 0)
      s3 += (data[row + j + 3] ?? 0) * (v[j + 3] ?? 0)
    }
    for (let j = whole; j < columns; j++) s0 += (data[row + j] ?? 0) * (v[j] ?? 0)
    result[i] = s0 + s1 + (s2 + s3)
  }
  return result
}

/** v S for a row v. */
export function timesMatrix(s: Matrix, v: Float64Array): Float64Array {
  return multiply({ rows: 1, columns: v.length, data: v }, s).data
}

/** v to length 1; false when there is nothing to scale. */
export function normalise(v: Float64Array): boolean {
  const length = Math.sqrt(dot(v, v))
  if (!(length > 0)) return false
  for (let i = 0; i < v.length; i++) v[i] = (v[i] ?? 0) / length
  return true
}

/** v without its parts along orthonormal `directions`, taken out twice against rounding. */
export function orthogonalise(v: Float64Array, directions: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++)
    for (const direction of directions) {
      const part = dot(v, direction)
      for (let i = 0; i < v.length; i++) v[i] = (v[i] ?? 0) - part * (direction[i] ?? 0)
    }
}

/**
 * The right singular vector of the largest singular value of S: Lanczos steps on S'S, restarted at the best
 * direction so far until it hardly changes. @param start any vector with a part along the wanted one
 */
export function dominantDirection(s: Matrix, start: Float64Array): Float64Array {
  let best: Float64Array = start.slice()
  if (!normalise(best)) return best
  for (let restart = 0; restart < RESTARTS; restart++) {
    const { direction, missed } = lanczos(s, best)
    best = direction
    if (missed <= TOLERANCE) break
  }
  return best
}

function lanczos(
  s: Matrix,
  start: Float64Array,
): { readonly direction: Float64Array; readonly missed: number } {
  const basis = [start]
  const [diagonal, beside]: [number[], number[]] = [[], []]
  for (;;) {
    const last = basis[basis.length - 1] ?? start
    const next = timesMatrix(s, timesTransposed(s, last))
    diagonal.push(dot(next, last))
    orthogonalise(next, basis)
    const length = Math.sqrt(dot(next, next))
    const { value, vector } = largestOf(diagonal, beside)
    const missed = value > 0 ? (length * Math.abs(vector[vector.length - 1] ?? 0)) / value : 0
    if (missed <= TOLERANCE || basis.length === STEPS || !normalise(next))
      return { direction: combined(basis, vector), missed }
    beside.push(length)
    basis.push(next)
  }
}

/** The largest eigenvalue of a small tridiagonal matrix and its vector. */
function largestOf(
  diagonal: readonly number[],
  beside: readonly number[],
): { value: number; vector: Float64Array } {
  const size = diagonal.length
  const data = new Float64Array(size * size)
  for (const [i, value] of diagonal.entries()) data[i * (size + 1)] = value
  for (const [i, value] of beside.entries()) {
    data[i * size + i + 1] = value
    data[(i + 1) * size + i] = value
  }
  const { values, vectors } = symmetricEigen({ rows: size, columns: size, data })
  return {
    value: values[0] ?? 0,
    vector: Float64Array.from({ length: size }, (_, i) => vectors.data[i * size] ?? 0),
  }
}

function combined(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0]?.length ?? 0)
  for (const [k, vector] of basis.entries())
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (weights[k] ?? 0) * (vector[i] ?? 0)
  normalise(sum)
  return sum
}
