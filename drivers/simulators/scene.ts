import type { Patch, Plate } from '../../contract/plate.ts'
import { seededRandom } from '../../spectra/random.ts'
import type { Random } from '../../spectra/random.ts'
import { BenchLight, signalOf } from './bench-light.ts'
import type { Placement, Response } from './bench-light.ts'
import { Detector } from './detector.ts'
import { aged, DriftWalk } from './drift.ts'
import type { Ageing } from './drift.ts'
import { FINE_POINTS } from './fine-grid.ts'
import { TABLE_REFLECTANCE } from './lamp.ts'
import { PIXEL_COEFFICIENTS } from './optics.ts'
import { ReferenceEye } from './reference-eye.ts'
import { TargetFinder } from './target.ts'
import type { StagePosition, Target } from './target.ts'
import type { UnitParameters } from './unit.ts'

/** True reflectance of a patch on the fine grid (340..820 nm, 1 nm), 1 = perfect diffuser. */
export type Truth = (patch: Patch) => Float64Array

/** Reflectance on the label of both white tiles. */
export const WHITE_TILE_REFLECTANCE = 0.985
/** Integration time at which the white peaks at the unit's `wt`. */
export const NOMINAL_INTEGRATION_MS = 12

const KEPT_RESPONSES = 8
const PLAIN: Placement = { gain: 1, gloss: 0 }

/** What the probes of the simulated bench see: the plate, the lamp, one low-cost unit's errors and the reference's. */
export class Scene {
  readonly wavelengthCoefficients = PIXEL_COEFFICIENTS
  readonly #truth: Truth
  readonly #finder: TargetFinder
  readonly #samples: Random
  readonly #walk: DriftWalk
  readonly #detector: Detector
  readonly #eye: ReferenceEye
  /** Signal in full scales per unit of light and millisecond: fixed when the bench was set up. */
  readonly #perLightMs: number
  readonly #responses = new Map<string, Response>()
  #unit: UnitParameters
  #light: BenchLight
  #stage: (() => StagePosition) | undefined
  /** Placed by hand, valid until the stage moves again. */
  #byHand: { readonly target: Target; readonly moves: number } | undefined
  #handPlacements = 0
  #seenPlacement = ''
  #placement: Placement = PLAIN

  constructor(options: { plate: Plate; truth: Truth; unit: UnitParameters; seed: number }) {
    const random = seededRandom(options.seed)
    this.#truth = options.truth
    this.#finder = new TargetFinder(options.plate)
    this.#unit = options.unit
    this.#light = new BenchLight(options.unit)
    this.#perLightMs = options.unit.wt / this.#light.whitePeak / NOMINAL_INTEGRATION_MS
    this.#samples = random.fork('samples')
    this.#walk = new DriftWalk(options.unit, random.fork('drift'))
    this.#detector = new Detector(options.unit, random.fork('pattern'), random.fork('detector'))
    this.#eye = new ReferenceEye(random.fork('reference-factory'), random.fork('reference'))
    this.#byHand = { target: this.#finder.named('white'), moves: 0 }
  }

  /** The unit as it is now, after any ageing. */
  get unit(): UnitParameters {
    return this.#unit
  }

