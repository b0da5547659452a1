import type { MethodName, MethodResult } from '../contract/model.ts'
import { mean } from '../spectra/metrics.ts'
import { METHODS } from './correction/registry.ts'
import { pairedDifference } from './paired.ts'

/** A method's row and what the verdict compares: mean squared error of each sample. */
export interface Judged {
  readonly row: MethodResult
  readonly squaredErrors: Float64Array
}

/**
 * Share of its plate error by which a method that nothing holds outside the plate must be better than one that is
 * held (docs/decisions/0014): outside, its squared error is about twenty times as large, so a tenth less on the plate
 * is lost again with one foreign spectrum in a hundred.
 */
const WORTH_THE_RISK = 0.1

/** Who wins, and what was better on the plate but is not believed. */
export interface Choice {
  readonly winner: Judged
  readonly better?: Judged
  /** `unsafe`: worse than no correction on the foreign chart. `risk`: too little gained for what it risks. */
  readonly reason?: 'unsafe' | 'risk'
}

const rank = (name: MethodName): number => METHODS.findIndex((method) => method.name === name)
const isSteady = ({ row }: Judged): boolean =>
  METHODS.find((method) => method.name === row.name)?.steady === true

/** The simplest method whose error is within one standard error (paired over samples) of the least. */
function simplestOfBest(judged: readonly Judged[]): Judged | undefined {
  const least = judged.reduce<Judged | undefined>(
    (best, one) => (best && mean(best.squaredErrors) <= mean(one.squaredErrors) ? best : one),
    undefined,
  )
  if (!least) return undefined
  const simpleFirst = [...judged].sort((a, b) => rank(a.row.name) - rank(b.row.name))
  return simpleFirst.find((one) => {
    const difference = pairedDifference(one.squaredErrors, least.squaredErrors)
    return difference.mean <= difference.standardError
  })
}

/** Worse than no correction on a foreign chart that was measured. */
const isUnsafe = ({ row }: Judged, none: Judged): boolean =>
  row.name !== 'none' &&
  row.foreign !== null &&
  none.row.foreign !== null &&
  row.foreign.rmse > none.row.foreign.rmse

/** Whether `one` may take the place of `held`, which does not run away outside the plate. */
function isWorthIt(one: Judged, held: Judged): boolean {
  if (one.row.foreign && held.row.foreign && one.row.foreign.rmse <= held.row.foreign.rmse) return true
  return one.row.rmse <= (1 - WORTH_THE_RISK) * held.row.rmse
}

/**
 * The simplest within one standard error of the best on the plate, of those that are not worse than no correction on
 * the foreign chart where one was measured; and one that nothing holds outside the plate only in exchange for a
 * tenth of the error, or where the foreign chart shows it no worse than the held one.
 */
export function winnerOf(judged: readonly Judged[], none: Judged): Choice {
  const first = simplestOfBest(judged) ?? none
  const safe = judged.filter((one) => !isUnsafe(one, none))
  const best = simplestOfBest(safe) ?? none
  const held = isSteady(best) ? best : simplestOfBest(safe.filter(isSteady))
  const winner = held === undefined || held === best || isWorthIt(best, held) ? best : held
  if (winner === first) return { winner }
  return { winner, better: first, reason: isUnsafe(first, none) ? 'unsafe' : 'risk' }
}
