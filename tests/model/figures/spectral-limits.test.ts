import { describe, expect, it } from 'vitest'
import {
  beyondLimits,
  leverages,
  spectralDistances,
  spectralLimits,
} from '../../../model/figures/spectral-limits.ts'
import { fQuantile } from '../../../model/figures/distributions.ts'
import { outlierStatus } from '../../../model/figures/outlier-status.ts'
import type { Matrix } from '../../../model/service.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { matrixOf } from '../support/pairs.ts'

const BANDS = 24

/** Gaussian spectra of three smooth components and noise in every band. */
function gaussian(rows: number, seed: number, noise = 0.002): Matrix {
  const random = seededRandom(seed)
  return matrixOf(
    Array.from({ length: rows }, () => {
      const scores = [0.3, 0.2, 0.1].map((sd) => sd * random.normal())
      return Array.from(
        { length: BANDS },
        (_, j) =>
          0.5 +
          scores.reduce(
            (sum, score, k) => sum + score * Math.cos(((k + 1) * Math.PI * (j + 0.5)) / BANDS),
            0,
          ) +
          noise * random.normal(),
      )
    }),
  )
}

describe('limits of spectra', () => {
  const training = gaussian(400, 1)
  const limits = spectralLimits(training)

  it('find the components and the F limit of T2', () => {
    expect(limits.variances).toHaveLength(3)
    expect(limits.t2Limit).toBeCloseTo(((3 * (400 ** 2 - 1)) / (400 * 397)) * fQuantile(0.99, 3, 397), 9)
  })

  it('hold 99 % of new Gaussian spectra each', () => {
    const { t2, q } = spectralDistances(limits, gaussian(4000, 2))
    for (const [values, limit] of [
      [t2, limits.t2Limit],
      [q, limits.qLimit],
    ] as const) {
      const outside = values.filter((value) => value > limit).length / 4000
      expect(outside).toBeGreaterThan(0.005)
      expect(outside).toBeLessThan(0.02)
    }
  })

  it('give leverages that sum to one more than the components', () => {
    const sum = leverages(limits, training).reduce((total, value) => total + value, 0)
    expect(sum).toBeCloseTo(4, 9)
  })

  it('see a spike in Q and a strong colour in T2', () => {
    const [spike, strong] = [new Float64Array(BANDS).fill(0.5), new Float64Array(BANDS)]
    spike[7] = 0.8
    for (let j = 0; j < BANDS; j++) strong[j] = 0.5 + 2 * Math.cos((Math.PI * (j + 0.5)) / BANDS)
    const { t2, q } = spectralDistances(limits, matrixOf([spike, strong]))
    expect(q[0]).toBeGreaterThan(limits.qLimit)
    expect(t2[1]).toBeGreaterThan(limits.t2Limit)
    expect(q[1]).toBeLessThan(limits.qLimit)
  })

  it('tell outliers that were kept, lost and invented', () => {
    const strange = (row: number): boolean => row < 10
    const rows = gaussian(40, 3)
    for (let row = 0; row < 10; row++) rows.data[row * BANDS + 5] = (rows.data[row * BANDS + 5] ?? 0) + 0.3
    const on = beyondLimits(limits, rows)
    expect(on.slice(0, 10).every(Boolean)).toBe(true)
    // A correction that smooths the first five away and puts a spike into the last.
    const corrected = { ...rows, data: rows.data.slice() }
    for (let row = 0; row < 5; row++)
      corrected.data[row * BANDS + 5] = (rows.data[row * BANDS + 5] ?? 0) - 0.3
    corrected.data[39 * BANDS + 9] = (corrected.data[39 * BANDS + 9] ?? 0) + 0.3
    const status = outlierStatus(
      limits,
      Array.from({ length: 40 }, (_, row) => strange(row)),
      corrected,
    )
    expect(status.onReference).toBe(10)
    expect(status.kept).toBe(5)
    expect(status.invented).toBeGreaterThanOrEqual(1)
  })
})
