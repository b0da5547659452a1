import { describe, expect, it } from 'vitest'
import { fitKernelStage, kernelAddition } from '../../../../model/correction/plate/kernel-stage.ts'
import { columnMeans, rowMeanSquares } from '../../../../model/linear/matrix.ts'
import { mean } from '../../../../spectra/metrics.ts'
import { seededRandom } from '../../../../spectra/random.ts'
import { madeUpPairs, matrixOf, rowsOf } from '../../support/pairs.ts'

const bands = 24
const { y: p } = madeUpPairs(150, bands, {}, 4)
const centre = columnMeans(p)

describe('the kernel stage', () => {
  it('learns what bends, and adds nothing far away from the plate', () => {
    const left = matrixOf(rowsOf(p).map((row) => row.map((value) => 0.02 * (value - 0.4) ** 2)))
    const stage = fitKernelStage(p, left, centre)
    const added = kernelAddition(stage!, p)
    const rest = matrixOf(rowsOf(left).map((row, i) => row.map((value, j) => value - rowsOf(added)[i]![j]!)))
    expect(mean(rowMeanSquares(rest))).toBeLessThan(0.1 * mean(rowMeanSquares(left)))
    const foreign = matrixOf([Array.from({ length: bands }, (_, j) => (j % 2 === 0 ? 9 : -9))])
    for (const value of kernelAddition(stage!, foreign).data) expect(Math.abs(value)).toBeLessThan(1e-9)
  })

  it('stays off where only noise is left', () => {
    const random = seededRandom(5)
    const noise = matrixOf(rowsOf(p).map((row) => row.map(() => 0.002 * random.normal())))
    expect(fitKernelStage(p, noise, centre)).toBeUndefined()
  })

  it('stays off where spectra do not differ', () => {
    const same = matrixOf(rowsOf(p).map(() => Array.from(centre)))
    expect(fitKernelStage(same, same, centre)).toBeUndefined()
  })
})
