import type { Random } from '../../spectra/random.ts'
import type { UnitParameters } from './unit.ts'

/** Samples placed until the drifts reach the spread that the unit's parameters state. */
const DRIFT_PATCHES = 66

/** Where the slow drifts stand: lamp intensity (1 = as at the last white), its temperature in K, dark level in full scales. */
export interface DriftState {
  readonly intensity: number
  readonly kelvin: number
  readonly dark: number
}

/**
 * Slow drift since the last references: one step of three random walks per sample placed. Only the change since the
 * last white (dark) can be noticed, so each walk starts again there.
 */
export class DriftWalk {
  readonly #unit: UnitParameters
  readonly #random: Random
  #state: DriftState = { intensity: 1, kelvin: 0, dark: 0 }

  constructor(unit: UnitParameters, random: Random) {
    this.#unit = unit
    this.#random = random
  }

  get state(): DriftState {
    return this.#state
  }

  /** One sample further; `fading` is the share of its light that the lamp loses on the way. */
  step(fading = 0): void {
    const scale = 1 / Math.sqrt(DRIFT_PATCHES)
    const { Idrift, Tdrift, ddrift } = this.#unit
    this.#state = {
      intensity: (this.#state.intensity + Idrift * scale * this.#random.normal()) * (1 - fading),
      kelvin: this.#state.kelvin + Tdrift * scale * this.#random.normal(),
      dark: this.#state.dark + ddrift * scale * this.#random.normal(),
    }
  }

  atWhite(): void {
    this.#state = { intensity: 1, kelvin: 0, dark: 0 }
  }

  atDark(): void {
    this.#state = { ...this.#state, dark: 0 }
  }
}

/** What has changed inside a unit since it was calibrated; everything left out stays as it is. */
export interface Ageing {
  /** Added to the wavelength error, nm. */
  readonly shiftNm?: number
  /** Uniform stray light: times the factor, plus the addition (share of the light). */
  readonly strayFactor?: number
  readonly strayAdded?: number
  /** Near scatter, times. */
  readonly scatterFactor?: number
  /** Added to the mean gloss that reaches the detector, reflectance. */
  readonly offset?: number
  /** Lamp: added to its temperature, K; its LED share, times. */
  readonly lampKelvin?: number
  readonly ledFactor?: number
}

/** All the drifts of the recalibration study at once: 0.3 nm, a tired lamp, half as much stray light again, gloss. */
export const COMBINED_AGEING: Ageing = {
  shiftNm: -0.3,
  strayFactor: 1.5,
  strayAdded: 0.001,
  scatterFactor: 1.2,
  offset: 0.0015,
  lampKelvin: -60,
  ledFactor: 0.9,
}

/** The unit after ageing. */
export function aged(unit: UnitParameters, ageing: Ageing): UnitParameters {
  return {
    ...unit,
    d0: unit.d0 + (ageing.shiftNm ?? 0),
    su: unit.su * (ageing.strayFactor ?? 1) + (ageing.strayAdded ?? 0),
    sn: unit.sn * (ageing.scatterFactor ?? 1),
    om: unit.om + (ageing.offset ?? 0),
    T: unit.T + (ageing.lampKelvin ?? 0),
    led: unit.led * (ageing.ledFactor ?? 1),
  }
}
