import { Problem } from '../contract/errors.ts'
import type { ModelCard } from '../contract/model.ts'
import type { Domain } from '../contract/spectrum.ts'
import { type BundleContent, readBundle, writeBundle } from './bundle.ts'
import { domainArrays, domainOf, domainScale, type DomainTest, restoreDomain } from './correction/domain.ts'
import { intervalArrays, intervalFor, type IntervalTable, restoreInterval } from './correction/interval.ts'
import type { DomainScale, Fitted } from './correction/method.ts'
import { adjustmentArrays, restoreAdjusted } from './correction/output-adjustment.ts'
import { methodNamed } from './correction/registry.ts'
import { rowOf, zeros } from './linear/matrix.ts'
import type { Matrix } from './service.ts'

/** Everything that corrects and judges spectra. */
export interface ModelParts {
  readonly fitted: Fitted
  readonly domain: DomainTest
  readonly interval: IntervalTable
}

/** A bundle in memory, ready to correct. */
export interface LoadedModel extends ModelParts {
  readonly content: BundleContent
  /** What the domain is judged by: made once, because it has matrices to invert. */
  readonly scale: DomainScale
}

/** Corrections of several spectra at once. */
export interface CorrectedTable {
  readonly corrected: Matrix
  readonly domains: Domain[]
  readonly details: string[]
  /** Half widths; NaN in rows that are foreign, where no interval holds. */
  readonly interval: Matrix
}

/** The bytes of a model. */
export function bundleOf(
  parts: ModelParts,
  card: Omit<ModelCard, 'hash'>,
  lists: Pick<BundleContent, 'transferPatches' | 'trainingIds'>,
): Uint8Array {
  const adjustment = adjustmentArrays(parts.fitted)
  return writeBundle({
    card,
    transferPatches: lists.transferPatches,
    trainingIds: lists.trainingIds,
    parts: {
      method: parts.fitted.arrays,
      domain: domainArrays(parts.domain),
      interval: intervalArrays(parts.interval),
      ...(adjustment ? { adjustment } : {}),
    },
  })
}

/** Opens a bundle. @throws Problem MODEL_DAMAGED, METHOD_UNKNOWN */
export async function loadModel(bytes: Uint8Array): Promise<LoadedModel> {
  const content = readBundle(bytes)
  const { card, parts } = content
  const base = await methodNamed(card.method).restore(parts['method'] ?? {}, card.parameters)
  const fitted = restoreAdjusted(base, parts['adjustment'])
  const domain = restoreDomain(parts['domain'] ?? {})
  return {
    content,
    fitted,
    domain,
    scale: domainScale(fitted, domain),
    interval: restoreInterval(parts['interval'] ?? {}, card.axis.bands),
  }
}

/** Corrects and judges rows of raw spectra. @throws Problem MODEL_MISMATCH */
export function correctRows({ content, fitted, scale, interval }: LoadedModel, x: Matrix): CorrectedTable {
  requireBands(content.card, x.columns)
  const corrected = fitted.predict(x)
  const widths = zeros(x.rows, x.columns)
  const verdicts = Array.from(scale.distances(x), (distance) => domainOf(scale, distance))
  for (const [i, verdict] of verdicts.entries()) {
    const width = rowOf(widths, i)
    if (verdict.domain === 'foreign') width.fill(NaN)
    else width.set(intervalFor(interval, rowOf(corrected, i)))
  }
  return {
    corrected,
    domains: verdicts.map((verdict) => verdict.domain),
    details: verdicts.map((verdict) => verdict.detail),
    interval: widths,
  }
}

/** @throws Problem MODEL_MISMATCH when spectra have another number of bands than the model */
export function requireBands({ version, axis }: ModelCard, bands: number): void {
  if (bands === axis.bands) return
  throw new Problem({
    code: 'MODEL_MISMATCH',
    title: 'The model is for another axis',
    happened: `${version} corrects ${axis.bands} bands from ${axis.fromNm} to ${axis.toNm} nm, the spectrum has ${bands}.`,
    kept: 'The spectrum stays as it was measured.',
    next: 'Use the model of this instrument, or resample to its axis.',
  })
}
