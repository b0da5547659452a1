import { describe, expect, it } from 'vitest'
import type { MapMethod } from '../../../contract/maps.ts'
import { maskedMean, meanSpectrum } from '../../../model/maps/cube-pixels.ts'
import { edgeFilter, noiseOf, totalVariation } from '../../../model/maps/edge-filter.ts'
import { mapFigures, truthFigures } from '../../../model/maps/map-figures.ts'
import { fitPlsMap, plsMap } from '../../../model/maps/pls-map.ts'
import { measuredEndMembers } from '../../../model/maps/synthetic/end-members.ts'
import { GENERATOR_PARAMETERS, syntheticCube } from '../../../model/maps/synthetic/generate.ts'
import { absorptionOf, thickLayer } from '../../../model/maps/synthetic/kubelka-munk.ts'
import { fitVariogram, variogramOf } from '../../../model/maps/variogram.ts'
import { verdictOf } from '../../../model/maps/scores.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { bandsNm, lessons } from './synthetic.ts'

const SIDE = 48
const full = new Uint8Array(SIDE * SIDE).fill(1)
/** Left half 20, right half 80, with white noise. */
function step(noise: number): Float32Array {
  const random = seededRandom(3)
  return Float32Array.from(
    { length: SIDE * SIDE },
    (_, pixel) => (pixel % SIDE < SIDE / 2 ? 20 : 80) + noise * random.normal(),
  )
}

describe('synthetic cubes', () => {
  it('are the same for the same seed and others for another', () => {
    const [a, b, c] = [1, 1, 2].map(
      (seed) => lessons('kubelka-munk', { cubes: 1, side: 16, bands: 12, seed })[0]!,
    )
    expect(a!.pixels.data).toEqual(b!.pixels.data)
    expect(a!.pixels.data).not.toEqual(c!.pixels.data)
  })
  it('have a reference that is the mean of the true map but for the laboratory', () => {
    for (const { truth, pixels, reference } of lessons('linear', { cubes: 5, side: 24, bands: 10 }))
      expect(Math.abs(maskedMean(truth!, pixels.mask) - reference)).toBeLessThan(
        4 * GENERATOR_PARAMETERS.LABORATORY_PERCENT,
      )
  })
  it('invert Kubelka and Munk', () => {
    for (const ratio of [0.01, 0.5, 4]) expect(absorptionOf(thickLayer(3 * ratio, 3))).toBeCloseTo(ratio, 10)
  })
  it('take end members from a regression set that is exactly linear', () => {
    const wavelengthNm = Float64Array.of(900, 1000, 1100)
    const percent = Float64Array.of(10, 30, 50)
    const line = [0.1, 0.4, 0.9].map((level, band) => (value: number) => level + (band - 0.5) * 0.004 * value)
    const absorbance = Float64Array.from([...percent].flatMap((value) => line.map((at) => at(value))))
    const members = measuredEndMembers({ wavelengthNm, absorbance, percent })
    const [analyte, rest] = members.absorptions(1100)
    const absorbanceOf = (ratio: number): number => -Math.log10(thickLayer(ratio, 1))
    expect(absorbanceOf(analyte) - absorbanceOf(rest)).toBeCloseTo(0.6, 8)
  })
})

describe('PLS in every pixel', () => {
  it('finds an exact linear relation and its mean is that of the mean spectrum', () => {
    const cubes = lessons('linear', { cubes: 12, side: 24, bands: 20 })
    const spectra = cubes.map(({ pixels }) => meanSpectrum(pixels))
    const x = { rows: 12, columns: 20, data: Float64Array.from(spectra.flatMap((row) => [...row])) }
    const percent = Float64Array.from(spectra, (row) => 10 + 40 * row[3]! - 25 * row[11]!)
    const model = fitPlsMap(x, percent, 1)
    const { pixels } = cubes[0]!
    expect(maskedMean(plsMap(model, pixels), pixels.mask)).toBeCloseTo(percent[0]!, 2)
    expect(model.errors).toHaveLength(7)
  })
})

describe('the edge-preserving filter', () => {
  it('finds the noise of a map with a border', () => {
    expect(noiseOf(step(6), full, SIDE, SIDE)).toBeGreaterThan(5)
    expect(noiseOf(step(6), full, SIDE, SIDE)).toBeLessThan(7.5)
  })
  it('removes noise, keeps the border and the mean', () => {
    const noisy = step(12)
    const smooth = edgeFilter(noisy, full, SIDE, SIDE)
    const map = { mask: full, height: SIDE, width: SIDE }
    const [before, after] = [noisy, smooth].map((values) => truthFigures({ values, ...map }, step(0)))
    expect(after!.pixelRmse).toBeLessThan(0.35 * before!.pixelRmse)
    expect(after!.edgeSharpness).toBeGreaterThan(0.7)
    expect(maskedMean(smooth, full)).toBeCloseTo(maskedMean(noisy, full), 3)
  })
  it('leaves what lies beside the sample out of it', () => {
    const mask = Uint8Array.from(full, (_, pixel) => (pixel % SIDE < SIDE / 2 ? 1 : 0))
    const smooth = totalVariation(step(0), mask, SIDE, 500)
    expect(smooth[10]).toBeCloseTo(20, 4)
    expect(smooth[SIDE - 1]).toBe(80)
  })
  it('leaves a map without noise as it is', () => {
    expect(edgeFilter(step(0), full, SIDE, SIDE)).toEqual(step(0))
  })
})

