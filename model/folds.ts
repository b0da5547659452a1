import { createHash } from 'node:crypto'
import { Problem } from '../contract/errors.ts'
import { seededRandom } from '../spectra/random.ts'

/** Folds of a cross-validation. */
export const FOLDS = 5

/** Rows of one fold: what a model is fitted on and what it is judged on. */
export interface Fold {
  readonly label: number
  readonly training: readonly number[]
  readonly test: readonly number[]
}

/** Fold number of each of `rows` rows: five folds of equal size in an order drawn from the seed. */
export function seededFolds(rows: number, seed: number): Int32Array {
  const order = seededRandom(seed)
    .fork('folds')
    .shuffle(Array.from({ length: rows }, (_, i) => i))
  const folds = new Int32Array(rows)
  for (const [place, row] of order.entries()) folds[row] = place % Math.min(FOLDS, rows)
  return folds
}

/** The folds behind fold numbers, in rising order. @throws Problem BAD_REQUEST with fewer than two */
export function foldsOf(numbers: Int32Array): Fold[] {
  const labels = [...new Set(numbers)].sort((a, b) => a - b)
  if (labels.length < 2)
    throw new Problem({
      code: 'BAD_REQUEST',
      title: 'Too few folds',
      happened: `The pairs lie in ${labels.length} fold, cross-validation needs at least 2.`,
      kept: 'All readings.',
      next: 'Give every pair a fold number, or leave the folds out.',
    })
  const rows = Array.from(numbers.keys())
  return labels.map((label) => ({
    label,
    training: rows.filter((row) => numbers[row] !== label),
    test: rows.filter((row) => numbers[row] === label),
  }))
}

/**
 * Rows kept out of everything for acceptance: a fixed share, picked by a hash of name and seed, so that a plate
 * that is scanned again keeps the same patches out and no model is judged on rows its predecessor learnt.
 */
export function heldOutRows(ids: readonly string[], share: number, seed: number): Set<number> {
  const rank = ids.map((id, row) => ({
    row,
    key: createHash('sha256').update(`${seed}:${id}`).digest('hex'),
  }))
  rank.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.row - b.row))
  return new Set(rank.slice(0, Math.round(ids.length * share)).map(({ row }) => row))
}
