import type { Matrix } from '../service.ts'
import { zeros } from './matrix.ts'
import { crossProduct, multiply } from './multiply.ts'
import { leaveOneOutResiduals, type RidgePath } from './ridge-path.ts'

/** Penalties are 10^(k/4) from 1e-6 to 1e2 for reflectance and absorbance, whose bands vary by about so much. */
const PER_DECADE = 4
const FIRST = -6 * PER_DECADE
const LAST = 2 * PER_DECADE
const USUAL_VARIANCE = 0.03
const SKETCH_COLUMNS = 16
/** Up to so many multiplications every penalty is tried on all bands. */
const WHOLE_GRID_PRODUCTS = 2e8
/** The sketch errs by a few per cent: valleys this much higher may still be the lowest. */
const NEAR_LEAST = 1.2

/** The penalty with index k on the grid. */
export const penaltyAt = (k: number): number => 10 ** (k / PER_DECADE)

/** Random signs without a generator: one bit of a mixed integer, the same everywhere. */
function sign(index: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77)
  return mixed < 0 ? -1 : 1
}

/** Targets folded onto a few random directions: sums of squares keep their expectation. */
export function sketch(targets: Matrix): Matrix {
  const signs = zeros(targets.columns, SKETCH_COLUMNS)
  for (let i = 0; i < signs.data.length; i++) signs.data[i] = sign(i)
  return multiply(targets, signs)
}

/** Sum of the squares of all values. */
export function sumOfSquares(matrix: Matrix): number {
  let sum = 0
  for (const value of matrix.data) sum += value * value
  return sum
}

/** A function of the grid index that computes each value once. */
function remembered(at: (k: number) => number): (k: number) => number {
  const seen = new Map<number, number>()
  return (k) => {
    const value = seen.get(k) ?? at(k)
    seen.set(k, value)
    return value
  }
}

/** Decades by which penalties move for other units (per cent, counts): even ones, never less. */
function decadesFor(sumOfSquares: number, values: number): number {
  const variance = sumOfSquares / values
  return variance > 0 ? 2 * Math.trunc(Math.log10(variance / USUAL_VARIANCE) / 2) : 0
}

/** What a penalty meant for reflectance is multiplied with for these centred samples: 1 or another even decade. */
export function penaltyScale(a: Matrix): number {
  return 10 ** decadesFor(sumOfSquares(a), a.data.length)
}

/** Indices of the penalties to try on a path. */
export function penaltyGrid({ values, samples, loadings }: RidgePath): number[] {
  const sum = values.reduce((total, value) => total + value, 0)
  const decades = decadesFor(sum, samples * loadings.rows)
  return Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i + decades * PER_DECADE)
}

/** Index of the least value downhill from `start` within the grid, in steps of 1. */
function descend(at: (k: number) => number, start: number, grid: readonly number[]): number {
  let best = start
  for (const step of [-1, 1]) while (grid.includes(best + step) && at(best + step) < at(best)) best += step
  return best
}

const leastOf = (indices: readonly number[], at: (k: number) => number): number =>
  indices.reduce((best, k) => (at(k) < at(best) ? k : best))

/** Local minima of `at` among neighbouring `indices` that come near the least of all. */
function valleys(indices: readonly number[], at: (k: number) => number): number[] {
  const least = at(leastOf(indices, at))
  return indices.filter((k, i) => {
    const [before, after] = [indices[i - 1], indices[i + 1]]
    const lower = (other: number | undefined): boolean => other !== undefined && at(other) < at(k)
    return !lower(before) && !lower(after) && at(k) <= NEAR_LEAST * least
  })
}

/**
 * The penalty with the least leave-one-out error over all samples and bands. Where the whole grid is dear, it is
 * searched on a random fold of the targets first; all bands then decide, downhill from every valley found there.
 * @param projected B'C of the path and targets
 */
export function choosePenalty(path: RidgePath, projected: Matrix, targets: Matrix): number {
  const press =
    (t: Matrix, p: Matrix) =>
    (k: number): number =>
      sumOfSquares(leaveOneOutResiduals(path, p, t, penaltyAt(k)))
  const exact = remembered(press(targets, projected))
  const grid = penaltyGrid(path)
  if (grid.length * targets.data.length * projected.rows < WHOLE_GRID_PRODUCTS)
    return penaltyAt(leastOf(grid, exact))
  const folded = sketch(targets)
  const rough = remembered(press(folded, crossProduct(path.basis, folded)))
  const coarse = grid.filter((_, i) => i % 2 === 0)
  const starts = valleys(coarse, rough).map((k) => descend(rough, k, grid))
  return penaltyAt(
    leastOf(
      starts.map((k) => descend(exact, k, grid)),
      exact,
    ),
  )
}
