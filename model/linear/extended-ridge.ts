import type { Matrix } from '../service.ts'
import { crossProduct, multiply } from './multiply.ts'
import { freedom, type RidgePath, scaledRows, smoothing } from './ridge-path.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/**
 * Ridge on samples A and extra features F of weight w: M = (A A' / lambda + w F F' + I)^-1 for every weight, from
 * the ridge path of A and one small decomposition. With G = (A A' / lambda + I)^-1 and F'G F = V S V',
 * M = G - T diag(1 / (1 / w + S)) T' where T = G F V (Woodbury).
 */
export interface ExtendedRidge {
  /** G C: the targets without what the samples alone explain, n x b. */
  readonly residuals: Matrix
  /** T, n x m. */
  readonly turned: Matrix
  /** T'C, m x b. */
  readonly projected: Matrix
  /** S. */
  readonly values: Float64Array
  /** 1 - leverage of each sample without the extra features. */
  readonly room: Float64Array
}

/** c - A (A'A + lambda I)^-1 A'c, column by column. */
export function ridgeResiduals(path: RidgePath, columns: Matrix, lambda: number): Matrix {
  const explained = multiply(
    path.basis,
    scaledRows(crossProduct(path.basis, columns), smoothing(path, lambda)),
  )
  const data = explained.data.map((value, at) => (columns.data[at] ?? 0) - value)
  return { ...columns, data }
}

/** What extra features change at one penalty, before any targets. */
export type Extension = Pick<ExtendedRidge, 'turned' | 'values' | 'room'>

/** @param extra F, n x m, centred like A @param left G F, where it is known already */
export function extension(
  path: RidgePath,
  lambda: number,
  extra: Matrix,
  left = ridgeResiduals(path, extra, lambda),
): Extension {
  const { values, vectors } = symmetricEigen(crossProduct(extra, left))
  return { turned: multiply(left, vectors), values, room: freedom(path, smoothing(path, lambda)) }
}

/** The extension with its targets. @param residuals `ridgeResiduals` of the targets at the same penalty */
export function extendedRidge(found: Extension, targets: Matrix, residuals: Matrix): ExtendedRidge {
  return { ...found, residuals, projected: crossProduct(found.turned, targets) }
}

const shares = (values: Float64Array, weight: number): Float64Array =>
  values.map((value) => 1 / (1 / weight + value))

/** M C: what each sample pulls, n x b. Coefficients are A'(M C) / lambda and w F'(M C). */
export function pulls({ residuals, turned, projected, values }: ExtendedRidge, weight: number): Matrix {
  const change = multiply(turned, scaledRows(projected, shares(values, weight)))
  return { ...residuals, data: residuals.data.map((value, at) => value - (change.data[at] ?? 0)) }
}

/** Leave-one-out residuals (n x b) for one weight, those of the intercept included. */
export function extendedLeaveOneOut(ridge: ExtendedRidge, weight: number): Matrix {
  const { turned, room, values } = ridge
  const share = shares(values, weight)
  const result = pulls(ridge, weight)
  for (let i = 0; i < result.rows; i++) {
    let left = room[i] ?? 0
    for (let k = 0; k < turned.columns; k++)
      left -= (share[k] ?? 0) * (turned.data[i * turned.columns + k] ?? 0) ** 2
    const scale = 1 / Math.max(1e-12, left)
    for (let at = i * result.columns; at < (i + 1) * result.columns; at++)
      result.data[at] = (result.data[at] ?? 0) * scale
  }
  return result
}
