import { mean } from '../spectra/metrics.ts'

/** Mean of paired differences over samples and its standard error. */
export interface PairedDifference {
  readonly mean: number
  readonly standardError: number
}

/** a - b, sample by sample. */
export function pairedDifference(a: ArrayLike<number>, b: ArrayLike<number>): PairedDifference {
  const differences = Array.from(a, (value, i) => value - (b[i] ?? 0))
  const centre = mean(differences)
  const squares = differences.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  const degrees = Math.max(1, differences.length - 1)
  return { mean: centre, standardError: Math.sqrt(squares / degrees / Math.max(1, differences.length)) }
}

/** Whether a's errors are smaller than b's by more than one standard error of the paired difference. */
export function clearlyBetter(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  const difference = pairedDifference(a, b)
  return difference.mean < 0 && -difference.mean > difference.standardError
}

/** Difference in units of its standard error; 0 when there is none. */
export function inStandardErrors({ mean: difference, standardError }: PairedDifference): number {
  if (difference === 0) return 0
  return standardError === 0 ? Math.sign(difference) * Infinity : difference / standardError
}