describe('variograms', () => {
  it('give nugget and sill of a spherical model that is put in', () => {
    const lags = Float64Array.from({ length: 16 }, (_, i) => i + 1)
    const shape = (h: number): number => (h >= 1 ? 1 : 1.5 * h - 0.5 * h ** 3)
    const semivariance = lags.map((lag) => 30 + 70 * shape(lag / 9))
    const fit = fitVariogram({ lags, semivariance, pairs: lags.map(() => 1000) })
    expect(fit.model).toBe('spherical')
    expect(fit.nugget).toBeCloseTo(30, 0)
    expect(fit.correlatedShare).toBeCloseTo(0.7, 2)
  })
  it('call white noise uncorrelated and a smooth wave correlated', () => {
    const random = seededRandom(5)
    const share = (value: (pixel: number) => number): number => {
      const values = Float32Array.from({ length: SIDE * SIDE }, (_, pixel) => value(pixel))
      return fitVariogram(variogramOf(values, full, SIDE, SIDE)).correlatedShare
    }
    expect(share(() => random.normal())).toBeLessThan(0.1)
    expect(share((pixel) => Math.sin((pixel % SIDE) / 6))).toBeGreaterThan(0.99)
  })
  it('count half the mean square of differences', () => {
    const { semivariance, pairs } = variogramOf(
      Float32Array.of(0, 2, 0, 2, 0, 2, 0, 2, 0),
      full.subarray(0, 9),
      3,
      3,
    )
    expect([semivariance[0], pairs[0], semivariance[1]]).toEqual([2, 12, 0])
  })
})

describe('figures of a map', () => {
  it('count what lies outside before any clamp, inside the mask alone', () => {
    const values = Float32Array.of(-1, 50, 101, 400)
    const mask = Uint8Array.of(1, 1, 1, 0)
    const { outsideShare, lowest, highest, mean } = mapFigures({ values, mask, height: 2, width: 2 })
    expect([outsideShare, lowest, highest, mean]).toEqual([2 / 3, -1, 101, 50])
  })
  it('say how sharp a border is', () => {
    const map = { mask: full, height: SIDE, width: SIDE }
    const half = step(0).map((value) => 50 + (value - 50) / 2)
    expect(truthFigures({ values: half, ...map }, step(0)).edgeSharpness).toBeCloseTo(0.5, 6)
    expect(truthFigures({ values: step(0), ...map }, half.fill(3)).edgeSharpness).toBeNaN()
  })
})

describe('the verdict', () => {
  const score = (method: MapMethod, rmseMean: number, pixelRmse: number) =>
    ({
      method,
      cubes: 8,
      rmseMean,
      correlatedShare: 0.9,
      outsideShare: 0,
      pixelRmse,
      edgeSharpness: 1,
    }) as const
  it('offers the filter where it takes most of the gain', () => {
    const said = verdictOf([score('pls', 2, 20), score('pls-filter', 2, 9), score('unet', 2, 8)])
    expect(said).toContain('equally good')
    expect(said).toMatch(/PLS with the edge-preserving filter has 91\.7 % of what the U-Net gains.*use it\.$/)
  })
  it('says what the local scale does to the mean, and offers it where it takes most of the gain', () => {
    const [pls, filter, unet] = [score('pls', 2, 20), score('pls-filter', 2, 9), score('unet', 1, 8)]
    expect(verdictOf([pls, filter, score('pls-local', 1, 7), unet])).toMatch(
      /better than that of PLS by 50\.0 %.*Local scaling alone.*by 50\.0 %.*locally scaled spectra with the filter is at least as good: use it\.$/,
    )
    expect(verdictOf([pls, filter, unet])).toMatch(/use it unless the mean decides\.$/)
    expect(verdictOf([pls, filter, score('pls-local', 3, 7), unet])).toMatch(
      /worse by 50\.0 %: brightness says something here\. PLS with the edge-preserving filter has/,
    )
    expect(verdictOf([pls, filter, score('pls-local', 2, 9)])).toMatch(
      /^The filter alone.*as good as it was\.$/,
    )
  })
  it('says when the network loses on the mean, and when it wins', () => {
    expect(verdictOf([score('pls', 1, 20), score('pls-filter', 1, 9), score('unet', 1.5, 8)])).toContain(
      '50.0 %',
    )
    expect(verdictOf([score('pls', 2, 20), score('pls-filter', 2, 18), score('unet', 1, 8)])).toMatch(
      /better than that of PLS by 50\.0 %.*has only/,
    )
  })
})

describe('bands of the synthetic camera', () => {
  it('reach from end to end', () => {
    expect([bandsNm(60)[0], bandsNm(60)[59]]).toEqual([950, 1650])
    const cube = {
      generator: 'linear',
      materials: measuredEndMembers({
        wavelengthNm: bandsNm(2),
        absorbance: Float64Array.of(0.1, 0.2, 0.3, 0.1),
        percent: Float64Array.of(0, 100),
      }),
      wavelengthNm: bandsNm(4),
      height: 9,
      width: 9,
      seed: 1,
      index: 0,
    } as const
    expect(syntheticCube(cube).pixels.data.every(Number.isFinite)).toBe(true)
  })
})
