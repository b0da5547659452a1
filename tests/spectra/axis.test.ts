import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { WORKING_AXIS } from '../../contract/spectrum.ts'
import {
  axisPitchNm,
  axisWavelengths,
  commonAxis,
  evenAxis,
  firstNotAscending,
  pixelWavelengths,
  requireAscending,
  sameAxis,
} from '../../spectra/axis.ts'

const nm = (...values: number[]): Float64Array => Float64Array.from(values)
const ascending = fc
  .uniqueArray(fc.integer({ min: 300, max: 1200 }), { minLength: 2, maxLength: 60 })
  .map((values) => Float64Array.from(values).sort())

describe('axis', () => {
  it('spaces the working bands as 380 + 400 i / 223', () => {
    const bands = axisWavelengths(WORKING_AXIS)
    expect(bands).toHaveLength(224)
    expect(bands[1]).toBeCloseTo(380 + 400 / 223, 12)
    expect(bands[223]).toBeCloseTo(780, 12)
    expect(axisPitchNm(WORKING_AXIS)).toBeCloseTo(1.793722, 6)
  })
  it('evaluates the pixel polynomial from the constant term up', () => {
    expect([...pixelWavelengths([350, 0.25, -1e-5], 3)]).toEqual([350, 350.24999, 350.49996])
  })
  it('finds the first wavelength that does not rise', () => {
    expect(firstNotAscending(nm(400, 410, 420))).toBe(-1)
    expect(firstNotAscending(nm(400, 410, 410))).toBe(2)
    expect(firstNotAscending(nm(400, 390))).toBe(1)
    expect(firstNotAscending(nm(NaN, 390))).toBe(0)
    expect(firstNotAscending(nm(380, Infinity))).toBe(1)
  })
  it.each([
    [nm(400, 400), 'wavelength 2 is 400 after 400'],
    [nm(NaN, 400), 'wavelength 1 is NaN'],
    [nm(400), 'at least 2 are needed'],
  ])('refuses %s with the reason', (wavelengths, reason) => {
    expect(() => requireAscending(wavelengths, 'run7.csv')).toThrow(Problem)
    expect(() => requireAscending(wavelengths, 'run7.csv')).toThrow(reason)
  })
  it('tells equal axes within the tolerance', () => {
    expect(sameAxis(nm(400, 500), nm(400.004, 500))).toBe(true)
    expect(sameAxis(nm(400, 500), nm(400.006, 500))).toBe(false)
    expect(sameAxis(nm(400, 500), nm(400, 450, 500))).toBe(false)
  })
  it('recognises even axes', () => {
    expect(evenAxis(axisWavelengths(WORKING_AXIS))).toEqual(WORKING_AXIS)
    expect(evenAxis(nm(400, 410, 421))).toBeUndefined()
    expect(evenAxis(nm(400))).toBeUndefined()
  })
})

describe('common axis', () => {
  it('is the coarser grid cut to the common range', () => {
    const fine = axisWavelengths({ fromNm: 380, toNm: 780, bands: 401 })
    const coarse = axisWavelengths({ fromNm: 360, toNm: 740, bands: 39 })
    expect([...commonAxis(fine, coarse)]).toEqual(Array.from({ length: 37 }, (_, i) => 380 + 10 * i))
    expect(commonAxis(coarse, fine)).toEqual(commonAxis(fine, coarse))
  })
  it('is empty where the ranges hardly touch', () => {
    expect(commonAxis(nm(400, 500, 600), nm(600, 700, 800))).toHaveLength(0)
    expect(commonAxis(nm(400, 500), nm(600, 700))).toHaveLength(0)
  })
  it('lies inside both axes and on points of one of them', () => {
    fc.assert(
      fc.property(ascending, ascending, (a, b) => {
        const common = commonAxis(a, b)
        const [from, to] = [Math.max(a[0]!, b[0]!), Math.min(a.at(-1)!, b.at(-1)!)]
        for (const value of common) expect(value >= from - 0.01 && value <= to + 0.01).toBe(true)
        expect([a, b].some((axis) => common.every((value) => axis.includes(value)))).toBe(true)
        expect(common.length === 0 || common.length >= 2).toBe(true)
      }),
    )
  })
})
