import { describe, expect, it } from 'vitest'
import { locallyScaled, SCALE_REACH, scaledSpectrum } from '../../../model/maps/local-scale.ts'
import { exampleOf, fitRegressions, prefersLocal } from '../../../model/maps/regressions.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { lessons } from './synthetic.ts'

const { pixels } = lessons('kubelka-munk', { cubes: 1, side: 24, bands: 12 })[0]!
const { height, width, bands, mask } = pixels
const sample = (data: Float32Array): number[] =>
  [...data].filter((_, at) => mask[Math.floor(at / bands)] === 1)

/** Largest difference over the sample. */
function apart(a: Float32Array, b: Float32Array): number {
  const others = sample(b)
  return Math.max(...sample(a).map((value, i) => Math.abs(value - others[i]!)))
}

describe('the local scale', () => {
  it('takes brightness and an offset of the whole cube away', () => {
    const darker = { ...pixels, data: pixels.data.map((value) => 0.6 * value + 0.05) }
    expect(apart(locallyScaled(darker).data, locallyScaled(pixels).data)).toBeLessThan(1e-4)
  })
  it('takes most of a brightness that changes from place to place away', () => {
    const shaded = {
      ...pixels,
      data: pixels.data.map((value, at) => value * (1 + 0.3 * Math.cos(Math.floor(at / bands) / width / 6))),
    }
    const [before, after] = [
      apart(shaded.data, pixels.data),
      apart(locallyScaled(shaded).data, locallyScaled(pixels).data),
    ]
    const size =
      Math.max(...sample(locallyScaled(pixels).data).map(Math.abs)) / Math.max(...sample(pixels.data))
    expect(after / size).toBeLessThan(0.3 * before)
  })
  it('is the standard normal variate where all spectra are the same', () => {
    const random = seededRandom(4)
    const spectrum = Float64Array.from({ length: bands }, () => random.uniform(0.1, 0.8))
    const even = { ...pixels, data: Float32Array.from(pixels.data, (_, at) => spectrum[at % bands]!) }
    const expected = scaledSpectrum(spectrum)
    const middle = bands * ((height / 2) * width + width / 2)
    for (let band = 0; band < bands; band++)
      expect(locallyScaled(even).data[middle + band]).toBeCloseTo(expected[band]!, 4)
    const mean = expected.reduce((sum, value) => sum + value, 0) / bands
    expect(mean).toBeCloseTo(0, 10)
    expect(expected.reduce((sum, value) => sum + value * value, 0) / bands).toBeCloseTo(1, 10)
  })
  it('depends on nothing further away than it says, and not on what is no sample', () => {
    const changed = pixels.data.slice()
    const middle = (height / 2) * width + width / 2
    for (let pixel = 0; pixel < mask.length; pixel++) {
      const away = Math.max(
        Math.abs(Math.floor(pixel / width) - height / 2),
        Math.abs((pixel % width) - width / 2),
      )
      if (away <= SCALE_REACH && mask[pixel] === 1) continue
      changed.fill(7, pixel * bands, (pixel + 1) * bands)
    }
    const at = [middle * bands, (middle + 1) * bands] as const
    expect(locallyScaled({ ...pixels, data: changed }).data.slice(...at)).toEqual(
      locallyScaled(pixels).data.slice(...at),
    )
  })
  it('is preferred where light and scattering vary, and not where mixing is linear', () => {
    const chosen = (['kubelka-munk', 'linear'] as const).map((generator) =>
      prefersLocal(fitRegressions(lessons(generator, { cubes: 24, side: 32, bands: 20 }).map(exampleOf), 1)),
    )
    expect(chosen).toEqual([true, false])
  })
})
