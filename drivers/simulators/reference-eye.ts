import { WORKING_AXIS } from '../../contract/spectrum.ts'
import { at } from '../../spectra/at.ts'
import { axisPitchNm } from '../../spectra/axis.ts'
import type { Random } from '../../spectra/random.ts'
import { bell, FINE_FROM_NM, SD_PER_FWHM } from './fine-grid.ts'
import { REFERENCE_LIGHT, times } from './lamp.ts'

/** Range of the reference: 380 to 780 nm in steps of 1 nm, 401 values. */
export const REFERENCE_FROM_NM = 380
export const REFERENCE_POINTS = 401

const BANDWIDTH_NM = 5
const REACH_NM = 14
const CENTRE_ERROR_NM = 0.05
const GAIN_SD = 0.0005
const OFFSET_SD = 0.0002
/** Noise of a single value, so that a band of the working axis, an area mean of values 1 nm apart, has the noise of the bench model. */
const VALUE_PER_BAND_NOISE = ((pitchNm) => 1 / Math.sqrt(1 / pitchNm - 1 / (3 * pitchNm * pitchNm)))(
  axisPitchNm(WORKING_AXIS),
)

/** Noise of one band in reflectance: worse towards violet. */
const bandNoise = (nm: number): number => 0.0003 * (1 + 1.5 * Math.exp(-(nm - 380) / 15))

const peakOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0)

/** The calibrated reference with its small errors, looking at a sample under its own lamp. */
export class ReferenceEye {
  readonly #random: Random
  /** Line shape around the true centre, at distances -14..14 points, the same for all values. */
  readonly #line: Float64Array
  readonly #white: Float64Array
  readonly #whitePeak: number

  /** `factory` draws the centre error, `noise` what differs between readings. */
  constructor(factory: Random, noise: Random) {
    this.#random = noise
    const error = factory.uniform(-CENTRE_ERROR_NM, CENTRE_ERROR_NM)
    const line = Float64Array.from({ length: 2 * REACH_NM + 1 }, (_, k) =>
      bell(k - REACH_NM, error, BANDWIDTH_NM * SD_PER_FWHM),
    )
    const sum = line.reduce((total, value) => total + value, 0)
    this.#line = line.map((value) => value / sum)
    this.#white = this.#through(REFERENCE_LIGHT)
    this.#whitePeak = peakOf(this.#white)
  }

  /** Brightest value of a reflectance (fine grid) as a share of a perfect diffuser's brightest. */
  brightness(reflectance: Float64Array): number {
    return peakOf(this.#through(times(REFERENCE_LIGHT, reflectance))) / this.#whitePeak
  }

  /**
   * Radiance of a sample of that reflectance (fine grid), W/(sr m2 nm), averaged over `averages` readings. Placing a
   * sample adds a gain and an offset of its own; the white tile (`placed` false) sits in a holder that allows neither.
   */
  radiance(reflectance: Float64Array, placed: boolean, averages: number): Float64Array {
    const gain = placed ? 1 + GAIN_SD * this.#random.normal() : 1
    const offset = placed ? OFFSET_SD * this.#random.normal() : 0
    const scale = VALUE_PER_BAND_NOISE / Math.sqrt(averages)
    return this.#through(times(REFERENCE_LIGHT, reflectance)).map((value, i) => {
      const noise = scale * bandNoise(REFERENCE_FROM_NM + i) * this.#random.normal()
      return gain * value + (offset + noise) * at(this.#white, i)
    })
  }

  #through(spectrum: Float64Array): Float64Array {
    const line = this.#line
    const start = REFERENCE_FROM_NM - FINE_FROM_NM - REACH_NM
    const out = new Float64Array(REFERENCE_POINTS)
    for (let i = 0; i < out.length; i++) {
      let sum = 0
      // Inside both arrays by construction; a check per tap would double the cost.
      for (let k = 0; k < line.length; k++) sum += (line[k] ?? 0) * (spectrum[start + i + k] ?? 0)
      out[i] = sum
    }
    return out
  }
}
