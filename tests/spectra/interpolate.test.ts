import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resampleCubic, resampleLinear } from '../../spectra/interpolate.ts'
import { formula, oracle } from './oracle.ts'

const { knots, at, notAKnot, natural, threePoints, fourPoints } = oracle.splines
const values = knots.map(formula(0))
const near = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length)
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 12))
}

describe('cubic interpolation against SciPy CubicSpline', () => {
  it('agrees with not-a-knot ends', () => near(resampleCubic(values, knots, at), notAKnot))
  it('agrees with natural ends', () => near(resampleCubic(values, knots, at, 'natural'), natural))
  it('agrees for three points (a parabola)', () =>
    near(resampleCubic(values.slice(0, 3), knots.slice(0, 3), at.slice(0, 5)), threePoints))
  it('agrees for four points (one cubic)', () =>
    near(resampleCubic(values.slice(0, 4), knots.slice(0, 4), at.slice(0, 7)), fourPoints))
  it('is a straight line through two points', () =>
    near(resampleCubic([1, 3], [400, 500], [425, 450]), [1.5, 2]))
  it('holds the edge values outside', () =>
    near(resampleCubic([1, 3, 4], [400, 500, 600], [300, 700]), [1, 4]))
})

describe('linear interpolation', () => {
  it('runs straight between points, in any order of targets, and holds the edges', () =>
    near(resampleLinear([0, 1, 3], [400, 410, 430], [420, 405, 300, 430, 900, 410]), [2, 0.5, 0, 3, 3, 1]))
  it('refuses values without wavelengths', () => {
    expect(() => resampleLinear([1, 2], [400], [400])).toThrow(RangeError)
  })
})

const grid = fc
  .uniqueArray(fc.integer({ min: 300, max: 900 }), { minLength: 2, maxLength: 40 })
  .map((list) => Float64Array.from(list).sort())

describe('both', () => {
  it.each(['linear', 'cubic'] as const)('%s gives back straight lines and the points themselves', (kind) => {
    const resample = kind === 'linear' ? resampleLinear : resampleCubic
    fc.assert(
      fc.property(
        grid,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
        (nm, shares) => {
          const line = nm.map((x) => 0.2 + 0.001 * x)
          const [from, to] = [nm[0]!, nm.at(-1)!]
          const targets = Float64Array.from(shares, (share) => from + share * (to - from))
          resample(line, nm, targets).forEach((value, i) =>
            expect(value).toBeCloseTo(0.2 + 0.001 * targets[i]!, 9),
          )
          const wave = nm.map((x) => Math.sin(x / 30))
          resample(wave, nm, nm).forEach((value, i) => expect(value).toBeCloseTo(wave[i]!, 10))
        },
      ),
    )
  })
})
