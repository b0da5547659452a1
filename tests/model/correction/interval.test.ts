import { describe, expect, it } from 'vitest'
import {
  coverageByThird,
  fitInterval,
  intervalArrays,
  intervalFor,
  restoreInterval,
} from '../../../model/correction/interval.ts'
import type { Matrix } from '../../../model/service.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { matrixOf } from '../support/pairs.ts'

/** Predictions whose error grows with the level, which one width per band would get wrong. */
function growing(samples: number, seed: number): { predicted: Matrix; reference: Matrix } {
  const random = seededRandom(seed)
  const predicted = matrixOf(
    Array.from({ length: samples }, () => Array.from({ length: 5 }, () => random.next())),
  )
  return {
    predicted,
    reference: { ...predicted, data: predicted.data.map((level) => level + 0.02 * level * random.normal()) },
  }
}

describe('the 90 % interval', () => {
  const { predicted, reference } = growing(900, 1)
  const table = fitInterval(predicted, reference)

  it('holds in each third of the level on samples it has not seen', () => {
    const fresh = growing(900, 2)
    for (const share of coverageByThird(table, fresh.predicted, fresh.reference)) {
      expect(share).toBeGreaterThan(0.87)
      expect(share).toBeLessThan(0.93)
    }
  })

  it('is wider where the error is larger', () => {
    const [dark, bright] = [0.1, 0.9].map((level) => intervalFor(table, new Float64Array(5).fill(level)))
    for (const [band, width] of dark!.entries()) expect(bright![band]).toBeGreaterThan(2 * width)
  })

  it('takes the largest residual where there are few', () => {
    const few = growing(6, 3)
    const widths = fitInterval(few.predicted, few.reference)
    expect(coverageByThird(widths, few.predicted, few.reference)).toEqual([1, 1, 1])
  })

  it('is stored and restored bit by bit', () => {
    expect(restoreInterval(intervalArrays(table), 5)).toEqual(table)
  })
})
