import type { Patch, Plate } from '../../contract/plate.ts'
import { seededRandom } from '../../spectra/random.ts'
import type { Ageing } from './drift.ts'
import type { Trouble } from './fault-spec.ts'
import { FINE_POINTS } from './fine-grid.ts'
import { TABLE_REFLECTANCE } from './lamp.ts'
import { PIXEL_COEFFICIENTS } from './optics.ts'
import { ReferenceEye } from './reference-eye.ts'
import { SpectrometerEye } from './spectrometer-eye.ts'
import { TargetFinder } from './target.ts'
import type { StagePosition, Target } from './target.ts'
import type { UnitParameters } from './unit.ts'

/** True reflectance of a patch on the fine grid (340..820 nm, 1 nm), 1 = perfect diffuser. */
export type Truth = (patch: Patch) => Float64Array

/** Reflectance on the label of both white tiles. */
export const WHITE_TILE_REFLECTANCE = 0.985

/** What the probes of the simulated bench see: one plate, a white tile for each instrument, and the table around them. */
export class Scene {
  readonly wavelengthCoefficients = PIXEL_COEFFICIENTS
  #truth: Truth
  #finder: TargetFinder
  readonly #spectrometer: SpectrometerEye
  readonly #reference: ReferenceEye
  #stage: (() => StagePosition) | undefined
  /** Placed by hand, valid until the stage moves. */
  #byHand: { readonly target: Target; readonly moves: number } | undefined
  #handPlacements = 0
  #lastTruth: { readonly id: string; readonly reflectance: Float64Array } | undefined
  /** Plates that lay here before; part of what tells two samples apart. */
  #changes = 0

  constructor(options: {
    plate: Plate
    truth: Truth
    unit: UnitParameters
    seed: number
    /** What is wrong with the lamp and the probe of the low-cost unit at the moment. */
    troubles?: ReadonlySet<Trouble>
  }) {
    const random = seededRandom(options.seed)
    this.#truth = options.truth
    this.#finder = new TargetFinder(options.plate)
    this.#spectrometer = new SpectrometerEye(options.unit, random.fork('spectrometer'), options.troubles)
    this.#reference = new ReferenceEye(random.fork('reference-factory'), random.fork('reference'))
    this.#byHand = { target: this.#finder.named('white'), moves: 0 }
  }

  /** The low-cost unit as it is now, after any ageing. */
  get unit(): UnitParameters {
    return this.#spectrometer.unit
  }

  /** Lets a stage decide what is seen, from its next move on. */
  follow(stage: () => StagePosition): void {
    this.#stage = stage
    if (this.#byHand) this.#byHand = { target: this.#byHand.target, moves: stage().moves }
  }

  /** Lays another plate under the probes; the stage and the instruments stay as they are. */
  lay(plate: Plate, truth: Truth): void {
    this.#truth = truth
    this.#finder = new TargetFinder(plate)
    this.#lastTruth = undefined
    this.#changes++
    if (this.#byHand?.target.kind === 'patch') this.#byHand = undefined
  }

  /** Puts the probes on a patch, on 'white' or under a 'dark' lid, until the stage moves. @throws Problem NOT_FOUND */
  place(name: string): void {
    this.#byHand = { target: this.#finder.named(name), moves: this.#stage?.().moves ?? 0 }
    this.#handPlacements++
  }

  /** Ages the low-cost unit: its calibration no longer fits. */
  drift(ageing: Ageing): void {
    this.#spectrometer.age(ageing)
  }

  /** What both instruments look at now. */
  target(): Target {
    return this.#where().target
  }

  /** One frame of the low-cost unit, counts 0..65535; a dark frame where its lamp is off or the lid is on. */
  spectrum(exposure: { integrationMs: number; scans: number; lampOn: boolean }): Uint16Array {
    const { target, placement } = this.#where()
    if (target.kind === 'dark' || !exposure.lampOn) return this.#spectrometer.dark(exposure.scans)
    const plate = this.#changes === 0 ? '' : ` of plate ${this.#changes}`
    const key = target.kind === 'patch' ? `${target.patch.id}${plate}` : ` ${target.kind}`
    const reflectance = (): Float64Array => {
      // The unit's own tile is a little darker (or brighter) than its label says.
      const label = target.kind === 'white' ? 1 + this.unit.tile : 1
      return this.#reflectance(target).map((value) => value / label)
    }
    const sample = { kind: target.kind, key, placement: `${placement} ${key}`, reflectance }
    return this.#spectrometer.spectrum(sample, exposure.integrationMs, exposure.scans)
  }

  /** Brightest radiance the reference would see, as a share of a perfect diffuser's: what its exposure control needs. */
  brightness(): number {
    return this.#reference.brightness(this.#reflectance(this.target()))
  }

  /** Radiance seen by the reference, W/(sr m2 nm) from 380 to 780 nm in steps of 1 nm, mean of `averages` readings. */
  radiance(averages: number): Float64Array {
    const target = this.target()
    return this.#reference.radiance(this.#reflectance(target), target.kind === 'patch', averages)
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

  #reflectance(target: Target): Float64Array {
    switch (target.kind) {
      case 'patch': {
        if (this.#lastTruth?.id !== target.patch.id) {
          this.#lastTruth = { id: target.patch.id, reflectance: this.#truth(target.patch) }
        }
        return this.#lastTruth.reflectance
      }
      case 'white':
        return new Float64Array(FINE_POINTS).fill(WHITE_TILE_REFLECTANCE)
      case 'table':
        return TABLE_REFLECTANCE
      case 'dark':
        return new Float64Array(FINE_POINTS)
    }
  }
}
