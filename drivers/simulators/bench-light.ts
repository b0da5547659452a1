import { at } from '../../spectra/at.ts'
import { lampSlope, lampSpectrum, times } from './lamp.ts'
import { throughOptics, unitOptics } from './optics.ts'
import type { UnitParameters } from './unit.ts'

/** Light of one sample on every pixel: at the lamp's own temperature, and its change per kelvin. Arbitrary but common unit. */
export interface Response {
  readonly light: Float64Array
  readonly perKelvin: Float64Array
}

/** Lamp and optics of one unit: the expensive part of a frame, worked out once per sample. */
export class BenchLight {
  readonly #optics: ReturnType<typeof unitOptics>
  readonly #lamp: Float64Array
  readonly #slope: Float64Array
  /** Of a perfect diffuser. */
  readonly white: Response

  constructor(unit: UnitParameters) {
    this.#optics = unitOptics(unit)
    this.#lamp = lampSpectrum(unit.T, unit.led)
    this.#slope = lampSlope(unit.T, unit.led)
    this.white = {
      light: throughOptics(this.#optics, this.#lamp),
      perKelvin: throughOptics(this.#optics, this.#slope),
    }
  }

  /** Brightest pixel of a perfect diffuser. */
  get whitePeak(): number {
    return this.white.light.reduce((most, value) => Math.max(most, value), 0)
  }

  /** Of a sample of that reflectance (fine grid). */
  of(reflectance: Float64Array): Response {
    return {
      light: throughOptics(this.#optics, times(this.#lamp, reflectance)),
      perKelvin: throughOptics(this.#optics, times(this.#slope, reflectance)),
    }
  }
}

/** How one placed sample differs from its truth: gain on the sample and gloss that adds white light. */
export interface Placement {
  readonly gain: number
  readonly gloss: number
}

/** Signal of every pixel: gain x sample + gloss x white, at the lamp's present temperature, times `exposure`. */
export function signalOf(
  sample: Response,
  white: Response,
  placement: Placement,
  kelvin: number,
  exposure: number,
): Float64Array {
  const { gain, gloss } = placement
  return sample.light.map((value, i) => {
    const own = value + kelvin * at(sample.perKelvin, i)
    const shine = at(white.light, i) + kelvin * at(white.perKelvin, i)
    return exposure * (gain * own + gloss * shine)
  })
}
