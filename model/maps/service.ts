import type { MapFigures, MapMethod, MapModelCard, MapScore } from '../../contract/maps.ts'
import type { CubePixels } from './cube-pixels.ts'
import type { MapCheckpoint } from './map-checkpoint.ts'
import type { MaskedMap } from './map-figures.ts'
import type { RowReader } from './unet/tiles.ts'

/** A cube to learn from. */
export interface MapLesson {
  readonly name: string
  readonly pixels: CubePixels
  /** Mean of the sample, per cent. */
  readonly reference: number
  readonly truth?: Float32Array
}

/** What is to be learnt, with all pixels in memory. */
export interface MapTrainingRequest {
  readonly lessons: readonly MapLesson[]
  readonly wavelengthNm: Float64Array | null
  readonly name: string
  readonly created: string
  readonly seed: number
  readonly folds: number
  readonly network: boolean
  readonly widths?: readonly number[]
  readonly epochs?: number
  readonly smooth?: number
  readonly correction: string | null
  /** Bytes of a checkpoint of the same task. */
  readonly resume?: Uint8Array
}

/** News of a training. */
export type MapLearningEvent =
  | {
      readonly type: 'progress'
      readonly fold: number
      readonly folds: number
      readonly epoch: number
      readonly epochs: number
      readonly trainingLoss: number | null
      readonly validationLoss: number | null
      readonly fraction: number
      readonly detail: string
    }
  | { readonly type: 'checkpoint'; readonly bytes: Uint8Array }
  | { readonly type: 'learnt'; readonly bytes: Uint8Array; readonly card: MapModelCard }

/** The map of a method with its figures. */
export interface JudgedMap {
  readonly method: MapMethod
  readonly values: Float32Array
  readonly figures: MapFigures
  readonly seconds: number
}

/** A model of maps opened in the worker. */
export interface OpenMapModel {
  readonly card: MapModelCard
  /** The maps of all its methods, read and computed by tiles; raw, nothing clamped. */
  maps(
    size: { readonly height: number; readonly width: number; readonly bands: number },
    read: RowReader,
    truth: Float32Array | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly maps: readonly JudgedMap[]; readonly mask: Uint8Array }>
  close(): Promise<void>
}

/** The face of everything about maps that computes; implemented by client.ts over a worker thread of its own. */
export interface MapService {
  /** Learns; the last event is `learnt`. Aborting ends within a step. @throws Problem BAD_REQUEST, INTERNAL */
  train(request: MapTrainingRequest, signal: AbortSignal): AsyncIterable<MapLearningEvent>
  /** @throws Problem MODEL_DAMAGED */
  open(bundle: Uint8Array): Promise<OpenMapModel>
  close(): Promise<void>
}

export type { CubePixels, MapCheckpoint, MapScore, MaskedMap, RowReader }
