import { describe, expect, it } from 'vitest'
import {
  distances,
  domainArrays,
  domainOf,
  domainScale,
  fitDomain,
  restoreDomain,
} from '../../../model/correction/domain.ts'
import { foldsOf, seededFolds } from '../../../model/folds.ts'
import type { Matrix, PairTable } from '../../../model/service.ts'
import { madeUpPairs, sharedPairs } from '../support/pairs.ts'

const fit = (pairs: PairTable): ReturnType<typeof fitDomain> =>
  fitDomain(pairs, foldsOf(seededFolds(pairs.ids.length, 1)))
const changed = (x: Matrix, change: (value: number, band: number) => number): Matrix => ({
  ...x,
  data: x.data.map((value, at) => change(value, at % x.columns)),
})

describe('the domain of a plate', () => {
  const plate = madeUpPairs(200, 60, { gain: 0.95, offset: 0.01, noise: 0.001 })
  const test = fit(plate)
  const flagged = (x: Matrix): number =>
    Array.from(distances(test, x)).filter((d2) => domainOf(test, d2).domain === 'foreign').length / x.rows

  it('knows its own patches: 95 % in, 2 % foreign at most', () => {
    const own = madeUpPairs(400, 60, { gain: 0.95, offset: 0.01, noise: 0.001 }, 2)
    const verdicts = Array.from(distances(test, own.x), (d2) => domainOf(test, d2).domain)
    expect(verdicts.filter((verdict) => verdict === 'in').length / 400).toBeGreaterThan(0.9)
    expect(verdicts.filter((verdict) => verdict === 'foreign').length / 400).toBeLessThanOrEqual(0.02)
  })

  it.each([
    ['a spike', (value: number, band: number) => value + (band === 20 ? 0.05 : 0)],
    ['a dead pixel', (value: number, band: number) => (band === 31 ? 0 : value)],
    ['a comb', (value: number, band: number) => value + (band % 2 === 0 ? 0.02 : -0.02)],
    ['another light', (value: number, band: number) => value * (1 + Math.sin(band / 3))],
  ])('sees %s', (_, change) => {
    expect(flagged(changed(plate.x, change))).toBeGreaterThan(0.95)
  })

  it('sees a lid, which is near every dark patch', () => {
    const scale = domainScale({}, test)
    const [distance] = scale.distances(changed(plate.x, () => 0))
    expect(domainOf(scale, distance!)).toEqual({
      domain: 'foreign',
      detail: 'hardly any light: lid, lamp or probe',
    })
  })

  it('sees a spike that hardly moves the whole, and leaves the plate alone', () => {
    const scale = domainScale({}, test)
    const share = (x: Matrix): number =>
      Array.from(scale.distances(x)).filter((d2) => domainOf(scale, d2).domain === 'foreign').length / x.rows
    const own = madeUpPairs(400, 60, { gain: 0.95, offset: 0.01, noise: 0.001 }, 2).x
    const spiked = changed(own, (value, band) => value + (band === 20 ? 0.012 : 0))
    expect(share(own)).toBeLessThanOrEqual(0.02)
    expect(share(spiked)).toBeGreaterThan(0.95)
    expect(flagged(spiked)).toBeLessThan(0.7)
  })

  it('names the distance and the limit', () => {
    const { low, high } = test
    expect(high).toBe(2 * low)
    expect(domainOf(test, low)).toEqual({
      domain: 'in',
      detail: `D2 ${low.toFixed(2)}, limit ${high.toFixed(2)}`,
    })
    expect(domainOf(test, (low + high) / 2).domain).toBe('edge')
    expect(domainOf(test, high).domain).toBe('foreign')
  })

  it('is stored and restored bit by bit', () => {
    const restored = restoreDomain(domainArrays(test))
    expect(restored).toEqual(test)
    expect(distances(restored, plate.x)).toEqual(distances(test, plate.x))
  })

  it('works for other quantities, on plain indices and with exact pairs', () => {
    const absorbance = madeUpPairs(40, 12, {})
    const test2 = fit({ ...absorbance, wavelengthNm: null, quantity: 'other' })
    expect(distances(test2, absorbance.x).every((d2) => Number.isFinite(d2))).toBe(true)
  })
})

const plate = sharedPairs('simulated-unit/spectrometer.csv', 'simulated-unit/reference.csv', 'reflectance')
describe.skipIf(!plate)('the domain of the simulated unit', () => {
  it('flags under 2 % of the plate and finds spikes and dead pixels', () => {
    const test = fit(plate!)
    const share = (x: Matrix): number =>
      Array.from(distances(test, x)).filter((d2) => domainOf(test, d2).domain === 'foreign').length / x.rows
    expect(share(plate!.x)).toBeLessThanOrEqual(0.02)
    expect(share(changed(plate!.x, (value, band) => value + (band === 100 ? 0.05 : 0)))).toBeGreaterThan(0.98)
    expect(share(changed(plate!.x, (value, band) => (band === 60 ? 0 : value)))).toBeGreaterThan(0.85)
  })
})
