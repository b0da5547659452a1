import { centred, columnMeans, scaled, transposed } from '../linear/matrix.ts'
import { symmetricInverse } from '../linear/inverse.ts'
import { crossProduct, gram, multiply } from '../linear/multiply.ts'
import { ridgePath } from '../linear/ridge-path.ts'
import { choosePenalty } from '../linear/ridge-penalty.ts'
import type { AffineMap, Matrix, PairTable } from '../service.ts'
import { affineArrays, affineOf, applyAffine } from './affine.ts'
import { centredKernel, gaussians } from './gaussian-kernel.ts'
import type { Fitted, FitContext, Method, MethodParameters } from './method.ts'
import { scoreLoadings, scoresOf } from './score-space.ts'
import { storedArray, storedMatrix } from './stored-array.ts'

const COMPONENTS = 8
/** 1 / squared width of the Gaussians, in units of the first score. */
const SHARPNESS = [0.1, 0.5, 2]
/** Variance of the Gaussian part in units of the noise. */
const WEIGHTS = [1, 10, 100, 1000]

/** A choice of the kernel x x' / lambda + weight exp(-sharpness |z - z'|^2). */
export interface KernelChoice {
  readonly lambda: number
  readonly sharpness: number
  readonly weight: number
}

/** The linear part, and Gaussians on the scores of the plate's patches. */
interface KernelModel {
  readonly linear: AffineMap
  /** bands x components; the sharpness is part of them. */
  readonly loadings: Matrix
  /** patches x components. */
  readonly points: Matrix
  /** patches x bands. */
  readonly weights: Matrix
}

function kernelFitted(model: KernelModel, parameters: MethodParameters): Fitted {
  const { linear, loadings, points, weights } = model
  const predict = (x: Matrix): Matrix => {
    const result = applyAffine(linear, x)
    const added = multiply(gaussians(scoresOf(x, linear.centre, loadings), points), weights)
    for (let at = 0; at < result.data.length; at++)
      result.data[at] = (result.data[at] ?? 0) + (added.data[at] ?? 0)
    return result
  }
  const arrays = {
    ...affineArrays(linear),
    loadings: loadings.data,
    points: points.data,
    weights: weights.data,
  }
  return { parameters, arrays, predict }
}

/** (linear + weight gaussian + I)^-1, both parts centred. */
function dual(linear: Matrix, gaussian: Matrix, weight: number): Matrix {
  const data = linear.data.map((value, at) => value + weight * (gaussian.data[at] ?? 0))
  for (let i = 0; i < linear.rows; i++) data[i * (linear.rows + 1)] = (data[i * (linear.rows + 1)] ?? 0) + 1
  return symmetricInverse({ ...linear, data })
}

/** Sum of squared leave-one-out residuals (M C)_i / (M_ii - 1/n), the intercept's share being 1/n. */
function pressOf(inverse: Matrix, pulled: Matrix): number {
  let press = 0
  for (const [at, value] of pulled.data.entries()) {
    const i = Math.floor(at / pulled.columns)
    press += (value / Math.max(1e-12, (inverse.data[i * (inverse.rows + 1)] ?? 0) - 1 / inverse.rows)) ** 2
  }
  return press
}

/**
 * Kernel ridge regression, linear plus Gaussian on the leading scores; the penalty of the linear part is that of
 * ridge alone, the Gaussian is chosen by closed-form leave-one-out.
 * @param given chosen from the pairs when absent @throws the reason of the signal
 */
export function fitKernel({ x, y }: PairTable, signal: AbortSignal, given?: KernelChoice): Fitted {
  const [centre, mean] = [columnMeans(x), columnMeans(y)]
  const [samples, targets] = [centred(x, centre), centred(y, mean)]
  const path = ridgePath(samples)
  const lambda = given?.lambda ?? choosePenalty(path, crossProduct(path.basis, targets), targets)
  const linear = scaled(gram(transposed(samples)), 1 / lambda)
  const loadings = scoreLoadings(path, COMPONENTS)
  let best: { press: number; choice: KernelChoice; model: () => KernelModel } | undefined
  for (const sharpness of given ? [given.sharpness] : SHARPNESS) {
    const sharpened = scaled(loadings, Math.sqrt(sharpness))
    const points = multiply(samples, sharpened)
    const { kernel, means } = centredKernel(gaussians(points, points))
    for (const weight of given ? [given.weight] : WEIGHTS) {
      signal.throwIfAborted()
      const inverse = dual(linear, kernel, weight)
      const pulled = multiply(inverse, targets)
      const press = pressOf(inverse, pulled)
      if (best && best.press <= press) continue
      const model = (): KernelModel => {
        const weights = scaled(pulled, weight)
        const shift = multiply({ rows: 1, columns: means.length, data: means }, weights)
        const constant = mean.map((value, j) => value - (shift.data[j] ?? 0))
        const coefficients = scaled(crossProduct(samples, pulled), 1 / lambda)
        return { linear: { centre, mean: constant, coefficients }, loadings: sharpened, points, weights }
      }
      best = { press, choice: { lambda, sharpness, weight }, model }
    }
  }
  if (!best) throw new RangeError('no kernel has a finite error')
  return kernelFitted(best.model(), { ...best.choice })
}

/** Kernel ridge regression with a linear and a Gaussian kernel. */
export const kernel: Method = {
  name: 'kernel',
  title: 'Kernel ridge',
  assumptions:
    'Smooth curvature of any shape; at least a hundred pairs. Far from the plate only its linear part is left.',
  minimumPairs: 8,
  fit: async (pairs, { signal }: FitContext) => fitKernel(pairs, signal),
  restore: async (arrays, parameters) => {
    const linear = affineOf({ arrays })
    const [bands, loadings] = [linear.mean.length, storedArray(arrays, 'loadings')]
    const components = loadings.length / bands
    const weights = storedMatrix(arrays, 'weights', bands)
    const points = { rows: weights.rows, columns: components, data: storedArray(arrays, 'points') }
    return kernelFitted(
      { linear, loadings: { rows: bands, columns: components, data: loadings }, points, weights },
      parameters,
    )
  },
}
