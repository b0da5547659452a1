import { crossProduct } from '../linear/multiply.ts'
import { zeros } from '../linear/matrix.ts'
import { leaveOneOutResiduals, ridgeCoefficients, ridgePath } from '../linear/ridge-path.ts'
import type { Matrix } from '../service.ts'
import { chooseShrinkage } from './shrinkage.ts'

const sumOfSquares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)

/** Coefficients of a small correction: errors = x change + constant. */
export interface ShrunkCoefficients {
  readonly change: Matrix
  readonly constant: Float64Array
  readonly penalty: number
}

/**
 * Ridge of `errors` (n x b) on `x` (n x p) and a constant, all coefficients drawn to zero by one penalty, which
 * leave-one-patch-out chooses; where nothing helps all are zero. The constant counts as a feature of half the
 * root mean square length of a spectrum: smaller, and a plain offset is not learnt; larger, and it is all that is.
 */
export function shrunkCoefficients(x: Matrix, errors: Matrix): ShrunkCoefficients {
  const unit = sumOfSquares(x.data) / Math.max(1, x.rows)
  const constantFeature = Math.sqrt(unit) / 2
  const features = zeros(x.rows, x.columns + 1)
  for (let i = 0; i < x.rows; i++) {
    features.data.set(x.data.subarray(i * x.columns, (i + 1) * x.columns), i * features.columns)
    features.data[(i + 1) * features.columns - 1] = constantFeature
  }
  const path = ridgePath(features, false)
  const projected = crossProduct(path.basis, errors)
  const penalty = chooseShrinkage(
    unit,
    (lambda) => sumOfSquares(leaveOneOutResiduals(path, projected, errors, lambda).data),
    sumOfSquares(errors.data),
  )
  const all = Number.isFinite(penalty)
    ? ridgeCoefficients(path, projected, penalty)
    : zeros(features.columns, errors.columns)
  return {
    change: { rows: x.columns, columns: errors.columns, data: all.data.slice(0, x.columns * errors.columns) },
    constant: all.data.subarray(x.columns * errors.columns).map((value) => value * constantFeature),
    penalty,
  }
}
