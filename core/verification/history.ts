import type { Verification, VerificationChart } from '../../contract/verify.ts'
import { chartHistory, controlSigma } from '../../spectra/control-chart.ts'
import { mean } from '../../spectra/metrics.ts'

/**
 * Verifications that set baseline and scatter: one alone would carry its own noise into the whole chart, and all of them
 * would let a jump widen the very limits it has to cross.
 */
const FIRST = 5
/** Least standard deviation of one verification, in dE00 and in RMSE x 1000, and as a share: a few equal ones are luck. */
const LEAST_SIGMA = 0.01
const LEAST_SHARE = 0.1

/**
 * The control chart over verifications of one instrument by one model, in any order: mean dE00, or RMSE x 1000 where one
 * of them has no colour. Undefined without any.
 */
export function verificationChart(verifications: readonly Verification[]): VerificationChart | undefined {
  if (verifications.length === 0) return undefined
  const oldestFirst = [...verifications].sort((a, b) => a.at.localeCompare(b.at) || a.id - b.id)
  const colour = oldestFirst.every(({ corrected }) => corrected.dE00 !== null)
  const values = oldestFirst.map(({ corrected: { dE00, rmse } }) =>
    colour ? (dE00?.mean ?? 0) : rmse * 1000,
  )
  const first = values.slice(0, FIRST)
  const baseline = mean(first)
  const sigma = controlSigma(first, Math.max(LEAST_SIGMA, LEAST_SHARE * baseline))
  const { points, ...limits } = chartHistory(values, baseline, sigma)
  return {
    ...limits,
    unit: colour ? 'dE00' : 'RMSE x 1000',
    baseline,
    points: oldestFirst.flatMap(({ id, at }, i) => {
      const point = points[i]
      return point ? [{ id, at, value: values[i] ?? 0, ...point }] : []
    }),
  }
}
