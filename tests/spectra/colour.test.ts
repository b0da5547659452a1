import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { WORKING_AXIS } from '../../contract/spectrum.ts'
import { adaptXyz, D50_WHITE, d65White, labD65OfLabD50, labD65OfXyz } from '../../spectra/adaptation.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { OBSERVER_10 } from '../../spectra/cie/observer-10.ts'
import { OBSERVER_2 } from '../../spectra/cie/observer-2.ts'
import { colourOf, colourWeights, labOfSpectrum, standardWeights, xyzOf } from '../../spectra/colour.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { illuminant } from '../../spectra/illuminant.ts'
import { labOf, srgbOf, xyzOfLab } from '../../spectra/lab.ts'
import { sharedData } from '../shared-data.ts'
import { formula, oracle } from './oracle.ts'

const oneNm = axisWavelengths({ fromNm: 380, toNm: 780, bands: 401 })
const near = (actual: Triple, expected: Triple, digits: number): void =>
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, digits))

describe('colour of a spectrum', () => {
  it.each(oracle.colours)(
    'agrees with colour-science: $illuminant, $observerDegrees degrees, spectrum $k',
    (row) => {
      const weights = colourWeights(oneNm, row)
      const xyz = xyzOf(oneNm.map(formula(row.k)), weights)
      // The published D tables are rounded; the formula behind them is not.
      row.xyz.forEach((value, i) => expect(Math.abs(xyz[i]! - value)).toBeLessThan(1e-4))
      labOf(xyz, weights.white).forEach((value, i) =>
        expect(Math.abs(value - row.lab[i]!)).toBeLessThan(1e-4),
      )
    },
  )
  it('is L* = 100, a* = b* = 0 for the perfect diffuser on any axis that covers 410 to 700 nm', () => {
    for (const axis of [
      WORKING_AXIS,
      { fromNm: 400, toNm: 700, bands: 31 },
      { fromNm: 340, toNm: 820, bands: 97 },
    ]) {
      const { xyz, lab } = colourOf(new Float64Array(axis.bands).fill(1), axisWavelengths(axis))
      near(lab, [100, 0, 0], 9)
      expect(xyz[1]).toBeCloseTo(100, 9)
    }
  })
  it('treats values as straight between their wavelengths', () => {
    const coarse = axisWavelengths({ fromNm: 380, toNm: 780, bands: 41 })
    const ramp = (nm: number): number => 0.1 + (nm - 380) / 800
    near(labOfSpectrum(coarse.map(ramp), coarse), labOfSpectrum(oneNm.map(ramp), oneNm), 9)
  })
  it('refuses a range that cannot give a colour', () => {
    expect(() =>
      colourOf(new Float64Array(31), axisWavelengths({ fromNm: 420, toNm: 710, bands: 31 })),
    ).toThrow(Problem)
    expect(() => colourOf(new Float64Array(1), Float64Array.of(500))).toThrow('one band')
  })
  it('keeps its weights from call to call, by content, for the last eight axes', () => {
    const first = standardWeights(oneNm)
    expect(standardWeights(oneNm.slice())).toBe(first)
    for (let i = 0; i < 8; i++) standardWeights(axisWavelengths({ fromNm: 390, toNm: 710 + i, bands: 40 }))
    expect(standardWeights(oneNm)).not.toBe(first)
    expect(standardWeights(oneNm)).toEqual(first)
  })
  it('counts negative light as black and stays finite', () => {
    const { lab, xyz } = colourOf(new Float64Array(401).fill(-0.01), oneNm)
    expect(xyz).toEqual([0, 0, 0])
    near(lab, [0, 0, 0], 9)
  })
})

