import type { LightVariation } from './augment.ts'
import { type LossWeights, PAPER_LOSS } from './loss.ts'
import { DEFAULT_WIDTHS, type UNetShape } from './shape.ts'
import type { Standard } from './standard.ts'

/** When the learning rate falls and when the training ends. */
export interface Schedule {
  /**
   * Epochs in which the network first learns the filtered PLS map of the same cubes and means; 0 = from nothing, as
   * in the paper.
   */
  readonly warmUpEpochs: number
  readonly maximumEpochs: number
  /** Epochs in which standing still does not count. */
  readonly burnInEpochs: number
  /** The rate falls to a tenth after so many epochs without progress. */
  readonly plateauEpochs: number
  /** The training ends after so many epochs without progress. */
  readonly patienceEpochs: number
  readonly learningRate: number
  /** The rate behind a warm-up: at the first rate, steps on single means undo the map within an epoch. */
  readonly rateAfterWarmUp: number
  readonly leastRate: number
}

/** The schedule of Engstrom et al. (2025). */
export const PAPER_SCHEDULE: Schedule = {
  warmUpEpochs: 0,
  maximumEpochs: 250,
  burnInEpochs: 30,
  plateauEpochs: 10,
  patienceEpochs: 30,
  learningRate: 1e-3,
  rateAfterWarmUp: 1e-3,
  leastRate: 1e-7,
}

/** Everything a training needs beside the cubes. */
export interface NetworkSettings {
  readonly shape: UNetShape
  readonly loss: LossWeights
  readonly schedule: Schedule
  readonly seed: number
  /** Per cent that an output of 1 means. */
  readonly scale: number
  /** See OutputForm. */
  readonly bounded: boolean
  readonly light: LightVariation
  /** The cubes are locally scaled. */
  readonly local: boolean
}

/**
 * Weight of the smoothness term for cubes whose structures are some ten pixels wide. The term counts differences per
 * pixel, so it grows with the square of how coarse the picture is: the paper's 20, in pictures of some hundred pixels
 * a structure, makes maps of small cubes flat (docs/guide/maps.md has figures).
 */
export const DEFAULT_SMOOTH = 0.004

/** Weight of what lies outside 0..100 %: a sum over pixels, of which small cubes have a hundredth of the paper's. */
const DEFAULT_OUTSIDE = 0.02

/** Weight of staying near the filtered PLS map while the means are learnt. */
const DEFAULT_TEACHER = 0.05

/** Light that differs by some per cent between cubes and places, as it does before a cheap camera. */
export const DEFAULT_LIGHT: LightVariation = { gain: 0.1, gainPerPlace: 0.1, offset: 0.02, slope: 0.02 }

/** Behind the local scale, which takes brightness and offsets away, only a tilt is left; in units of that scale. */
export const LIGHT_BEHIND_SCALE: LightVariation = { gain: 0, gainPerPlace: 0, offset: 0, slope: 0.05 }

/** The schedule that starts from the filtered PLS map. */
export const DEFAULT_SCHEDULE: Schedule = {
  ...PAPER_SCHEDULE,
  warmUpEpochs: 120,
  burnInEpochs: 20,
  rateAfterWarmUp: 1e-4,
}

/** What of the settings may be chosen. */
export interface NetworkChoice {
  readonly bands: number
  readonly seed: number
  readonly widths?: readonly number[] | undefined
  readonly smooth?: number | undefined
  readonly epochs?: number | undefined
}

/** The settings of a training. Fewer epochs shorten the warm-up as well. */
export function networkSettings({ bands, seed, widths, smooth, epochs }: NetworkChoice): NetworkSettings {
  const maximumEpochs = epochs ?? DEFAULT_SCHEDULE.maximumEpochs
  const warmUpEpochs = Math.min(DEFAULT_SCHEDULE.warmUpEpochs, Math.floor(maximumEpochs / 2))
  return {
    shape: { bands, widths: widths ?? DEFAULT_WIDTHS },
    loss: {
      ...PAPER_LOSS,
      smooth: smooth ?? DEFAULT_SMOOTH,
      outside: DEFAULT_OUTSIDE,
      teacher: DEFAULT_TEACHER,
    },
    schedule: { ...DEFAULT_SCHEDULE, maximumEpochs, warmUpEpochs },
    seed,
    scale: 25,
    bounded: true,
    light: DEFAULT_LIGHT,
    local: false,
  }
}

/** A network that has learnt. */
export interface MapNetworkModel {
  readonly shape: UNetShape
  readonly weights: Float32Array
  readonly standard: Standard
  /** Per cent of an output of 0: the mean of the references. */
  readonly centre: number
  readonly scale: number
  readonly bounded: boolean
  /** Its input is locally scaled, see local-scale.ts. */
  readonly local: boolean
  readonly epochs: number
  readonly bestEpoch: number
}

/** Where a training stands, in numbers. */
export interface TrainingState {
  readonly epoch: number
  readonly steps: number
  readonly learningRate: number
  readonly best: number
  readonly bestEpoch: number
  /** Epochs without progress since the rate last fell. */
  readonly sinceFall: number
  /** How often it was begun anew because the network had died. */
  readonly restarts: number
}

/** Everything a training needs to go on as if it had not been interrupted. */
export interface Checkpoint {
  readonly weights: Float32Array
  readonly mean: Float32Array
  readonly square: Float32Array
  readonly best: Float32Array
  readonly state: TrainingState
}

/** News of one epoch. */
export interface NetworkProgress {
  readonly epoch: number
  readonly trainingLoss: number
  readonly validationLoss: number | undefined
  readonly state: TrainingState
  readonly checkpoint: () => Checkpoint
}
