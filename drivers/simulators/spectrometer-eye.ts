import type { Random } from '../../spectra/random.ts'
import { BenchLight, signalOf } from './bench-light.ts'
import type { Placement, Response } from './bench-light.ts'
import { Detector } from './detector.ts'
import type { Level } from './detector.ts'
import { aged, DriftWalk } from './drift.ts'
import type { Ageing } from './drift.ts'
import type { Trouble } from './fault-spec.ts'
import { PIXEL_NM } from './optics.ts'
import type { UnitParameters } from './unit.ts'

/** Integration time at which the white peaks at the unit's `wt`. */
export const NOMINAL_INTEGRATION_MS = 12

/** What lies under the probe: its true reflectance on the fine grid, and whether it is a sample or the white tile. */
export interface Sample {
  readonly kind: 'patch' | 'white' | 'table'
  /** The same for the same sample. */
  readonly key: string
  /** Another one each time a sample was put there. */
  readonly placement: string
  readonly reflectance: () => Float64Array
}

const KEPT_RESPONSES = 8
/** Share of its light that a weak lamp still gives. */
const WEAK_LAMP = 0.1
/** Share of its light that a restless lamp loses from sample to sample: two units of L* over eleven. */
const RESTLESS_FADING = 0.006
/** Most of the light that a probe which does not lie flat lets past. */
const LOOSE_PROBE = 0.12
/** It rocks on: the golden section keeps any three frames in a row more than half of its play apart. */
const ROCKING = (Math.sqrt(5) - 1) / 2
const PLAIN: Placement = { gain: 1, gloss: 0 }

/** The low-cost unit looking at a sample under the bench lamp, with all its errors. */
export class SpectrometerEye {
  readonly #samples: Random
  readonly #walk: DriftWalk
  readonly #detector: Detector
  readonly #troubles: ReadonlySet<Trouble>
  /** Signal in full scales per unit of light and millisecond: fixed when the bench was set up. */
  readonly #perLightMs: number
  readonly #responses = new Map<string, Response>()
  #unit: UnitParameters
  #light: BenchLight
  #seen = ''
  /** How far a loose probe stands off, 0..1. */
  #tilt = 0
  #placement: Placement = PLAIN
  /** The last level: frames of one sample differ by their noise only. */
  #level: { readonly key: string; readonly level: Level } | undefined

  /** `troubles`: what is wrong at the moment with lamp and probe. */
  constructor(unit: UnitParameters, random: Random, troubles: ReadonlySet<Trouble> = new Set()) {
    this.#unit = unit
    this.#light = new BenchLight(unit)
    this.#perLightMs = unit.wt / this.#light.whitePeak / NOMINAL_INTEGRATION_MS
    this.#troubles = troubles
    this.#samples = random.fork('samples')
    this.#walk = new DriftWalk(unit, random.fork('drift'))
    this.#detector = new Detector(unit, random.fork('pattern'), random.fork('noise'))
  }

  /** The unit as it is now, after any ageing. */
  get unit(): UnitParameters {
    return this.#unit
  }

  /** Changes the unit; what was calibrated before no longer fits. */
  age(ageing: Ageing): void {
    this.#unit = aged(this.#unit, ageing)
    this.#light = new BenchLight(this.#unit)
    this.#responses.clear()
    this.#level = undefined
  }

  /** A frame without light, counts 0..65535. */
  dark(scans: number): Uint16Array {
    this.#walk.atDark()
    const level = this.#once('dark', () => this.#detector.level(new Float64Array(PIXEL_NM.length), 0))
    return this.#detector.read(level, scans)
  }

  /** A frame of a sample averaged over `scans`, counts 0..65535. */
  spectrum(sample: Sample, integrationMs: number, scans: number): Uint16Array {
    if (sample.placement !== this.#seen) {
      this.#seen = sample.placement
      this.#settle(sample)
    }
    const { intensity, kelvin, dark } = this.#walk.state
    const exposure = this.#perLightMs * integrationMs * intensity * this.#share()
    const level = this.#once(`${sample.placement} ${exposure} ${dark}`, () => {
      const light = signalOf(this.#response(sample), this.#light.white, this.#placement, kelvin, exposure)
      return this.#detector.level(light, dark)
    })
    return this.#detector.read(level, scans)
  }

  /** A new sample lies under the probe: its own gain and gloss, and the drifts move on (or start again at a white). */
  #settle(sample: Sample): void {
    this.#placement = PLAIN
    if (sample.kind === 'white') {
      this.#walk.atWhite()
      return
    }
    this.#walk.step(this.#troubles.has('lamp-restless') ? RESTLESS_FADING : 0)
    if (sample.kind === 'table') return
    const { gsd, om, osd } = this.#unit
    // A gamma of shape 2 is skewed as gloss is; its mean is taken off, so `om` stays the mean.
    const gloss = om + (osd / Math.SQRT2) * (this.#samples.gamma(2) - 2)
    this.#placement = { gain: 1 + gsd * this.#samples.normal(), gloss }
  }

  /** Share of the usual light that reaches the detector this time. */
  #share(): number {
    if (this.#troubles.has('lamp-out')) return 0
    const lamp = this.#troubles.has('lamp-weak') ? WEAK_LAMP : 1
    if (!this.#troubles.has('probe-loose')) return lamp
    this.#tilt = (this.#tilt + ROCKING) % 1
    return lamp * (1 - LOOSE_PROBE * this.#tilt)
  }

  #response(sample: Sample): Response {
    const response = this.#responses.get(sample.key) ?? this.#light.of(sample.reflectance())
    // Most recent last; only a few are kept, a scan passes each patch once.
    this.#responses.delete(sample.key)
    this.#responses.set(sample.key, response)
    const oldest = this.#responses.keys().next().value
    if (this.#responses.size > KEPT_RESPONSES && oldest !== undefined) this.#responses.delete(oldest)
    return response
  }

  #once(key: string, make: () => Level): Level {
    if (this.#level?.key !== key) this.#level = { key, level: make() }
    return this.#level.level
  }
}
