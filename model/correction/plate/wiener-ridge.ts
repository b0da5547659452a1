import { centred, difference, rowMeanSquares } from '../../linear/matrix.ts'
import { crossProduct, multiply } from '../../linear/multiply.ts'
import { leaveOneOutResiduals, ridgeCoefficients, ridgePath } from '../../linear/ridge-path.ts'
import { pairedDifference } from '../../paired.ts'
import { mean } from '../../../spectra/metrics.ts'
import type { AffineMap, Matrix } from '../../service.ts'
import { plus, times } from './smooth-kernel.ts'
import { fitWiener } from './wiener.ts'

/** 1e-4 .. 1e2, four per decade. */
const PENALTIES = Float64Array.from({ length: 25 }, (_, k) => 10 ** (-4 + k / 4))

/** The expert for spectra like those of the plate. */
export interface PlateExpert {
  readonly map: AffineMap
  readonly noiseFactor: number
  /** Infinity: the Wiener filter alone. */
  readonly penalty: number
  /** What is left of each row when it takes no part in the ridge. */
  readonly leaveOneOut: Matrix
}

/** Hyper-parameters that are not to be chosen from the data. */
export interface FixedChoice {
  readonly noiseFactor?: number
  readonly penalty?: number
}

/**
 * W = W0 + (A'A + lambda I)^-1 A'(C - A W0): a Wiener filter, and a ridge of what it leaves. The largest penalty
 * within one standard error (paired over patches) of the least leave-one-out error is taken, infinity included, so
 * that few patches leave the filter alone.
 */
export function fitPlateExpert(
  p: Matrix,
  y: Matrix,
  wavelengthNm: Float64Array,
  seed: number,
  fixed: FixedChoice = {},
): PlateExpert {
  const {
    centre,
    mean: level,
    coefficients,
    noiseFactor,
  } = fitWiener(p, y, wavelengthNm, seed, fixed.noiseFactor)
  const samples = centred(p, centre)
  const targets = difference(centred(y, level), multiply(samples, coefficients))
  const path = ridgePath(samples)
  const projected = crossProduct(path.basis, targets)
  // Without a ridge only the mean is fitted, which costs 1 / n.
  const alone = times(targets, p.rows / Math.max(1, p.rows - 1))
  const residuals = (penalty: number): Matrix =>
    Number.isFinite(penalty) ? leaveOneOutResiduals(path, projected, targets, penalty) : alone
  const penalty = fixed.penalty ?? choosePenalty((one) => rowMeanSquares(residuals(one)))
  const change = Number.isFinite(penalty) ? ridgeCoefficients(path, projected, penalty) : undefined
  return {
    map: { centre, mean: level, coefficients: change ? plus(coefficients, change) : coefficients },
    noiseFactor,
    penalty,
    leaveOneOut: residuals(penalty),
  }
}

/** @param errorsAt squared leave-one-out error of each row at a penalty */
function choosePenalty(errorsAt: (penalty: number) => Float64Array): number {
  const tried = [...PENALTIES, Infinity].map((penalty) => ({ penalty, errors: errorsAt(penalty) }))
  const least = tried.reduce((best, one) => (mean(one.errors) < mean(best.errors) ? one : best))
  const within = tried.filter(({ errors }) => {
    const difference = pairedDifference(errors, least.errors)
    return difference.mean <= difference.standardError
  })
  return within.at(-1)?.penalty ?? least.penalty
}
