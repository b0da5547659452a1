import { type Fold, foldsOf, seededFolds } from '../../folds.ts'
import { cholesky } from '../../linear/cholesky.ts'
import { centred, columnMeans, difference, takeRows, transposed } from '../../linear/matrix.ts'
import { gram, multiply } from '../../linear/multiply.ts'
import { solveCholesky } from '../../linear/solve.ts'
import type { Matrix } from '../../service.ts'
import { columnMeanSquares, plus, plusDiagonal, smoothKernel, times } from './smooth-kernel.ts'

/** Squared reflectance of what plate spectra may do besides what the plate shows, and how smooth it is. */
export const SMOOTH_VARIANCE = 1e-5
export const SMOOTH_LENGTH_NM = 25
/** Noise below this (squared reflectance) is not believed. */
export const LEAST_NOISE = 1e-10
/** How much the measured difference is trusted to be noise. */
const NOISE_FACTORS = [0.03, 0.1, 0.3, 1, 3]

/** What a Wiener filter is made of: S the spread of true spectra, noise the variance of what was measured. */
interface Spread {
  readonly centre: Float64Array
  readonly mean: Float64Array
  readonly signal: Matrix
  readonly noise: Float64Array
}

function spreadOf(p: Matrix, y: Matrix, smooth: Matrix): Spread {
  const [centre, mean] = [columnMeans(p), columnMeans(y)]
  const target = centred(y, mean)
  const noise = columnMeanSquares(difference(centred(p, centre), target), LEAST_NOISE)
  return { centre, mean, signal: plus(times(gram(target), 1 / y.rows), smooth), noise }
}

/** Coefficients (S + nu N)^-1 S of the Wiener filter (p - centre) W0 + mean. */
function coefficientsOf({ signal, noise }: Spread, factor: number): Matrix {
  return solveCholesky(cholesky(plusDiagonal(signal, noise, factor)), signal)
}

/** Squared error of the filter on rows it was not made from. */
function foldError(spread: Spread, factor: number, p: Matrix, y: Matrix): number {
  const factored = cholesky(plusDiagonal(spread.signal, spread.noise, factor))
  const weights = transposed(solveCholesky(factored, transposed(centred(p, spread.centre))))
  const errors = difference(multiply(weights, spread.signal), centred(y, spread.mean))
  return errors.data.reduce((sum, error) => sum + error * error, 0)
}

function chooseFactor(p: Matrix, y: Matrix, smooth: Matrix, folds: readonly Fold[]): number {
  const errors = NOISE_FACTORS.map(() => 0)
  for (const { training, test } of folds) {
    const spread = spreadOf(takeRows(p, training), takeRows(y, training), smooth)
    const [outside, truth] = [takeRows(p, test), takeRows(y, test)]
    for (const [k, factor] of NOISE_FACTORS.entries())
      errors[k] = (errors[k] ?? 0) + foldError(spread, factor, outside, truth)
  }
  return NOISE_FACTORS[errors.indexOf(Math.min(...errors))] ?? 1
}

/** A Wiener filter of spectra that are nearly right already, with the noise factor it was made with. */
export interface Wiener {
  readonly centre: Float64Array
  readonly mean: Float64Array
  /** bands x bands: (p - centre) W0 + mean. */
  readonly coefficients: Matrix
  readonly noiseFactor: number
}

/**
 * The linear map with the least expected squared error (Wiener 1949) between physically corrected spectra and the
 * plate's true ones, both taken as Gaussian with the plate's own spread.
 * @param noiseFactor by five-fold cross-validation when absent
 */
export function fitWiener(
  p: Matrix,
  y: Matrix,
  wavelengthNm: Float64Array,
  seed: number,
  noiseFactor?: number,
): Wiener {
  const smooth = smoothKernel(wavelengthNm, SMOOTH_LENGTH_NM, SMOOTH_VARIANCE)
  const factor = noiseFactor ?? chooseFactor(p, y, smooth, foldsOf(seededFolds(p.rows, seed)))
  const spread = spreadOf(p, y, smooth)
  const { centre, mean } = spread
  return { centre, mean, coefficients: coefficientsOf(spread, factor), noiseFactor: factor }
}
