import type { Matrix } from '../service.ts'
import { scaled, transposed } from './matrix.ts'
import type { SymmetricEigen } from './symmetric-eigen.ts'
import { reflectRows, type Tridiagonal, tridiagonal } from './tridiagonal.ts'

const REPEATS = 3
/** Eigenvalues of a Gram matrix are exact to about this share of the largest; below it there is only rounding. */
const ROUNDING = 1e-13
/** A matrix below this is taken as zero: its squares have left the range of numbers. */
const NOTHING = 1e-200

/** How many eigenvalues lie above `limit`: signs of the LDL' factors of T - limit I (Sturm sequence). */
function countAbove({ diagonal, beside }: Tridiagonal, limit: number, tiny: number): number {
  let [above, pivot] = [0, 1]
  for (let i = 0; i < diagonal.length; i++) {
    const e = beside[i] ?? 0
    pivot = (diagonal[i] ?? 0) - limit - (e * e) / pivot
    if (Math.abs(pivot) < tiny) pivot = -tiny
    if (pivot > 0) above++
  }
  return above
}

/** Solves (T - shift I) x = bound b in place by elimination with row exchanges. */
function solveShifted(
  { diagonal, beside }: Tridiagonal,
  shift: number,
  bound: number,
  x: Float64Array,
): void {
  const size = diagonal.length
  const tiny = bound * Number.EPSILON ** 2
  for (let i = 0; i < size; i++) x[i] = bound * (x[i] ?? 0)
  const pivots = new Float64Array(size)
  const first = new Float64Array(size)
  const second = new Float64Array(size)
  let own = (diagonal[0] ?? 0) - shift
  let right = beside[1] ?? 0
  for (let i = 0; i + 1 < size; i++) {
    const below = beside[i + 1] ?? 0
    const next = (diagonal[i + 1] ?? 0) - shift
    const far = beside[i + 2] ?? 0
    if (Math.abs(below) > Math.abs(own)) {
      const factor = own / below
      pivots[i] = below
      first[i] = next
      second[i] = far
      own = right - factor * next
      right = -factor * far
      const held = x[i] ?? 0
      x[i] = x[i + 1] ?? 0
      x[i + 1] = held - factor * (x[i] ?? 0)
    } else {
      if (Math.abs(own) < tiny) own = tiny
      const factor = below / own
      pivots[i] = own
      first[i] = right
      own = next - factor * right
      right = far
      x[i + 1] = (x[i + 1] ?? 0) - factor * (x[i] ?? 0)
    }
  }
  pivots[size - 1] = Math.abs(own) < tiny ? tiny : own
  for (let i = size - 1; i >= 0; i--)
    x[i] =
      ((x[i] ?? 0) - (first[i] ?? 0) * (x[i + 1] ?? 0) - (second[i] ?? 0) * (x[i + 2] ?? 0)) /
      (pivots[i] ?? 1)
}

/** x without its parts along the first `count` rows of `rows`, then of length 1; false when nothing is left. */
function cleaned(x: Float64Array, rows: Float64Array, count: number): boolean {
  const size = x.length
  for (let pass = 0; pass < 2; pass++)
    for (let row = 0; row < count; row++) {
      let part = 0
      for (let i = 0; i < size; i++) part += (x[i] ?? 0) * (rows[row * size + i] ?? 0)
      for (let i = 0; i < size; i++) x[i] = (x[i] ?? 0) - part * (rows[row * size + i] ?? 0)
    }
  let squares = 0
  for (let i = 0; i < size; i++) squares += (x[i] ?? 0) ** 2
  const length = Math.sqrt(squares)
  if (!(length > 0)) return false
  for (let i = 0; i < size; i++) x[i] = (x[i] ?? 0) / length
  return true
}

/**
 * The largest eigenvalues of a symmetric positive semi-definite matrix and their vectors, without the others:
 * bisection for the values, inverse iteration for the vectors, each kept orthogonal to those before.
 * Fewer come back where the rest is only rounding.
 */
export function leadingEigen(matrix: Matrix, most: number): SymmetricEigen {
  const size = matrix.rows
  const count = Math.min(most, size)
  let unit = 0
  for (let i = 0; i < size; i++) unit = Math.max(unit, matrix.data[i * (size + 1)] ?? 0)
  const reduced = tridiagonal(scaled(matrix, unit > NOTHING ? 1 / unit : 0))
  let bound = 0
  for (let i = 0; i < size; i++)
    bound = Math.max(
      bound,
      Math.abs(reduced.diagonal[i] ?? 0) +
        Math.abs(reduced.beside[i] ?? 0) +
        Math.abs(reduced.beside[i + 1] ?? 0),
    )
  const exact = bound * Number.EPSILON
  const tiny = exact * Number.EPSILON
  const values: number[] = []
  const rows = new Float64Array(count * size)
  let upper = bound + exact
  while (values.length < count) {
    const k = values.length
    let lower = -exact
    while (upper - lower > exact) {
      const middle = (lower + upper) / 2
      if (countAbove(reduced, middle, tiny) > k) lower = middle
      else upper = middle
    }
    const value = (lower + upper) / 2
    if (!(value > ROUNDING * (values[0] ?? 0))) break
    values.push(value)
    // Neighbours closer than rounding need shifts of their own, or the same vector would come twice.
    const shift = value - (k * exact) / 16
    const x = Float64Array.from({ length: size }, (_, i) => 1 + Math.sin(i + 7 * k) / 2)
    cleaned(x, rows, k)
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const before = x.slice()
      solveShifted(reduced, shift, bound, x)
      if (!cleaned(x, rows, k)) x.set(before)
    }
    rows.set(x, k * size)
  }
  const found = rows.subarray(0, values.length * size)
  reflectRows(reduced, found)
  return {
    values: Float64Array.from(values, (value) => unit * value),
    vectors: transposed({ rows: values.length, columns: size, data: found }),
  }
}
