import type { RamanProgress, RamanRequest, RamanVerdict } from '../raman/service.ts'
import type { Matrix } from '../service.ts'
import type { ExplainedAxis } from './explainable.ts'
import type { ExplainMethod, ExplainOptions, Explanation } from './explain.ts'

/** Models that can be explained: the file of one and what kind of file it is. */
export interface ExplainSubject {
  readonly kind: 'correction' | 'raman' | 'lamps' | 'pls-map' | 'unet-map'
  readonly bytes: Uint8Array
}

/** What can be asked of a model. */
export interface ExplainFace {
  readonly title: string
  readonly axis: ExplainedAxis
  readonly outputs: readonly string[]
  readonly methods: readonly ExplainMethod[]
  /** Known spectra that came with it, [rows x bands]; one of each class of a classifier. */
  readonly examples: { readonly names: readonly string[]; readonly spectra: Matrix } | null
}

/** The part of the model service that looks into models, and the Raman classifiers it was made for. */
export interface ExplainService {
  /** Epochs as they end, then the file. Aborting ends it within one batch and leaves nothing. */
  trainRaman(request: RamanRequest, signal: AbortSignal): AsyncIterable<RamanProgress>
  /** @throws Problem MODEL_DAMAGED, MODEL_MISMATCH (another kind, another number of bands) */
  classifyRaman(bytes: Uint8Array, x: Matrix): Promise<RamanVerdict>
  /** @throws Problem MODEL_DAMAGED, MODEL_MISMATCH */
  explainFace(subject: ExplainSubject): Promise<ExplainFace>
  /** @throws Problem MODEL_DAMAGED, MODEL_MISMATCH, BAD_REQUEST, FORMAT_BAD */
  explain(subject: ExplainSubject, spectrum: Float64Array, options: ExplainOptions): Promise<Explanation>
}
