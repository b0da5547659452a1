import { mean } from '../spectra/metrics.ts'
import { calibrate, recalibrated } from './correction/physics/calibrated-instrument.ts'
import { ageingPrior, indexOf, type ParameterName, type Theta } from './correction/physics/parameters.ts'
import { takePairs } from './pairs.ts'
import type { PairTable, ParameterChange } from './service.ts'

/** Fewest patches read both times. */
const LEAST_PATCHES = 4
/** What can be told: stretch, scatter, line width and non-linearity make up for each other on a few patches. */
const TOLD = ['d0', 'su', 'g0', 'o0'] as const satisfies readonly (ParameterName & ParameterChange['name'])[]

/**
 * What moved in the instrument between two readings of the same patches. The whole training set gives the instrument;
 * stray light, wavelength offset, gain and offset are then fitted to the common patches alone, once as they were and
 * once as they are, so that what these patches have of their own cancels. Each patch left out in turn gives the error.
 * @returns undefined where fewer than four patches are common
 */
export function instrumentChange(
  training: PairTable,
  before: PairTable,
  now: PairTable,
): readonly ParameterChange[] | undefined {
  const common = now.ids.filter((id) => before.ids.includes(id))
  if (common.length < LEAST_PATCHES) return undefined
  const calibrated = calibrate(training, 1)
  const rowsOf = ({ ids }: PairTable, names: readonly string[]): number[] =>
    names.map((id) => ids.indexOf(id))
  const fitted = (table: PairTable, names: readonly string[]): Theta =>
    recalibrated(calibrated, takePairs(table, rowsOf(table, names))).theta
  const difference = (names: readonly string[]): { was: Theta; is: Theta } => ({
    was: fitted(before, names),
    is: fitted(now, names),
  })
  const { was, is } = difference(common)
  const without = common.map((left) => difference(common.filter((id) => id !== left)))
  const { free, sd } = ageingPrior(calibrated.theta)
  return TOLD.map((name) => {
    const index = indexOf(name)
    const moved = ({ was: a, is: b }: { was: Theta; is: Theta }): number => (b[index] ?? 0) - (a[index] ?? 0)
    return {
      name,
      before: was[index] ?? 0,
      now: is[index] ?? 0,
      standardError: jackknife(without.map(moved)),
      prior: sd[free.indexOf(index)] ?? 0,
    }
  })
}

/** Standard error from the estimates with one sample left out each (Tukey 1958). */
function jackknife(estimates: readonly number[]): number {
  const middle = mean(estimates)
  const squares = estimates.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return Math.sqrt(((estimates.length - 1) / estimates.length) * squares)
}
