import type { FloorFigures } from '../contract/figures.ts'
import type {
  Evaluation,
  FoldKind,
  MethodName,
  ModelCard,
  TournamentDetail,
  TrainingEvent,
} from '../contract/model.ts'
import type { ModelInsight, RecalibrationForecast } from '../contract/insight.ts'
import type { CorrectedReflectance, Domain, Reflectance } from '../contract/spectrum.ts'
import type { LampService } from './lamps/service.ts'

/** n samples x b bands, row-major. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

/** An affine map y = (x - centre) W + mean: centre and mean per band, W bands x bands. */
export interface AffineMap {
  readonly centre: Float64Array
  readonly mean: Float64Array
  readonly coefficients: Matrix
}

/** Paired spectra on one axis: x the spectrometer's, y the reference's, row i the same sample. */
export interface PairTable {
  readonly ids: readonly string[]
  readonly x: Matrix
  readonly y: Matrix
  /** null = plain indices: no colour, no nm. */
  readonly wavelengthNm: Float64Array | null
  /** 'reflectance' makes colour differences meaningful. */
  readonly quantity: 'reflectance' | 'other'
  /** Mean dark-subtracted white signal per band, fraction of full scale, where known. */
  readonly white?: Float64Array
}

export interface TournamentRequest {
  readonly pairs: PairTable
  readonly foreign?: PairTable
  /** Readings of patches that were read more than once: the same id again and again; they show the floor. */
  readonly repeats?: PairTable
  readonly methods: readonly MethodName[]
  /** Fold number per row; made from the seed when absent. */
  readonly folds?: Int32Array
  /** What is left out together where no fold numbers are given; random patches unless said. */
  readonly foldsBy?: FoldKind
  readonly seed: number
  /** Share of pairs kept out of everything for acceptance, 0..0.5; 0 for `compare`. */
  readonly holdOut: number
  /** Methods that fit for minutes are given up after a fold in which they are clearly beaten; not where they were asked for by name. */
  readonly race?: boolean
}

/** What a card cannot know from the data alone. */
export interface ModelOrigin {
  readonly version: string
  readonly instrument: string
  readonly reference: string
  readonly session: number
  readonly parent?: string
}

/** A finished model: card plus the bytes of its bundle (self-contained, hash-checked). */
export interface ModelBundle {
  readonly card: ModelCard
  readonly bytes: Uint8Array
}

export interface Correction {
  readonly corrected: CorrectedReflectance
  readonly interval?: Float64Array
  readonly domain: Domain
  readonly domainDetail: string
}

/** Outcome of a recalibration: candidate, figures on the re-measured patches (leave one patch out), and the guard's word. */
export interface RecalibrationOutcome {
  readonly bundle: ModelBundle
  readonly before: Evaluation
  readonly after: Evaluation
  readonly perPatch: readonly { readonly patch: string; readonly before: number; readonly after: number }[]
  readonly guardStandardErrors: number
  readonly accepted: boolean
  readonly reason: string
}

/** One parameter of the physical correction, found on the same patches then and now. */
export interface ParameterChange {
  /** Wavelength offset in nm, uniform stray light as a share, gain - 1, offset in reflectance. */
  readonly name: 'd0' | 'su' | 'g0' | 'o0'
  readonly before: number
  readonly now: number
  /** Standard error of the difference: jackknife over the patches. */
  readonly standardError: number
  /** How far the parameter was supposed to move at all, a standard deviation. */
  readonly prior: number
}

/** Check patches read now, and what they are compared with. All tables on the axis of the model. */
export interface VerificationRequest {
  readonly bundle: Uint8Array
  /** Single readings: a patch that was read several times has several rows of one name. */
  readonly fresh: PairTable
  /** Pairs of the session the model was made in; absent where they are not here. */
  readonly before?: PairTable
  /** Pairs of the full training behind the model; absent where they are not here. */
  readonly training?: PairTable
  /** Readings of patches that the training session read more than once. */
  readonly repeats?: PairTable
}

/** How a model does on check patches today. */
export interface VerificationOutcome {
  readonly raw: Evaluation
  readonly corrected: Evaluation
  /** Colour difference where there is colour, else RMSE; of the mean of the readings. */
  readonly patches: readonly { readonly patch: string; readonly raw: number; readonly corrected: number }[]
  /** Patches outside the domain of the model. */
  readonly foreign: number
  readonly floor: FloorFigures | null
  /** Spread of one raw reading in the training session; undefined where no patch was read often enough. */
  readonly noiseBefore?: number
  readonly changes?: readonly ParameterChange[]
}

/** A model opened for correcting. */
export interface OpenModel {
  readonly card: ModelCard
  /** One spectrum on the card's axis. */
  correct(spectrum: Reflectance): Promise<Correction>
  /** Many rows at once; `x.columns` must equal the card's bands. @throws Problem MODEL_MISMATCH */
  correctTable(x: Matrix): Promise<{
    readonly corrected: Matrix
    readonly domains: readonly Domain[]
    readonly interval: Matrix | null
  }>
  close(): Promise<void>
}

/**
 * The face of the model worker: everything numeric and slow happens behind it. Implemented by
 * model/client.ts over a worker thread, which restarts once when it dies (Problem WORKER_DIED).
 */
export interface ModelService {
  readonly lamps: LampService
  /** "TensorFlow 2.21 (tfjs-node)", "TensorFlow.js WebAssembly", "TensorFlow.js CPU" */
  backend(): Promise<string>
  methods(): readonly {
    readonly name: MethodName
    readonly title: string
    readonly assumptions: string
    readonly minimumPairs: number
  }[]
  /** Cross-validation with live rows; the last event is `finished`. Returning the iterator or aborting cancels within a second. */
  tournament(request: TournamentRequest, signal: AbortSignal): AsyncIterable<TrainingEvent>
  /** Per-band figures of the last tournament of this service. */
  detail(): Promise<TournamentDetail | undefined>
  skip(method: MethodName): void
  /** Fits one method on all training rows and judges it on the held-out ones (acceptance), against `active` where given. */
  train(
    request: TournamentRequest,
    method: MethodName,
    origin: ModelOrigin,
    active: Uint8Array | undefined,
    signal: AbortSignal,
  ): Promise<ModelBundle>
  /** Patches worth re-measuring (Kennard-Stone on 4 PC scores), stored with the model. */
  transferPatches(bundle: Uint8Array, count: number): Promise<readonly string[]>
  recalibrate(
    bundle: Uint8Array,
    fresh: PairTable,
    origin: ModelOrigin,
    signal: AbortSignal,
  ): Promise<RecalibrationOutcome>
  /** How a model does on check patches today, and what moved since. @throws Problem MODEL_DAMAGED, MODEL_MISMATCH */
  verify(request: VerificationRequest, signal: AbortSignal): Promise<VerificationOutcome>
  /** The model as one affine map; undefined where its method is none. @throws Problem MODEL_DAMAGED */
  affineMap(bundle: Uint8Array): Promise<AffineMap | undefined>
  /** What the model does, for pictures. @throws Problem MODEL_DAMAGED */
  insight(bundle: Uint8Array): Promise<ModelInsight>
  /** A recalibration played through on the pairs the model was trained on; undefined where they are too few. */
  forecast(
    bundle: Uint8Array,
    pairs: PairTable,
    signal: AbortSignal,
  ): Promise<RecalibrationForecast | undefined>
  /** @throws Problem MODEL_DAMAGED (hash, truncated, newer format) */
  open(bundle: Uint8Array): Promise<OpenModel>
  close(): Promise<void>
}
