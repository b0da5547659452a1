import { mean } from '../spectra/metrics.ts'
import { METHODS } from './correction/registry.ts'
import { inStandardErrors, pairedDifference } from './paired.ts'
import type { Judged } from './winner.ts'

/** Standard errors of the paired difference: to win in the end a method must be one ahead over all folds. */
const BEYOND_DOUBT = 2

/** After so many folds a method that is not ahead at all need not go on: it is the more complex one. */
const FOLDS_TO_LEAD = 2

/**
 * Why a method need not go on: on the rows so far the best of its rivals has clearly smaller errors, or after two
 * folds no larger ones.
 * @param rows of all folds up to `fold`; squaredErrors mean squared error of each of them, in their order
 * @returns undefined while it may still win
 */
export function beatenOn(
  fold: number,
  rows: readonly number[],
  squaredErrors: Float64Array,
  rivals: readonly Judged[],
): string | undefined {
  const onRows = (rival: Judged): number[] => rows.map((row) => rival.squaredErrors[row] ?? 0)
  const [first, ...others] = rivals
  if (!first) return undefined
  const best = others.reduce((a, b) => (mean(onRows(b)) < mean(onRows(a)) ? b : a), first)
  const difference = pairedDifference(squaredErrors, onRows(best))
  const beaten = inStandardErrors(difference) > BEYOND_DOUBT
  if (!beaten && (fold < FOLDS_TO_LEAD || difference.mean < 0)) return undefined
  const title = METHODS.find(({ name }) => name === best.row.name)?.title ?? best.row.name
  const figure = (errors: ArrayLike<number>): string => Math.sqrt(mean(errors)).toPrecision(3)
  const words = beaten ? '' : 'it is not ahead, '
  return `Given up after fold ${fold}: ${words}RMSE ${figure(squaredErrors)} against ${figure(onRows(best))} of ${title} on the same patches.`
}
