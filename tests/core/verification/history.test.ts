import { describe, expect, it } from 'vitest'
import { verificationChart } from '../../../core/verification/history.ts'
import { withMean } from './records.ts'

const at = (i: number): string => new Date(Date.UTC(2026, 4, 1 + i)).toISOString()
const series = (values: readonly number[]) =>
  values.map((mean, i) => ({ id: i + 1, ...withMean(mean, { at: at(i) }) }))

describe('the control chart of verifications', () => {
  it('counts from the mean of the first five, in the order of time', () => {
    const chart = verificationChart(series([0.1, 0.12, 0.11, 0.09, 0.13, 0.11]).reverse())!
    expect(chart.unit).toBe('dE00')
    expect(chart.baseline).toBeCloseTo(0.11, 12)
    expect(chart.points.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6])
    expect(chart.points[1]!.deviation).toBeCloseTo(0.01, 12)
    expect(chart.points.some(({ outside }) => outside)).toBe(false)
  })

  it('finds a jump by the average and a slow drift by the sums', () => {
    const jump = verificationChart(series([0.1, 0.12, 0.11, 0.1, 0.11, 0.3]))!
    expect(jump.points.map(({ outside }) => outside)).toEqual([false, false, false, false, false, true])
    const values = Array.from({ length: 20 }, (_, i) => 0.1 + (i < 6 ? 0 : 0.002 * (i - 5)) + (i % 2) * 0.004)
    const slow = verificationChart(series(values))!
    const last = slow.points.at(-1)!
    expect(last.above).toBeGreaterThan(slow.cusumLimit)
    expect(last.below).toBe(0)
    expect(slow.points.findIndex(({ outside }) => outside)).toBeGreaterThan(6)
  })

  it('charts the RMSE where one of them has no colour, and nothing where there is none', () => {
    const [first, second] = series([0.1, 0.2])
    const chart = verificationChart([
      first!,
      { ...second!, corrected: { ...second!.corrected, dE00: null } },
    ])!
    expect(chart.unit).toBe('RMSE x 1000')
    expect(chart.points[0]!.value).toBeCloseTo(2, 9)
    expect(verificationChart([])).toBeUndefined()
  })
})
