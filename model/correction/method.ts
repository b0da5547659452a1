import type { MethodName, ModelCard } from '../../contract/model.ts'
import type { AffineMap, Matrix, PairTable } from '../service.ts'

/** Figures of a fitted method for its card: penalties, epochs, chosen widths. */
export type MethodParameters = ModelCard['parameters']

/** Numbers a bundle keeps for a method, by name; bit-identical after a round trip. */
export type NamedArrays = Readonly<Record<string, Float64Array | Float32Array>>

/** What a method is given besides the data. */
export interface FitContext {
  readonly seed: number
  /** A long fit looks at it between steps and throws its reason. */
  readonly signal: AbortSignal
  /** Share done (0..1) and words for the person; only long fits call it. */
  progress(fraction: number, detail: string): void
}

/** How far spectra lie from those of the plate, in squared Mahalanobis distance per band. */
export interface DomainScale {
  /** Up to here a spectrum is `in` the domain. */
  readonly low: number
  /** From here on it is `foreign`, between them at the `edge`. */
  readonly high: number
  /** Distance of each row of raw spectra. */
  readonly distances: (x: Matrix) => Float64Array
}

/** A method after fitting: everything needed to correct and to be stored. */
export interface Fitted {
  readonly parameters: MethodParameters
  readonly arrays: NamedArrays
  /** Corrected spectra, one row for each row of `x`. */
  predict(x: Matrix): Matrix
  /** Its own test of whether a spectrum resembles the plate; without one the model is judged by domain.ts. */
  readonly domain?: DomainScale
  /** Frees memory that the garbage collector does not see (tensors). */
  dispose?(): void
}

/**
 * A way to turn the spectrometer's spectra into the reference's. One file each; the registry lists them from
 * simple to complex. Everything chosen (penalties, epochs, ranks) is chosen from the rows `fit` is given.
 */
export interface Method {
  readonly name: MethodName
  readonly title: string
  /** What must be true for it to work, in one sentence. */
  readonly assumptions: string
  /** Fewer rows than this are refused by name instead of fitted badly. */
  readonly minimumPairs: number
  /** It fits for minutes: a race gives it up once it is clearly beaten. */
  readonly slow?: true
  /**
   * What it does to a spectrum unlike the plate's is held: by a gate, by the physics of the instrument, or because it
   * has no more than two numbers per band. Others carry on what the plate taught, wherever that leads.
   */
  readonly steady?: true
  fit(pairs: PairTable, context: FitContext): Promise<Fitted>
  /** The inverse of `parameters` and `arrays`: predicts bit-identically on the same backend. */
  restore(arrays: NamedArrays, parameters: MethodParameters): Promise<Fitted>
  /**
   * A few fresh pairs move the old model as far as they carry, never a refit on them alone. Methods without it
   * get a small slope and bias on their output (output-adjustment.ts).
   */
  recalibrate?(old: Fitted, fresh: PairTable): Fitted
  /**
   * Its arrays as one affine map, where prediction is nothing else. Only for methods with a recalibration of their own:
   * lines behind the output would be missing. @throws Problem MODEL_DAMAGED
   */
  affine?(arrays: NamedArrays): AffineMap
}
