import { describe, expect, it } from 'vitest'
import { centred, columnMeans, takeRows } from '../../../model/linear/matrix.ts'
import { crossProduct, multiply } from '../../../model/linear/multiply.ts'
import {
  leaveOneOutResiduals,
  ridgeCoefficients,
  type RidgePath,
  ridgePath,
} from '../../../model/linear/ridge-path.ts'
import { choosePenalty, penaltyAt } from '../../../model/linear/ridge-penalty.ts'
import type { Matrix, PairTable } from '../../../model/service.ts'
import { formulaPairs, madeUpPairs } from '../support/pairs.ts'

interface Prepared {
  readonly path: RidgePath
  readonly targets: Matrix
  readonly projected: Matrix
}

function prepare({ x, y }: Pick<PairTable, 'x' | 'y'>): Prepared {
  const path = ridgePath(centred(x, columnMeans(x)))
  const targets = centred(y, columnMeans(y))
  return { path, targets, projected: crossProduct(path.basis, targets) }
}

/** Ridge refitted without each row in turn: what the closed form must equal. */
function refitted({ x, y }: PairTable, lambda: number): number[] {
  return Array.from({ length: x.rows }, (_, left) => {
    const others = Array.from({ length: x.rows }, (_, row) => row).filter((row) => row !== left)
    const rest = { x: takeRows(x, others), y: takeRows(y, others) }
    const { path, projected } = prepare(rest)
    const coefficients = ridgeCoefficients(path, projected, lambda)
    const predicted = multiply(centred(takeRows(x, [left]), columnMeans(rest.x)), coefficients)
    const mean = columnMeans(rest.y)
    return Array.from(takeRows(y, [left]).data, (value, j) => value - predicted.data[j]! - mean[j]!)
  }).flat()
}

const press = ({ path, projected, targets }: Prepared, lambda: number): number =>
  leaveOneOutResiduals(path, projected, targets, lambda).data.reduce((sum, value) => sum + value * value, 0)

describe.each([
  ['more samples than bands', formulaPairs(30, 12)],
  ['fewer samples than bands', formulaPairs(12, 30)],
])('ridge with %s', (_, pairs) => {
  it.each([1e-4, 0.03, 10])('has leave-one-out residuals in closed form at penalty %d', (lambda) => {
    const { path, projected, targets } = prepare(pairs)
    const closed = leaveOneOutResiduals(path, projected, targets, lambda)
    for (const [i, value] of refitted(pairs, lambda).entries()) expect(closed.data[i]).toBeCloseTo(value, 9)
  })
})

describe('the penalty', () => {
  it.each([
    ['narrow spectra', formulaPairs(60, 30)],
    [
      'wide spectra, searched on a fold of the targets first',
      madeUpPairs(80, 60, { mixing: 0.2, noise: 0.003 }),
    ],
    ['fewer samples than bands', madeUpPairs(25, 70, { gain: 0.9, noise: 0.01 })],
  ])('is the minimum of the whole grid for %s', (_, pairs) => {
    const prepared = prepare(pairs)
    const grid = Array.from({ length: 33 }, (__, i) => penaltyAt(i - 24))
    const errors = grid.map((lambda) => press(prepared, lambda))
    const best = grid[errors.indexOf(Math.min(...errors))]!
    expect(choosePenalty(prepared.path, prepared.projected, prepared.targets)).toBe(best)
  })

  it('leaves the usual range where the unit of the spectra asks for it', () => {
    const pairs = madeUpPairs(60, 20, { gain: 0.9, noise: 0.02 })
    const inPercent = { ...pairs.x, data: pairs.x.data.map((value) => value * 1e4) }
    const usual = prepare(pairs)
    const scaled = prepare({ x: inPercent, y: pairs.y })
    const ratio =
      choosePenalty(scaled.path, scaled.projected, scaled.targets) /
      choosePenalty(usual.path, usual.projected, usual.targets)
    expect(Math.log10(ratio)).toBeCloseTo(8, 6)
  })
})
