import { Problem } from '../../contract/errors.ts'
import type { Triple } from '../../contract/spectrum.ts'

/** Paired colours: x the spectrometer's, y the reference's, row i the same patch; all XYZ under D65, Y = 100. */
export interface TristimulusPairs {
  readonly ids: readonly string[]
  readonly x: readonly Triple[]
  readonly y: readonly Triple[]
  /** XYZ of the perfect diffuser on the scale of both sides. */
  readonly white: Triple
}

/** Fewest patches a matrix is learned from: with one fold left out nine numbers still come from six patches or more. */
export const LEAST_PATCHES = 8

/** The listed rows. */
export function takeTriples(pairs: TristimulusPairs, rows: readonly number[]): TristimulusPairs {
  const none: Triple = [NaN, NaN, NaN]
  return {
    ...pairs,
    ids: rows.map((row) => pairs.ids[row] ?? ''),
    x: rows.map((row) => pairs.x[row] ?? none),
    y: rows.map((row) => pairs.y[row] ?? none),
  }
}

/** Refuses what no matrix can be learned from. @throws Problem TOO_FEW_PAIRS, BAD_REQUEST */
export function requireTriples({ ids, x, y }: TristimulusPairs): void {
  if (ids.length < LEAST_PATCHES)
    throw new Problem({
      code: 'TOO_FEW_PAIRS',
      title: 'Too few pairs for a matrix',
      happened: `There are ${ids.length} pairs that may be used, a matrix of X, Y and Z needs ${LEAST_PATCHES}.`,
      kept: 'All readings.',
      next: 'Scan more patches; 24 of many colours are good.',
    })
  ids.forEach((id, row) => {
    const values = [...(x[row] ?? []), ...(y[row] ?? [])]
    if (values.length === 6 && values.every(Number.isFinite)) return
    throw new Problem({
      code: 'BAD_REQUEST',
      title: 'These pairs cannot be used',
      happened: `X, Y or Z of "${id}" is no number.`,
      kept: 'All readings.',
      next: 'Leave this pair out or read it again.',
    })
  })
}