describe('L*a*b* and screen colour', () => {
  it('turns back into the same tristimulus values', () => {
    const white = d65White()
    for (const xyz of [
      [20, 30, 5],
      [0.1, 0.2, 0.05],
      [95, 100, 108],
    ] as Triple[])
      near(xyzOfLab(labOf(xyz, white), white), xyz, 9)
  })
  it.each(oracle.srgb)('of $xyz agrees with colour-science up to clipping', ({ xyz, srgb }) => {
    const got = srgbOf(xyz)
    near(got.srgb, srgb.map((value) => Math.min(1, Math.max(0, value))) as Triple, 3)
    expect(got.inGamut).toBe(srgb.every((value) => value > -0.02 && value < 1.002))
  })
  it('adapts a white to the other white and greys to greys', () => {
    near(adaptXyz(D50_WHITE, D50_WHITE, d65White()), d65White(), 6)
    near(labD65OfLabD50([50, 0, 0]), [50, 0, 0], 6)
    near(labD65OfXyz([95.1, 100, 108.8], [95.1, 100, 108.8]), [100, 0, 0], 6)
  })
  it('brings a colour under D50 near its colour under D65', () => {
    const spectrum = oneNm.map(formula(1))
    const weights = colourWeights(oneNm, { illuminant: 'D50', observerDegrees: 2 })
    const adapted = labD65OfLabD50(labOf(xyzOf(spectrum, weights), weights.white))
    expect(deltaE2000(adapted, labOfSpectrum(spectrum, oneNm))).toBeLessThan(2)
  })
})

const unit = sharedData('simulated-unit/expected.json')
describe.skipIf(!unit)('colour of the simulated unit', () => {
  const row = (file: string): { nm: Float64Array; first: Float64Array } => {
    const [head, first] = readFileSync(sharedData(`simulated-unit/${file}`)!, 'utf8').split('\n')
    const numbers = (line: string): Float64Array => Float64Array.from(line.split(',').slice(1), Number)
    return { nm: numbers(head!), first: numbers(first!) }
  }
  it('agrees with the published figures of patch P001', () => {
    const expected = JSON.parse(readFileSync(unit!, 'utf8')) as {
      _lab_P001_reference: Triple
      _de00_P001_raw: number
    }
    const reference = row('reference.csv')
    const raw = row('spectrometer.csv')
    const lab = labOfSpectrum(reference.first, reference.nm)
    lab.forEach((value, i) => expect(Math.abs(value - expected._lab_P001_reference[i]!)).toBeLessThan(1e-5))
    expect(Math.abs(deltaE2000(colourOf(raw.first, raw.nm).lab, lab) - expected._de00_P001_raw)).toBeLessThan(
      1e-5,
    )
  })
})

const tables = sharedData('cie-tables/cie1931_2deg_1nm.csv')
describe.skipIf(!tables)('the CIE tables', () => {
  const read = (file: string): number[][] =>
    readFileSync(sharedData(`cie-tables/${file}`)!, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number))
  it.each([
    ['cie1931_2deg_1nm.csv', OBSERVER_2],
    ['cie1964_10deg_1nm.csv', OBSERVER_10],
  ] as const)('%s equals the table in the program', (file, observer) => {
    const rows = read(file)
    expect(rows).toHaveLength(471)
    rows.forEach(([, x, y, z], i) => expect([observer.x[i], observer.y[i], observer.z[i]]).toEqual([x, y, z]))
  })
  it('hold the illuminants the formulas give', () => {
    const path = sharedData('cie-tables/illuminants_380_780_5nm.csv')!
    const [head, ...rows] = readFileSync(path, 'utf8').trim().split('\n')
    const names = head!.split(',')
    const nm = Float64Array.from(rows, (line) => Number(line.split(',')[0]))
    for (const name of ['A', 'D50', 'D65'] as const) {
      const column = names.indexOf(name)
      illuminant(name, nm).forEach((value, i) => {
        const published = Number(rows[i]!.split(',')[column])
        expect(Math.abs(value / published - 1)).toBeLessThan(name === 'A' ? 1e-5 : 5e-5)
      })
    }
  })
})
