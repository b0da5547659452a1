import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asBandSignal, asPixelCounts, asRadiance } from '../../contract/spectrum.ts'
import {
  averageCounts,
  averageSpectra,
  isSaturated,
  peakLevel,
  saturatedPixels,
  subtractDark,
} from '../../spectra/counts.ts'
import { reflectanceFromRadiance, reflectanceFromSignal, weakBands } from '../../spectra/reflectance.ts'

const signal = (...values: number[]) => asBandSignal(Float64Array.from(values))
const radiance = (...values: number[]) => asRadiance(Float64Array.from(values))
const counts = (...values: number[]) => asPixelCounts(Float64Array.from(values))
const close = (actual: Float64Array, ...expected: number[]): void =>
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 12))

describe('counts', () => {
  it('finds the peak and calls 98 % of full scale saturated', () => {
    expect(peakLevel(counts(100, 400, 300), 1000)).toBe(0.4)
    expect(isSaturated(counts(100, 979), 1000)).toBe(false)
    expect(isSaturated(counts(100, 980), 1000)).toBe(true)
    expect(saturatedPixels(counts(979, 980, 1000, 0), 1000)).toBe(2)
  })
  it('subtracts dark band by band', () =>
    close(subtractDark(signal(0.5, 0.1), signal(0.02, 0.11)), 0.48, -0.01))
  it('averages frames of one detector', () => {
    expect([...averageCounts([counts(1, 2), counts(3, 6)])]).toEqual([2, 4])
    expect(() => averageSpectra([])).toThrow('nothing to average')
    expect(() => averageCounts([counts(1), counts(1, 2)])).toThrow('lengths differ')
  })
})

describe('reflectance', () => {
  it('is (sample - dark) / (white - dark) x tile, tile as number or per band', () => {
    const [s, d, w] = [signal(0.25, 0.12), signal(0.05, 0.02), signal(0.85, 0.82)]
    close(reflectanceFromSignal(s, d, w, 0.985), 0.25 * 0.985, 0.125 * 0.985)
    close(reflectanceFromSignal(s, d, w, Float64Array.of(1, 0.9)), 0.25, 0.1125)
  })
  it('names the bands without light and stays finite there', () => {
    const [d, w] = [signal(0.02, 0.02, 0.02), signal(0.9, 0.0201, 0.02)]
    expect(weakBands(w, d)).toEqual([1, 2])
    for (const value of reflectanceFromSignal(signal(0.5, 0.0205, 0.0195), d, w, 1)) {
      expect(Number.isFinite(value)).toBe(true)
    }
  })
  it('of a radiance is sample / white x tile', () => {
    close(reflectanceFromRadiance(radiance(0.01, 0.002), radiance(0.05, 0.004), 0.99), 0.198, 0.495)
    expect(reflectanceFromRadiance(radiance(0.01, 0.01), radiance(0, 0), 1).every(Number.isFinite)).toBe(true)
  })
  it('undoes the measurement of any reflectance under any light', () => {
    const part = fc.double({ min: 0.001, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part, part), { minLength: 1, maxLength: 30 }), (bands) => {
        const dark = signal(...bands.map(([, , d]) => 0.05 * d))
        const white = signal(...bands.map(([, light, d]) => 0.05 * d + light))
        const sample = signal(...bands.map(([r, light, d]) => 0.05 * d + light * r))
        reflectanceFromSignal(sample, dark, white, 1).forEach((value, i) =>
          expect(value).toBeCloseTo(bands[i]![0], 9),
        )
      }),
    )
  })
})
