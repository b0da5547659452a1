import { mean } from '../../../spectra/metrics.ts'
import { kennardStone } from '../../kennard-stone.ts'
import { centred, rowMeanSquares, rowOf, takeRows, zeros } from '../../linear/matrix.ts'
import { crossProduct, multiply } from '../../linear/multiply.ts'
import { leaveOneOutResiduals, ridgeCoefficients, ridgePath } from '../../linear/ridge-path.ts'
import { symmetricEigen } from '../../linear/symmetric-eigen.ts'
import { pairedDifference } from '../../paired.ts'
import type { Matrix } from '../../service.ts'

const COMPONENTS = 8
/** So many patches stand for all: their Gaussians reach everywhere on the plate. */
const MOST_CENTRES = 64
/** Sharpness of the Gaussians, in squared units of the strongest score, and penalties. */
const SHARPNESS = [0.03, 0.1, 0.3, 1, 3]
const PENALTIES = [0.01, 0.1, 1, 10, 100]
const LEAST_EIGENVALUE = 1e-8
/** Standard errors by which the leave-one-out error must fall. */
const NEEDED = 2

/** What the linear expert leaves, as a sum of Gaussians around patches: nothing far away from all of them. */
export interface KernelStage {
  /** Mean of the plate's spectra. */
  readonly centre: Float64Array
  /** bands x components: scores in units of the strongest. */
  readonly loadings: Matrix
  /** Scores of the patches the Gaussians stand on. */
  readonly points: Matrix
  /** patches x bands. */
  readonly weights: Matrix
  readonly sharpness: number
}

/** Gaussians exp(-sharpness |a_i - b_j|^2) between the rows of two tables. */
function gaussians(a: Matrix, b: Matrix, sharpness: number): Matrix {
  const result = zeros(a.rows, b.rows)
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) {
      const other = rowOf(b, j)
      const squared = rowOf(a, i).reduce((sum, value, k) => sum + (value - (other[k] ?? 0)) ** 2, 0)
      result.data[i * b.rows + j] = Math.exp(-sharpness * squared)
    }
  return result
}

/** Columns k < count of `matrix`, each times its factor. */
function scaledColumns(matrix: Matrix, factors: Float64Array): Matrix {
  const result = zeros(matrix.rows, factors.length)
  for (let i = 0; i < matrix.rows; i++)
    for (const [k, factor] of factors.entries())
      result.data[i * factors.length + k] = factor * (matrix.data[i * matrix.columns + k] ?? 0)
  return result
}

function scoreLoadings(samples: Matrix): Matrix | undefined {
  const { values, loadings, primal } = ridgePath(samples)
  const strongest = Math.sqrt((values[0] ?? 0) / samples.rows)
  if (!(strongest > 0)) return undefined
  const kept = values.slice(0, Math.min(COMPONENTS, samples.rows - 2)).filter((value) => value > 0)
  return scaledColumns(
    loadings,
    kept.map((value) => 1 / strongest / (primal ? 1 : Math.sqrt(value))),
  )
}

/**
 * Kernel ridge on a subset of regressors (Smola, Bartlett 2001) for what a linear expert leaves of its patches when
 * they take no part. Undefined unless the leave-one-out error falls by more than two standard errors.
 * @param residual leave-one-out residuals of the expert, one row for each of `p`
 */
export function fitKernelStage(p: Matrix, residual: Matrix, centre: Float64Array): KernelStage | undefined {
  const samples = centred(p, centre)
  const loadings = p.rows > 2 ? scoreLoadings(samples) : undefined
  if (!loadings) return undefined
  const scores = multiply(samples, loadings)
  const points = takeRows(scores, kennardStone(scores, MOST_CENTRES))
  const before = rowMeanSquares(residual)
  let best: { error: number; after: Float64Array; stage: () => KernelStage } | undefined
  for (const sharpness of SHARPNESS) {
    const { values, vectors } = symmetricEigen(gaussians(points, points, sharpness))
    const whiten = scaledColumns(
      vectors,
      values.filter((value) => value > LEAST_EIGENVALUE).map((value) => 1 / Math.sqrt(value)),
    )
    const path = ridgePath(multiply(gaussians(scores, points, sharpness), whiten), false)
    const projected = crossProduct(path.basis, residual)
    for (const penalty of PENALTIES) {
      const after = rowMeanSquares(leaveOneOutResiduals(path, projected, residual, penalty))
      const error = mean(after)
      if (best && best.error <= error) continue
      const stage = (): KernelStage => {
        const weights = multiply(whiten, ridgeCoefficients(path, projected, penalty))
        return { centre, loadings, points, weights, sharpness }
      }
      best = { error, after, stage }
    }
  }
  if (!best) return undefined
  const gain = pairedDifference(before, best.after)
  return gain.mean > NEEDED * gain.standardError ? best.stage() : undefined
}

/** What the stage adds to every row of the linear expert's answer. */
export function kernelAddition(stage: KernelStage, p: Matrix): Matrix {
  const scores = multiply(centred(p, stage.centre), stage.loadings)
  return multiply(gaussians(scores, stage.points, stage.sharpness), stage.weights)
}
