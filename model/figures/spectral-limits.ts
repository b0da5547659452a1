import type { Matrix } from '../service.ts'
import {
  centred,
  columnMeans,
  difference,
  leadingColumns,
  rowMeanSquares,
  scaled,
  takeRows,
  transposed,
} from '../linear/matrix.ts'
import { gram, multiply } from '../linear/multiply.ts'
import { principalComponents } from '../linear/principal-components.ts'
import { fQuantile, normalQuantile } from './distributions.ts'

/** Share of regular spectra within each limit. */
const INSIDE = 0.99
/** The components explain this share of the variance; the rest is the residual. */
const EXPLAINED = 0.999
const MOST_COMPONENTS = 20

/** The space of training spectra and the limits of its two distances. */
export interface SpectralLimits {
  readonly samples: number
  readonly mean: Float64Array
  /** bands x components. */
  readonly loadings: Matrix
  /** Variance along each component. */
  readonly variances: Float64Array
  readonly t2Limit: number
  readonly qLimit: number
}

/**
 * Principal components of training spectra, as many as explain 99.9 % of the variance (at most 20 and a third of the
 * samples), with 99 % limits.
 *
 * T2 of a new spectrum: A (n^2 - 1) / (n (n - A)) F(A, n - A) (Hotelling; Tracy, Young, Mason 1992). Q: with the
 * remaining eigenvalues' sums of powers th1, th2, th3 and h = 1 - 2 th1 th3 / (3 th2^2),
 * th1 (z h sqrt(2 th2) / th1 + 1 + th2 h (h - 1) / th1^2)^(1/h); h keeps its sign, so that the limit stays an upper one
 * (Jackson and Mudholkar 1979).
 */
export function spectralLimits(x: Matrix): SpectralLimits {
  const mean = columnMeans(x)
  const data = centred(x, mean)
  const { rows } = x
  const most = Math.max(1, Math.min(MOST_COMPONENTS, Math.floor(rows / 3), x.columns))
  const { singular, loadings } = principalComponents(data, most)
  const variances = singular.map((value) => value ** 2 / (rows - 1))
  const total = data.data.reduce((sum, value) => sum + value * value, 0) / (rows - 1)
  let components = 0
  for (let sum = 0; components < variances.length && sum < EXPLAINED * total; components++)
    sum += variances[components] ?? 0
  const kept = leadingColumns(loadings, components)
  return {
    samples: rows,
    mean,
    loadings: kept,
    variances: variances.slice(0, components),
    t2Limit:
      components === 0
        ? 0
        : ((components * (rows ** 2 - 1)) / (rows * (rows - components))) *
          fQuantile(INSIDE, components, rows - components),
    qLimit: qLimit(difference(data, multiply(multiply(data, kept), transposed(kept)))),
  }
}

/** Powers of the eigenvalues as traces of powers of the residuals' covariance: no eigenvalues are needed. */
function qLimit(residual: Matrix): number {
  const covariance = scaled(gram(residual), 1 / (residual.rows - 1))
  const square = multiply(covariance, covariance)
  let [th1, th2, th3] = [0, 0, 0]
  for (const [at, value] of covariance.data.entries()) {
    if (at % (covariance.columns + 1) === 0) th1 += value
    th2 += value * value
    th3 += value * (square.data[at] ?? 0)
  }
  if (th2 === 0) return 0
  const h = 1 - (2 * th1 * th3) / (3 * th2 ** 2)
  const z = normalQuantile(INSIDE)
  return th1 * ((z * h * Math.sqrt(2 * th2)) / th1 + 1 + (th2 * h * (h - 1)) / th1 ** 2) ** (1 / h)
}

/** T2 and Q (squared distance in the unit of the spectra) of every row. */
export function spectralDistances(
  { mean, loadings, variances }: SpectralLimits,
  x: Matrix,
): { readonly t2: Float64Array; readonly q: Float64Array } {
  const offsets = centred(x, mean)
  const scores = multiply(offsets, loadings)
  const t2 = new Float64Array(x.rows)
  const q = rowMeanSquares(offsets).map((square) => square * x.columns)
  for (let i = 0; i < x.rows; i++)
    for (const [k, variance] of variances.entries()) {
      const square = (scores.data[i * variances.length + k] ?? 0) ** 2
      t2[i] = (t2[i] ?? 0) + square / variance
      q[i] = (q[i] ?? 0) - square
    }
  return { t2, q: q.map((value) => Math.max(0, value)) }
}

/** Leverage of the training rows themselves: 1/n + T2 / (n - 1); its mean is (A + 1) / n. */
export function leverages(limits: SpectralLimits, training: Matrix): Float64Array {
  return spectralDistances(limits, training).t2.map((t2) => 1 / limits.samples + t2 / (limits.samples - 1))
}

/** Which rows lie beyond T2 or Q. */
export function beyondLimits(limits: SpectralLimits, x: Matrix): boolean[] {
  const { t2, q } = spectralDistances(limits, x)
  return Array.from(t2, (value, i) => value > limits.t2Limit || (q[i] ?? 0) > limits.qLimit)
}

/** Shares of rows beyond each limit when every row is judged by the rows of the other folds. */
export function heldOutShares(
  x: Matrix,
  folds: readonly { readonly training: readonly number[]; readonly test: readonly number[] }[],
): { readonly t2Above: number; readonly qAbove: number } {
  let [t2Above, qAbove, rows] = [0, 0, 0]
  for (const { training, test } of folds) {
    const limits = spectralLimits(takeRows(x, training))
    const { t2, q } = spectralDistances(limits, takeRows(x, test))
    t2Above += t2.filter((value) => value > limits.t2Limit).length
    qAbove += q.filter((value) => value > limits.qLimit).length
    rows += test.length
  }
  return { t2Above: t2Above / rows, qAbove: qAbove / rows }
}
