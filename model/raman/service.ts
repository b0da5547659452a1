import type { RamanCard, RamanSize } from '../../contract/raman.ts'
import type { KnownSpectra, RamanTask } from './training-rows.ts'

/** What a Raman classifier is to learn. */
export interface RamanRequest {
  readonly known: KnownSpectra
  /** Rows of `known` that were measured; all others were computed from lines. */
  readonly measured: number
  readonly task: RamanTask
  readonly size: RamanSize
  readonly epochs: number
  readonly seed: number
  readonly version: string
  readonly source: string
}

/** How a training goes; the last event holds the file. */
export type RamanProgress =
  | {
      readonly type: 'epoch'
      readonly epoch: number
      readonly epochs: number
      readonly loss: number
      readonly right: number
      readonly of: number
    }
  | { readonly type: 'finished'; readonly card: RamanCard; readonly bytes: Uint8Array }

/** Probabilities [rows x classes] of spectra on the classifier's axis. */
export interface RamanVerdict {
  readonly card: RamanCard
  readonly probabilities: Float64Array
}
