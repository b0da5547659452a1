import { centred, columnMeans, rowOf, zeros } from '../linear/matrix.ts'
import { crossProduct, multiply } from '../linear/multiply.ts'
import {
  extendedLeaveOneOut,
  extendedRidge,
  extension,
  pulls,
  ridgeResiduals,
} from '../linear/extended-ridge.ts'
import { type RidgePath, ridgePath } from '../linear/ridge-path.ts'
import { penaltyAt, penaltyGrid, penaltyScale, sketch, sumOfSquares } from '../linear/ridge-penalty.ts'
import type { Matrix, PairTable } from '../service.ts'
import { applyAffine, affineArrays, affineOf, type AffineMap } from './affine.ts'
import type { Fitted, Method, MethodParameters } from './method.ts'
import { scoreLoadings, scoresOf } from './score-space.ts'
import { storedArray, storedMatrix } from './stored-array.ts'

const COMPONENTS = [3, 4, 6, 8]
/** Size of a product of scores beside the scores themselves. */
const SCALES = [0.1, 0.3, 1, 3]
/** So many choices of the sketch are judged on all bands. */
const FINALISTS = 8

/** A choice of how much bending there may be. */
export interface QuadraticChoice {
  readonly components: number
  readonly scale: number
  readonly lambda: number
}

/** The linear part and what products of scores add. */
interface Quadratic {
  readonly linear: AffineMap
  /** bands x components. */
  readonly loadings: Matrix
  /** products x bands. */
  readonly bending: Matrix
}

/** All products z_i z_j with i <= j of each row: those of fewer components come first. */
function products(scores: Matrix, components: number): Matrix {
  const result = zeros(scores.rows, (components * (components + 1)) / 2)
  for (let row = 0; row < scores.rows; row++) {
    const z = rowOf(scores, row)
    let at = row * result.columns
    for (let j = 0; j < components; j++)
      for (let i = 0; i <= j; i++) result.data[at++] = (z[i] ?? 0) * (z[j] ?? 0)
  }
  return result
}

function quadraticFitted(model: Quadratic, parameters: MethodParameters): Fitted {
  const { linear, loadings, bending } = model
  const predict = (x: Matrix): Matrix => {
    const result = applyAffine(linear, x)
    const added = multiply(products(scoresOf(x, linear.centre, loadings), loadings.columns), bending)
    for (let at = 0; at < result.data.length; at++)
      result.data[at] = (result.data[at] ?? 0) + (added.data[at] ?? 0)
    return result
  }
  const arrays = { ...affineArrays(linear), loadings: loadings.data, bending: bending.data }
  return { parameters, arrays, predict }
}

/** Everything that does not depend on the choice. */
interface Ground {
  /** Square of what a scale is multiplied with: 1 for reflectance, so that the bands' unit does not matter. */
  readonly unit: number
  readonly centre: Float64Array
  readonly mean: Float64Array
  readonly samples: Matrix
  readonly targets: Matrix
  readonly path: RidgePath
  readonly loadings: Matrix
  readonly scores: Matrix
}

function groundOf({ x, y }: PairTable): Ground {
  const [centre, mean] = [columnMeans(x), columnMeans(y)]
  const samples = centred(x, centre)
  const path = ridgePath(samples)
  const loadings = scoreLoadings(path, Math.max(...COMPONENTS))
  const unit = penaltyScale(samples)
  return {
    unit,
    centre,
    mean,
    samples,
    path,
    loadings,
    targets: centred(y, mean),
    scores: multiply(samples, loadings),
  }
}

/** Products of the plate, centred. */
function extraOf({ scores }: Ground, components: number): Matrix {
  const raw = products(scores, components)
  return centred(raw, columnMeans(raw))
}

/** Leave-one-out errors of the scales at one penalty. */
function pressOf(ground: Ground, targets: Matrix, components: number, lambda: number): number[] {
  const found = extension(ground.path, lambda, extraOf(ground, components))
  const ridge = extendedRidge(found, targets, ridgeResiduals(ground.path, targets, lambda))
  return SCALES.map((scale) => sumOfSquares(extendedLeaveOneOut(ridge, (ground.unit * scale ** 2) / lambda)))
}

