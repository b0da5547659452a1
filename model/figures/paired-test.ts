import type { PairedTest } from '../../contract/figures.ts'
import { percentile } from '../../spectra/metrics.ts'
import { normalProbability } from './distributions.ts'

/** Ranks of values from 1, equal values share their mean rank; and the sum of t^3 - t over groups of equals. */
function ranksOf(values: readonly number[]): { readonly ranks: Float64Array; readonly ties: number } {
  const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = new Float64Array(values.length)
  let ties = 0
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++
    for (const place of order.slice(from, to)) ranks[place] = (from + 1 + to) / 2
    ties += (to - from) ** 3 - (to - from)
    from = to
  }
  return { ranks, ties }
}

/**
 * Wilcoxon's signed-rank test (Wilcoxon 1945) on the errors of the same patches: pairs without a difference are left
 * out, the normal approximation with correction for ties gives p. It asks which is smaller patch by patch, so that one
 * bad patch does not decide.
 */
export function pairedTest(errors: ArrayLike<number>, winner: ArrayLike<number>): PairedTest {
  const differences = Array.from(errors, (value, i) => value - (winner[i] ?? 0))
  const unequal = differences.filter((value) => value !== 0)
  const n = unequal.length
  const { ranks, ties } = ranksOf(unequal.map(Math.abs))
  const positive = unequal.reduce((sum, value, i) => sum + (value > 0 ? (ranks[i] ?? 0) : 0), 0)
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48
  const z = variance > 0 ? Math.abs(positive - (n * (n + 1)) / 4) / Math.sqrt(variance) : 0
  return {
    medianDifference: differences.length === 0 ? 0 : percentile(differences, 50),
    p: 2 * normalProbability(-z),
    better: unequal.filter((value) => value < 0).length,
    of: n,
  }
}
