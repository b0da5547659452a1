import { extendedRidge, extension, pulls, ridgeResiduals } from '../linear/extended-ridge.ts'
import { columnMeans, leadingColumns, scaled } from '../linear/matrix.ts'
import { crossProduct, multiply } from '../linear/multiply.ts'
import type { AffineMap, Matrix, PairTable } from '../service.ts'
import { affineArrays, affineOf, applyAffine } from './affine.ts'
import type { Fitted, Method, MethodParameters } from './method.ts'
import { chooseQuadratic, extraOf, groundOf, products, type QuadraticChoice } from './quadratic-choice.ts'
import { scoresOf } from './score-space.ts'
import { storedArray, storedMatrix } from './stored-array.ts'

/** The linear part and what products of scores add. */
interface Quadratic {
  readonly linear: AffineMap
  /** bands x components. */
  readonly loadings: Matrix
  /** products x bands. */
  readonly bending: Matrix
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

/** Ridge on all bands and the products of the leading scores. @param given chosen by leave-one-out when absent */
export function fitQuadratic(pairs: PairTable, given?: QuadraticChoice): Fitted {
  const ground = groundOf(pairs)
  const choice = given ?? chooseQuadratic(ground)
  const { components, scale, lambda } = choice
  const loadings = leadingColumns(ground.loadings, components)
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