/** The choice with the least leave-one-out error: the best of a sketch of the targets, then all bands decide. */
function choose(ground: Ground): QuadraticChoice {
  const folded = sketch(ground.targets)
  const available = COMPONENTS.filter((count) => count <= ground.loadings.columns)
  const counts = available.length > 0 ? available : [ground.loadings.columns]
  const penalties = penaltyGrid(ground.path)
    .filter((_, i) => i % 2 === 0)
    .map(penaltyAt)
  const ranked = counts
    .flatMap((components) =>
      penalties.flatMap((lambda) =>
        pressOf(ground, folded, components, lambda).map((press, k) => ({
          components,
          lambda,
          scale: SCALES[k] ?? 1,
          press,
        })),
      ),
    )
    .sort((a, b) => a.press - b.press)
    .slice(0, FINALISTS)
    .map((one) => ({
      ...one,
      press:
        pressOf(ground, ground.targets, one.components, one.lambda)[SCALES.indexOf(one.scale)] ?? Infinity,
    }))
  const [first] = ranked
  if (!first) throw new RangeError('there is no choice')
  const { components, scale, lambda } = ranked.reduce(
    (best, one) => (one.press < best.press ? one : best),
    first,
  )
  return { components, scale, lambda }
}

/** Ridge on all bands and the products of the leading scores. @param given chosen by leave-one-out when absent */
export function fitQuadratic(pairs: PairTable, given?: QuadraticChoice): Fitted {
  const ground = groundOf(pairs)
  const choice = given ?? choose(ground)
  const { components, scale, lambda } = choice
  const loadings = {
    ...ground.loadings,
    columns: components,
    data: firstColumns(ground.loadings, components),
  }
  const extra = extraOf(ground, components)
  const residuals = ridgeResiduals(ground.path, ground.targets, lambda)
  const ridge = extendedRidge(extension(ground.path, lambda, extra), ground.targets, residuals)
  const pulled = pulls(ridge, (ground.unit * scale ** 2) / lambda)
  const coefficients = scaled(crossProduct(ground.samples, pulled), 1 / lambda)
  const bending = scaled(crossProduct(extra, pulled), (ground.unit * scale ** 2) / lambda)
  // The products were centred for the fit: their means at the plate go into the constant.
  const shift = multiply(
    { rows: 1, columns: extra.columns, data: columnMeans(products(ground.scores, components)) },
    bending,
  )
  const mean = ground.mean.map((value, j) => value - (shift.data[j] ?? 0))
  return quadraticFitted(
    { linear: { centre: ground.centre, mean, coefficients }, loadings, bending },
    { ...choice },
  )
}

const scaled = (matrix: Matrix, factor: number): Matrix => ({
  ...matrix,
  data: matrix.data.map((value) => value * factor),
})

function firstColumns(matrix: Matrix, count: number): Float64Array {
  const data = new Float64Array(matrix.rows * count)
  for (let i = 0; i < matrix.rows; i++) data.set(rowOf(matrix, i).subarray(0, count), i * count)
  return data
}

/** Ridge with products of principal scores as further features. */
export const quadratic: Method = {
  name: 'quadratic',
  title: 'Ridge with quadratic terms',
  assumptions:
    'Smooth curvature in a few directions; at least a hundred pairs, and nothing far from the plate.',
  minimumPairs: 8,
  fit: async (pairs) => fitQuadratic(pairs),
  restore: async (arrays, parameters) => {
    const linear = affineOf({ arrays })
    const [bands, data] = [linear.mean.length, storedArray(arrays, 'loadings')]
    const loadings = { rows: bands, columns: data.length / bands, data }
    return quadraticFitted({ linear, loadings, bending: storedMatrix(arrays, 'bending', bands) }, parameters)
  },
}
