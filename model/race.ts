import { mean } from '../spectra/metrics.ts'
import { METHODS } from './correction/registry.ts'
import { inStandardErrors, pairedDifference } from './paired.ts'
import type { Judged } from './verdict.ts'

/** Standard errors of the paired difference: to win in the end a method must be one ahead over all folds. */
const BEYOND_DOUBT = 2

/**
 * Why a method need not go on: on the rows of a fold the best of its rivals has clearly smaller errors.
 * @param squaredErrors mean squared error of each of `rows`, in their order
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
  if (inStandardErrors(difference) <= BEYOND_DOUBT) return undefined
  const title = METHODS.find(({ name }) => name === best.row.name)?.title ?? best.row.name
  const figure = (errors: ArrayLike<number>): string => Math.sqrt(mean(errors)).toPrecision(3)
  return `Given up after fold ${fold}: RMSE ${figure(squaredErrors)} against ${figure(onRows(best))} of ${title} on the same patches.`
}
