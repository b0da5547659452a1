import type { Matrix } from '../service.ts'
import { zeros } from './matrix.ts'
import { crossProduct, multiply } from './multiply.ts'
import { leaveOneOutResiduals, type RidgePath } from './ridge-path.ts'

/** Penalties are 10^(k/4); the search starts at 1e-6..1e2 and goes on where the optimum lies at an end. */
const PER_DECADE = 4
const FIRST = -6 * PER_DECADE
const LAST = 2 * PER_DECADE
const FURTHEST = 12 * PER_DECADE
const SKETCH_COLUMNS = 16

/** The penalty with index k on the grid. */
export const penaltyAt = (k: number): number => 10 ** (k / PER_DECADE)

/** Random signs without a generator: one bit of a mixed integer, the same everywhere. */
function sign(index: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77)
  return mixed < 0 ? -1 : 1
}

/** Targets folded onto a few random directions: sums of squares keep their expectation. */
function sketch(targets: Matrix): Matrix {
  const signs = zeros(targets.columns, SKETCH_COLUMNS)
  for (let i = 0; i < signs.data.length; i++) signs.data[i] = sign(i)
  return multiply(targets, signs)
}

function sumOfSquares(matrix: Matrix): number {
  let sum = 0
  for (const value of matrix.data) sum += value * value
  return sum
}

/** Index of the least value of `at` downhill from `start`, in steps of 1. Values are asked for once. */
function descend(at: (k: number) => number, start: number): number {
  const seen = new Map<number, number>()
  const value = (k: number): number => {
    const known = seen.get(k) ?? at(k)
    seen.set(k, known)
    return known
  }
  let best = start
  for (const step of [-1, 1])
    while (Math.abs(best + step) <= FURTHEST && value(best + step) < value(best)) best += step
  return best
}

/**
 * The penalty with the least leave-one-out error over all samples and bands. The whole grid is searched on a
 * random fold of the targets; all bands then decide, downhill from there. The leave-one-out curve of a ridge
 * has one valley in practice, so this is the minimum of the grid at a fraction of its cost.
 * @param projected B'C of the path and targets
 */
export function choosePenalty(path: RidgePath, projected: Matrix, targets: Matrix): number {
  const press = (t: Matrix, p: Matrix, k: number): number =>
    sumOfSquares(leaveOneOutResiduals(path, p, t, penaltyAt(k)))
  const narrow = targets.columns > 2 * SKETCH_COLUMNS
  const folded = narrow ? sketch(targets) : targets
  const foldedProjection = narrow ? crossProduct(path.basis, folded) : projected
  let start = FIRST
  let least = Infinity
  for (let k = FIRST; k <= LAST; k += 2) {
    const error = press(folded, foldedProjection, k)
    if (error < least) [start, least] = [k, error]
  }
  if (narrow) start = descend((k) => press(folded, foldedProjection, k), start)
  return penaltyAt(descend((k) => press(targets, projected, k), start))
}
