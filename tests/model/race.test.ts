import { describe, expect, it } from 'vitest'
import type { MethodName, MethodResult } from '../../contract/model.ts'
import { beatenOn } from '../../model/race.ts'
import type { Judged } from '../../model/winner.ts'

const row = (name: MethodName): MethodResult => ({
  name,
  rmse: 0,
  p95: 0,
  gfc: 1,
  dE00: null,
  rmsePerFold: [],
  foreign: null,
  parameters: {},
  fitMs: 0,
})
/** Errors around a level, alternating, so that a paired difference has a spread. */
const errors = (level: number, count = 40): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => (level * (1 + 0.4 * (-1) ** i)) ** 2)
const rival = (name: MethodName, level: number): Judged => ({ row: row(name), squaredErrors: errors(level) })
const rows = Array.from({ length: 8 }, (_, i) => 5 * i)
const onRows = (all: Float64Array): Float64Array => Float64Array.from(rows, (at) => all[at]!)

describe('a race', () => {
  it('gives up what is far behind the best, and says by how much', () => {
    const reason = beatenOn(1, rows, onRows(errors(0.006)), [rival('none', 0.009), rival('ridge', 0.0016)])
    expect(reason).toBe(
      'Given up after fold 1: RMSE 0.00646 against 0.00172 of Ridge direct standardisation on the same patches.',
    )
  })

  it('goes on with what is as good, better, or without a rival', () => {
    expect(beatenOn(1, rows, onRows(errors(0.0016)), [rival('ridge', 0.0016)])).toBeUndefined()
    expect(beatenOn(1, rows, onRows(errors(0.001)), [rival('ridge', 0.0016)])).toBeUndefined()
    expect(beatenOn(1, rows, onRows(errors(0.9)), [])).toBeUndefined()
  })

  it('goes on where the difference could be chance', () => {
    const noisy = Float64Array.from(rows, (_, i) => (i === 0 ? 0.01 : 0.0001) ** 2)
    expect(beatenOn(1, rows, noisy, [rival('ridge', 0.0011)])).toBeUndefined()
  })

  it('gives up after two folds what is not ahead, since at the end it must be', () => {
    const as = (level: number): string | undefined =>
      beatenOn(2, rows, onRows(errors(level)), [rival('ridge', 0.0016)])
    expect(as(0.0016)).toBe(
      'Given up after fold 2: it is not ahead, RMSE 0.00172 against 0.00172 of Ridge direct standardisation on the same patches.',
    )
    expect(as(0.0015)).toBeUndefined()
  })
})
