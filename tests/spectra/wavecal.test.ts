import { describe, expect, it } from 'vitest'
import { EMISSION_LINES, type Element } from '../../spectra/lines.ts'
import { seededRandom } from '../../spectra/random.ts'
import { calibrateWavelengths, identifyLines } from '../../spectra/wavecal.ts'

/** A lamp as a spectrometer of 1,024 pixels sees it whose axis is wrong by a known curve. */
function lamp(elements: readonly Element[], wrongBy: (nm: number) => number, seed = 1) {
  const random = seededRandom(seed)
  const trueNm = Float64Array.from({ length: 1024 }, (_, i) => 365 + 0.43 * i + 0.00002 * i * i)
  const values = trueNm.map((nm) => {
    let sum = 200 + 40 * Math.exp(-(((nm - 560) / 90) ** 2)) + 4 * random.normal()
    for (const element of elements)
      for (const line of EMISSION_LINES[element])
        sum += 20000 * line.strength * Math.exp(-0.5 * ((nm - line.nm) / 0.7) ** 2)
    return sum
  })
  return { values, trueNm, presentNm: trueNm.map((nm) => nm + wrongBy(nm)) }
}

const options = { toleranceNm: 12, widthPixels: 4 }
const worst = (a: Float64Array, b: Float64Array, from: number, to: number): number =>
  a.reduce((most, nm, i) => (b[i]! >= from && b[i]! <= to ? Math.max(most, Math.abs(nm - b[i]!)) : most), 0)

describe('wavelength calibration', () => {
  it.each([
    [['neon'], 545, 750, 0.2],
    [['mercury', 'argon'], 405, 840, 0.2],
    [['mercury', 'neon'], 405, 750, 0.15],
    [['helium'], 400, 725, 0.25],
    [['hydrogen'], 410, 656, 0.4],
  ] as const)('finds an axis that is wrong by nanometres from %s', (elements, from, to, within) => {
    for (const [a, b, c] of [
      [6.2, 0.008, 0],
      [-4.5, -0.006, 0.00002],
      [1.3, 0, -0.00003],
    ] as const) {
      const wrong = (nm: number): number => a + b * (nm - 550) + c * (nm - 550) ** 2
      const { values, trueNm, presentNm } = lamp(elements, wrong)
      const fit = calibrateWavelengths(values, presentNm, { ...options, elements })
      const limit = elements.length === 1 && elements[0] === 'hydrogen' && c !== 0 ? 0.9 : within
      expect(worst(fit!.wavelengthNm, trueNm, from, to)).toBeLessThan(limit)
      expect(fit!.rmsNm).toBeLessThan(0.25)
      expect(fit!.rmsBeforeNm).toBeGreaterThan(fit!.rmsNm)
    }
  })

  it('is not led astray by lines of another gas and by missing ones', () => {
    const { values, trueNm, presentNm } = lamp(['neon', 'helium'], (nm) => 5 - 0.01 * (nm - 550))
    // Half of the detector is covered above 700 nm.
    const covered = values.map((value, i) => (trueNm[i]! > 700 ? 200 : value))
    const fit = calibrateWavelengths(covered, presentNm, { ...options, elements: ['neon'] })
    expect(worst(fit!.wavelengthNm, trueNm, 585, 695)).toBeLessThan(0.35)
  })

  it('says so where the lamp shows no such lines', () => {
    const { values, presentNm } = lamp(['hydrogen'], () => 0)
    const flat = values.map(() => 200)
    expect(calibrateWavelengths(flat, presentNm, { ...options, elements: ['neon'] })).toBeUndefined()
  })
})

describe('line identification', () => {
  it('names the lines of a lamp with their residuals and leaves foreign ones alone', () => {
    const { values, presentNm } = lamp(['helium'], () => 0.2)
    const found = identifyLines(values, presentNm, { toleranceNm: 1.5, widthPixels: 4 })
    const named = found.filter(({ line }) => line !== null)
    expect(named.length).toBeGreaterThanOrEqual(8)
    expect(new Set(named.map(({ line }) => line!.element))).toEqual(new Set(['helium']))
    for (const { line } of named) expect(line!.residualNm).toBeCloseTo(0.2, 0)
  })
})
