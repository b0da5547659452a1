import { at, requireSameLength } from './at.ts'

/** Index i with grid[i] <= x < grid[i + 1], clamped to the inner intervals; `grid` ascends strictly. */
function interval(grid: ArrayLike<number>, x: number, from: number): number {
  let low = from
  const last = grid.length - 2
  // Targets usually ascend too: a few steps forward beat a fresh search.
  for (let step = 0; step < 4 && low < last; step++) {
    if (at(grid, low + 1) > x) return low
    low++
  }
  let high = last
  if (at(grid, low) > x) [low, high] = [0, low]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (at(grid, middle) <= x) low = middle
    else high = middle - 1
  }
  return low
}

/** Values at `toNm`: the edge values outside the range, else what `within` says between the points i and i + 1. */
function resampled(
  values: ArrayLike<number>,
  fromNm: ArrayLike<number>,
  toNm: ArrayLike<number>,
  within: (i: number, share: number, widthNm: number) => number,
): Float64Array {
  const last = fromNm.length - 1
  const out = new Float64Array(toNm.length)
  let i = 0
  for (let k = 0; k < out.length; k++) {
    const x = at(toNm, k)
    if (x <= at(fromNm, 0)) out[k] = at(values, 0)
    else if (x >= at(fromNm, last)) out[k] = at(values, last)
    else {
      i = interval(fromNm, x, i)
      const widthNm = at(fromNm, i + 1) - at(fromNm, i)
      out[k] = within(i, (x - at(fromNm, i)) / widthNm, widthNm)
    }
  }
  return out
}

/**
 * Straight lines between the points, as numpy.interp. `fromNm` ascends strictly; `toNm` may have any order; outside
 * the range the edge value is held.
 */
export function resampleLinear(
  values: ArrayLike<number>,
  fromNm: ArrayLike<number>,
  toNm: ArrayLike<number>,
): Float64Array {
  requireSameLength(values, fromNm)
  return resampled(
    values,
    fromNm,
    toNm,
    (i, share) => at(values, i) + share * (at(values, i + 1) - at(values, i)),
  )
}

/** What a cubic spline does at its two ends; `not-a-knot` is SciPy's default. */
export type SplineEnds = 'natural' | 'not-a-knot'

/** Thomas algorithm for a tridiagonal system; the arrays are overwritten. */
function solveTridiagonal(
  lower: Float64Array,
  diagonal: Float64Array,
  upper: Float64Array,
  right: Float64Array,
): Float64Array {
  const n = right.length
  for (let i = 1; i < n; i++) {
    const factor = at(lower, i) / at(diagonal, i - 1)
    diagonal[i] = at(diagonal, i) - factor * at(upper, i - 1)
    right[i] = at(right, i) - factor * at(right, i - 1)
  }
  for (let i = n - 1; i >= 0; i--) {
    const after = i === n - 1 ? 0 : at(upper, i) * at(right, i + 1)
    right[i] = (at(right, i) - after) / at(diagonal, i)
  }
  return right
}

/** Second derivatives of the interpolating cubic spline at the knots (de Boor, A Practical Guide to Splines, ch. IV). */
function secondDerivatives(
  values: ArrayLike<number>,
  grid: ArrayLike<number>,
  ends: SplineEnds,
): Float64Array {
  const n = grid.length
  const h = Float64Array.from({ length: n - 1 }, (_, i) => at(grid, i + 1) - at(grid, i))
  const slope = h.map((width, i) => (at(values, i + 1) - at(values, i)) / width)
  const inner = n - 2
  const out = new Float64Array(n)
  if (inner < 1) return out
  const lower = Float64Array.from({ length: inner }, (_, i) => at(h, i))
  const upper = Float64Array.from({ length: inner }, (_, i) => at(h, i + 1))
  const diagonal = Float64Array.from({ length: inner }, (_, i) => 2 * (at(h, i) + at(h, i + 1)))
  const right = Float64Array.from({ length: inner }, (_, i) => 6 * (at(slope, i + 1) - at(slope, i)))
  if (ends === 'natural') {
    out.set(solveTridiagonal(lower, diagonal, upper, right), 1)
    return out
  }
  // Not-a-knot: the end derivative continues the neighbouring cubic, which removes it from the system.
  const [a, b] = [at(h, 0), at(h, 1)]
  const [y, z] = [at(h, n - 3), at(h, n - 2)]
  if (inner === 1) return out.fill(at(right, 0) / (3 * (a + b)))
  diagonal[0] = at(diagonal, 0) + a * (1 + a / b)
  upper[0] = at(upper, 0) - (a * a) / b
  diagonal[inner - 1] = at(diagonal, inner - 1) + z * (1 + z / y)
  lower[inner - 1] = at(lower, inner - 1) - (z * z) / y
  out.set(solveTridiagonal(lower, diagonal, upper, right), 1)
  out[0] = at(out, 1) + (a / b) * (at(out, 1) - at(out, 2))
  out[n - 1] = at(out, n - 2) + (z / y) * (at(out, n - 2) - at(out, n - 3))
  return out
}

/**
 * Cubic spline through the points, as scipy.interpolate.CubicSpline. `fromNm` ascends strictly, at least 2 points;
 * outside the range the edge value is held.
 */
export function resampleCubic(
  values: ArrayLike<number>,
  fromNm: ArrayLike<number>,
  toNm: ArrayLike<number>,
  ends: SplineEnds = 'not-a-knot',
): Float64Array {
  requireSameLength(values, fromNm)
  const second = secondDerivatives(values, fromNm, ends)
  return resampled(values, fromNm, toNm, (i, b, h) => {
    const a = 1 - b
    const bend = (a ** 3 - a) * at(second, i) + (b ** 3 - b) * at(second, i + 1)
    return a * at(values, i) + b * at(values, i + 1) + (bend * h * h) / 6
  })
}
