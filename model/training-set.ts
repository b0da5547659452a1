import { createHash } from 'node:crypto'
import { Problem } from '../contract/errors.ts'
import { type Fold, foldsOf, heldOutRows } from './folds.ts'
import { foldNumbers } from './fold-kinds.ts'
import { hashOfPairs, meanOfRepeats, requirePairs, requireSameUnits, takePairs } from './pairs.ts'
import type { PairTable, TournamentRequest } from './service.ts'

/** Rows to learn from, with their folds, and rows kept out of everything for acceptance. */
export interface TrainingSet {
  readonly pairs: PairTable
  readonly folds: readonly Fold[]
  readonly heldOut: PairTable
  readonly foreign: PairTable | undefined
  /** Patches read more than once, where there are any. */
  readonly repeats: PairTable | undefined
  /** SHA-256 of all pairs that were given. */
  readonly dataHash: string
  /** Same data, folds, seed and share give the same key: what was fitted for one call serves the next. */
  readonly key: string
}

/** Fewest pairs that can be compared at all. */
export const MINIMUM_TO_COMPARE = 4
/** Fewest pairs a model to keep is trained on. */
export const MINIMUM_TO_TRAIN = 24

/** Refuses too few pairs by number. @throws Problem TOO_FEW_PAIRS */
export function requirePairCount(pairs: number, minimum: number): void {
  if (pairs >= minimum) return
  throw new Problem({
    code: 'TOO_FEW_PAIRS',
    title: 'Too few pairs',
    happened: `There are ${pairs} pairs, at least ${minimum} are needed.`,
    kept: 'All readings.',
    next: 'Scan more patches.',
  })
}

/** @throws Problem BAD_REQUEST, TOO_FEW_PAIRS */
export function trainingSet(request: TournamentRequest): TrainingSet {
  const { foreign, seed, holdOut } = request
  requirePairs(request.pairs)
  requireSameUnits(request.pairs)
  // A patch that was read twice must not be learnt from in one fold and judged in another.
  const pairs = request.folds ? request.pairs : meanOfRepeats(request.pairs)
  requirePairCount(pairs.ids.length, MINIMUM_TO_COMPARE)
  if (foreign) requireSameBands(pairs, foreign)
  if (request.repeats) requireSameBands(pairs, request.repeats)
  if (request.folds && request.folds.length !== pairs.ids.length)
    throw badRequest(`${request.folds.length} fold numbers were given for ${pairs.ids.length} pairs.`)
  if (!(holdOut >= 0 && holdOut <= 0.5))
    throw badRequest(`A share of ${holdOut} cannot be held out, 0 to 0.5 can.`)
  const out = heldOutRows(pairs.ids, holdOut, seed)
  const rows = Array.from(pairs.ids.keys()).filter((row) => !out.has(row))
  const { folds: given } = request
  const learned = takePairs(pairs, rows)
  const numbers = given
    ? Int32Array.from(rows, (row) => given[row] ?? 0)
    : foldNumbers(request.foldsBy ?? 'patch', learned, seed)
  const dataHash = hashOfPairs(pairs)
  const key = createHash('sha256')
    .update(JSON.stringify([dataHash, [...numbers], seed, holdOut]))
    .digest('hex')
  return {
    pairs: learned,
    folds: foldsOf(numbers),
    heldOut: takePairs(
      pairs,
      [...out].sort((a, b) => a - b),
    ),
    foreign,
    repeats: request.repeats,
    dataHash,
    key,
  }
}

function requireSameBands(pairs: PairTable, foreign: PairTable): void {
  requirePairs(foreign)
  requireSameUnits(foreign)
  if (foreign.x.columns === pairs.x.columns) return
  throw badRequest(`The foreign chart has ${foreign.x.columns} bands, the plate ${pairs.x.columns}.`)
}

function badRequest(happened: string): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'This comparison cannot be made',
    happened,
    kept: 'All readings.',
    next: 'Change the request.',
  })
}
