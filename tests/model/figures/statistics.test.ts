import { describe, expect, it } from 'vitest'
import {
  fProbability,
  fQuantile,
  normalProbability,
  normalQuantile,
} from '../../../model/figures/distributions.ts'
import { pairedTest } from '../../../model/figures/paired-test.ts'

// Expected values are SciPy 1.17.1's.
describe('distributions', () => {
  it.each([
    [3, 40, 0.95, 2.8387453980206403],
    [8, 520, 0.99, 2.5455224797215683],
    [1, 4, 0.99, 21.197689584391295],
    [30, 30, 0.5, 1],
    [12, 100, 0.01, 0.28844672053726533],
  ])('F of %d and %d degrees of freedom has quantile %f at %f', (a, b, share, expected) => {
    expect(fQuantile(share, a, b) / expected).toBeCloseTo(1, 10)
    expect(fProbability(expected, a, b)).toBeCloseTo(share, 10)
  })

  it.each([
    [0.99, 2.3263478740408408],
    [0.5, 0],
    [0.001, -3.090232306167813],
  ])('the normal quantile of %f is %f', (share, expected) => {
    expect(normalQuantile(share)).toBeCloseTo(expected, 10)
  })

  it.each([
    [-8, 6.22096057427174e-16],
    [-5, 2.866515718791933e-7],
    [-1.2, 0.11506967022170822],
    [0.3, 0.6179114221889526],
    [2.5, 0.9937903346742238],
  ])('a normal variable is below %f with probability %f', (z, expected) => {
    expect(normalProbability(z) / expected).toBeCloseTo(1, 9)
  })
})

describe('the paired test', () => {
  const a = [
    1.09, 0.74, 0.79, -0.22, 1.9, 1.57, 0.84, 1.39, 1.14, 0.72, 1.49, 0.84, 0.84, 0.6, 1.23, 0.95, 1.27, 0.7,
    1.06, 0.55, 1.42, 1.09, 1.17, 1.21, 0.49, 1.39, 2.03, 0.18, 0.14, 0.25, 1.42, 1.06, 1.54, 1.36, 1.11,
    1.14, 0.92, 1.43, 0.44, 0.79,
  ]
  const b = [
    1.28, 1.4, 0.68, -0.42, 1.85, 1.98, 0.89, 1.91, 0.7, 1.18, 1.92, 0.53, 1.01, 1.08, 1.38, 1.37, 2.1, 0.9,
    1.1, 0.44, 1.73, 1.15, 1.24, 1.3, 0.8, 1.19, 1.69, -0.43, 0.62, 0.39, 1.99, 1.18, 1.44, 1.62, 1.21, 0.88,
    0.77, 2.08, 0.67, 1.03,
  ]
  it('agrees with SciPy with ties', () => {
    const test = pairedTest(a, b)
    // The differences of rounded decimals tie in SciPy only as far as they tie in binary, here as there.
    expect(test.p).toBeCloseTo(0.010248893690242098, 9)
    expect(test.medianDifference).toBeCloseTo(-0.145, 12)
    expect(test).toMatchObject({ better: 28, of: 40 })
  })
  it('sees no difference between equals', () => {
    expect(pairedTest(a, a)).toEqual({ medianDifference: 0, p: 1, better: 0, of: 0 })
  })
  it('turns round with its sides', () => {
    const [one, other] = [pairedTest(a, b), pairedTest(b, a)]
    expect(other.p).toBeCloseTo(one.p, 12)
    expect(other.better).toBe(40 - one.better)
  })
})
