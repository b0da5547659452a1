import { WORKING_AXIS } from '../../contract/spectrum.ts'
import { at } from '../../spectra/at.ts'
import { axisPitchNm } from '../../spectra/axis.ts'
import { pixelEdges } from '../../spectra/bands.ts'
import type { Random } from '../../spectra/random.ts'
import { EYE_MAX_COUNTS, PIXEL_NM } from './optics.ts'
import type { UnitParameters } from './unit.ts'

/** What every pixel would read without noise, and the noise of one scan, in full scales. */
export interface Level {
  readonly mean: Float64Array
  readonly sd: Float64Array
}

/** A prime, so that walking through the pool with any stride meets every number once. */
const POOL_SIZE = 65_537

/**
 * How much noisier a pixel is than a band of the working axis. The bench model states noise per band; a band is the
 * area mean of the pixels under it, so its variance is the pixel's times the sum of the squared weights. For a band
 * of width h over pixels of width d at a random offset that sum is d/h - d^2 / (3 h^2) on average.
 */
function pixelNoiseFactors(): Float64Array {
  const edges = pixelEdges(PIXEL_NM)
  return PIXEL_NM.map((_, pixel) => {
    const ratio = (at(edges, pixel + 1) - at(edges, pixel)) / axisPitchNm(WORKING_AXIS)
    return 1 / Math.sqrt(ratio - (ratio * ratio) / 3)
  })
}

/** The detector of one unit: light in, counts out, with its noise, dark pattern and converter. */
export class Detector {
  readonly #unit: UnitParameters
  readonly #noise: Random
  readonly #dark: Float64Array
  readonly #noiseFactor = pixelNoiseFactors()
  /** Normal deviates drawn once: frames differ by where and with which stride they walk through them. */
  readonly #pool: Float64Array

  /** `pattern` draws what is fixed at the factory, `noise` what differs between frames. */
  constructor(unit: UnitParameters, pattern: Random, noise: Random) {
    this.#unit = unit
    this.#noise = noise
    this.#dark = this.#noiseFactor.map((factor) => unit.dark + unit.dfp * factor * pattern.normal())
    this.#pool = Float64Array.from({ length: POOL_SIZE }, () => noise.normal())
  }

  /** Level for the light on every pixel and a dark level drifted by `darkShift`, both in full scales. */
  level(light: Float64Array, darkShift: number): Level {
    const { fw, rn } = this.#unit
    const mean = light.map(
      (value, pixel) => responseOf(this.#unit, value) + at(this.#dark, pixel) + darkShift,
    )
    const sd = mean.map(
      (value, pixel) => (at(this.#noiseFactor, pixel) * Math.sqrt(Math.max(value, 0) * fw + rn * rn)) / fw,
    )
    return { mean, sd }
  }

  /** One frame averaged over `scans`, 0..65535 per pixel. */
  read({ mean, sd }: Level, scans: number): Uint16Array {
    const steps = (2 ** this.#unit.bits - 1) * scans
    const averaging = 1 / Math.sqrt(scans)
    const stride = 1 + this.#noise.integer(POOL_SIZE - 1)
    let place = this.#noise.integer(POOL_SIZE)
    const counts = new Uint16Array(mean.length)
    for (let pixel = 0; pixel < counts.length; pixel++) {
      const noisy = at(mean, pixel) + averaging * at(sd, pixel) * at(this.#pool, place)
      const converted = Math.round(Math.min(1, Math.max(0, noisy)) * steps) / steps
      counts[pixel] = Math.round(converted * EYE_MAX_COUNTS)
      place += stride
      if (place >= POOL_SIZE) place -= POOL_SIZE
    }
    return counts
  }
}

/** Output for a signal in full scales: it falls short as the well fills; a misspecified unit also has a knee and a ripple. */
function responseOf(unit: UnitParameters, signal: number): number {
  const bent = signal * (1 - unit.a * Math.max(signal, 0) ** unit.p)
  if (unit.misspecified === undefined) return bent
  const knee = 0.0015 * Math.log1p(Math.exp((signal - 0.75) / 0.05))
  const ripple = 0.002 * Math.min(1, Math.max(0, signal)) * Math.sin((2 * Math.PI * signal) / 0.3)
  return bent - knee + ripple
}
