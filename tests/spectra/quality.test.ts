import { describe, expect, it } from 'vitest'
import type { ControlPoint } from '../../contract/plate.ts'
import {
  CUSUM_LIMIT,
  controlLimit,
  controlPoint,
  controlSigma,
  cumulativeSums,
  DEFAULT_CONTROL_CHART,
} from '../../spectra/control-chart.ts'
import { noise, repeatability, replicateSpread } from '../../spectra/quality.ts'
import { seededRandom } from '../../spectra/random.ts'

describe('noise', () => {
  it('is the standard deviation per band with n - 1', () => {
    const sd = noise([
      [1, 5],
      [3, 5],
      [5, 5],
    ])
    expect([...sd]).toEqual([2, 0])
  })
  it('of one reading follows from two: recovers the spread that made them', () => {
    const random = seededRandom(3)
    const reading = (): number[] => Array.from({ length: 4000 }, () => 0.5 + 0.002 * random.normal())
    expect(repeatability(reading(), reading())).toBeCloseTo(0.002, 4)
  })
  it('spread of replicates is the largest difference of any two', () => {
    expect(replicateSpread([[50, 0, 0]])).toBe(0)
    expect(
      replicateSpread([
        [50, 0, 0],
        [50.1, 0, 0],
        [50.4, 0, 0],
        [50.2, 0, 0],
      ]),
    ).toBeCloseTo(0.4, 1)
  })
})

describe('control chart', () => {
  it('has its limit at 0.12 and averages with weight 0.2', () => {
    expect(controlLimit(DEFAULT_CONTROL_CHART)).toBeCloseTo(0.12, 12)
    const first = controlPoint(undefined, { pair: 12, patch: 'A07', deltaL: 0.2 })
    expect(first).toEqual({
      pair: 12,
      patch: 'A07',
      deltaL: 0.2,
      ewma: expect.closeTo(0.04, 12) as number,
      outside: false,
    })
    expect(controlPoint(first, { pair: 24, patch: 'D17', deltaL: -0.1 }).ewma).toBeCloseTo(0.012, 12)
  })
  const run = (drift: number): ControlPoint[] => {
    const random = seededRandom(11)
    const points: ControlPoint[] = []
    for (let i = 0; i < 60; i++) {
      const deltaL = 0.03 * random.normal() + drift
      points.push(controlPoint(points.at(-1), { pair: 12 * i, patch: 'A07', deltaL }))
    }
    return points
  }
  it('stays quiet over 60 stable readings and sees a lasting shift of 0.2 in a few', () => {
    expect(run(0).some(({ outside }) => outside)).toBe(false)
    const alarm = run(0.2).findIndex(({ outside }) => outside)
    expect(alarm).toBeGreaterThan(0)
    expect(alarm).toBeLessThan(8)
  })
  it('estimates the spread of stable readings from moving ranges, with a floor', () => {
    const random = seededRandom(5)
    expect(controlSigma(Array.from({ length: 3000 }, () => 0.08 * random.normal()))).toBeCloseTo(0.08, 2)
    expect(controlSigma([0.1, 0.1, 0.1])).toBe(0.02)
    expect(controlSigma([])).toBe(0.02)
  })
})

describe('cumulative sums', () => {
  it('stay low over stable readings and find a drift of one standard deviation', () => {
    const random = seededRandom(7)
    const stable = Array.from({ length: 40 }, () => 0.05 * random.normal())
    const quiet = cumulativeSums(stable, 0.05)
    expect(Math.max(...quiet.above, ...quiet.below)).toBeLessThan(CUSUM_LIMIT)
    const drifted = cumulativeSums(
      stable.map((value) => value - 0.05),
      0.05,
    )
    expect(drifted.below.findIndex((sum) => sum > CUSUM_LIMIT)).toBeGreaterThan(3)
    expect(drifted.above.at(-1)).toBeLessThan(CUSUM_LIMIT)
  })
  it('add up what exceeds half a standard deviation', () => {
    expect([...cumulativeSums([0.2, 0.1, -1], 0.1).above]).toEqual([1.5, 2, 0])
    expect([...cumulativeSums([0.2, 0.1, -1], 0.1).below]).toEqual([0, 0, 9.5])
  })
})