  /** Lets a stage decide what is seen, from its next move on. */
  follow(stage: () => StagePosition): void {
    this.#stage = stage
    if (this.#byHand) this.#byHand = { target: this.#byHand.target, moves: stage().moves }
  }

  /** Puts the probes on a patch, on 'white' or under a 'dark' lid, until the stage moves. @throws Problem NOT_FOUND */
  place(name: string): void {
    this.#byHand = { target: this.#finder.named(name), moves: this.#stage?.().moves ?? 0 }
    this.#handPlacements++
  }

  /** Ages the unit: its calibration no longer fits. */
  drift(ageing: Ageing): void {
    this.#unit = aged(this.#unit, ageing)
    this.#light = new BenchLight(this.#unit)
    this.#responses.clear()
  }

  /** What both instruments look at now. */
  target(): Target {
    return this.#where().target
  }

  /** One frame of the low-cost unit, counts 0..65535; a dark frame where the lamp is off or the lid is on. */
  spectrum(exposure: { integrationMs: number; scans: number; lampOn: boolean }): Uint16Array {
    const { target, placement } = this.#where()
    if (target.kind === 'dark' || !exposure.lampOn) {
      this.#walk.atDark()
      return this.#detector.read(new Float64Array(this.#light.white.light.length), 0, exposure.scans)
    }
    if (placement !== this.#seenPlacement) {
      this.#seenPlacement = placement
      this.#settle(target)
    }
    const { intensity, kelvin, dark } = this.#walk.state
    const scale = this.#perLightMs * exposure.integrationMs * intensity
    const light = signalOf(this.#response(target), this.#light.white, this.#placement, kelvin, scale)
    return this.#detector.read(light, dark, exposure.scans)
  }

  /** Brightest radiance the reference would see, as a share of a perfect diffuser's: what its exposure control needs. */
  brightness(): number {
    return this.#eye.brightness(this.#trueReflectance(this.target()))
  }

  /** Radiance seen by the reference, W/(sr m2 nm) from 380 to 780 nm in steps of 1 nm, mean of `averages` readings. */
  radiance(averages: number): Float64Array {
    const target = this.target()
    return this.#eye.radiance(this.#trueReflectance(target), target.kind === 'patch', averages)
  }

  #where(): { target: Target; placement: string } {
    const position = this.#stage?.()
    if (this.#byHand && this.#byHand.moves === (position?.moves ?? 0)) {
      return { target: this.#byHand.target, placement: `hand ${this.#handPlacements}` }
    }
    this.#byHand = undefined
    if (!position) return { target: this.#finder.named('white'), placement: 'alone' }
    return { target: this.#finder.at(position), placement: `move ${position.moves}` }
  }

  /** A new sample lies under the probe: its own gain and gloss, and the drifts move on (or start again at a white). */
  #settle(target: Target): void {
    this.#placement = PLAIN
    if (target.kind === 'white') {
      this.#walk.atWhite()
      return
    }
    this.#walk.step()
    if (target.kind !== 'patch') return
    const { gsd, om, osd } = this.#unit
    // A gamma of shape 2 is skewed as gloss is; its mean is taken off, so `om` stays the mean.
    const gloss = om + (osd / Math.SQRT2) * (this.#samples.gamma(2) - 2)
    this.#placement = { gain: 1 + gsd * this.#samples.normal(), gloss }
  }

  #response(target: Target): Response {
    const key = target.kind === 'patch' ? target.patch.id : ` ${target.kind}`
    const kept = this.#responses.get(key)
    const response = kept ?? this.#light.of(this.#seenReflectance(target))
    // Most recent last; only a few are kept, a scan passes each patch once.
    this.#responses.delete(key)
    this.#responses.set(key, response)
    const oldest = this.#responses.keys().next().value
    if (this.#responses.size > KEPT_RESPONSES && oldest !== undefined) this.#responses.delete(oldest)
    return response
  }

  /** The low-cost unit's tile is a little darker (or brighter) than its label says. */
  #seenReflectance(target: Target): Float64Array {
    if (target.kind !== 'white') return this.#trueReflectance(target)
    return new Float64Array(FINE_POINTS).fill(WHITE_TILE_REFLECTANCE / (1 + this.#unit.tile))
  }

  #trueReflectance(target: Target): Float64Array {
    switch (target.kind) {
      case 'patch':
        return this.#truth(target.patch)
      case 'white':
        return new Float64Array(FINE_POINTS).fill(WHITE_TILE_REFLECTANCE)
      case 'table':
        return TABLE_REFLECTANCE
      case 'dark':
        return new Float64Array(FINE_POINTS)
    }
  }
}
