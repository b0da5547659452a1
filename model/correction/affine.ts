import { centred, difference, rowOf, zeros } from '../linear/matrix.ts'
import { multiply } from '../linear/multiply.ts'
import type { AffineMap, Matrix, PairTable } from '../service.ts'
import type { Fitted, Method, MethodParameters, NamedArrays } from './method.ts'
import { penaltyParameter } from './shrinkage.ts'
import { shrunkCoefficients } from './shrunk-coefficients.ts'
import { storedArray, storedMatrix } from './stored-array.ts'

/** (x - centre) W + mean for every row. */
export function applyAffine(map: AffineMap, x: Matrix): Matrix {
  const result = multiply(centred(x, map.centre), map.coefficients)
  for (let i = 0; i < result.rows; i++) {
    const row = rowOf(result, i)
    for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) + (map.mean[j] ?? 0)
  }
  return result
}

/** An affine map as arrays for a bundle. */
export function affineArrays({ centre, mean, coefficients }: AffineMap): NamedArrays {
  return { centre, mean, coefficients: coefficients.data }
}

/** An affine map as a fitted method. */
export function affineFitted(map: AffineMap, parameters: MethodParameters): Fitted {
  return { parameters, arrays: affineArrays(map), predict: (x) => applyAffine(map, x) }
}

/** The affine map inside a fitted or stored model. @throws Problem MODEL_DAMAGED */
export function affineOf(fitted: Pick<Fitted, 'arrays'>): AffineMap {
  const centre = storedArray(fitted.arrays, 'centre')
  const mean = storedArray(fitted.arrays, 'mean')
  return { centre, mean, coefficients: storedMatrix(fitted.arrays, 'coefficients', mean.length) }
}

/**
 * Minimises |Y - X B|^2 + lambda |B - B_old|^2 over the fresh pairs: the old coefficients change only as far as
 * the pairs carry. The mean of Y moves as one more penalised coefficient.
 */
function recalibrateAffine(old: Fitted, fresh: PairTable): Fitted {
  const map = affineOf(old)
  const bands = map.mean.length
  const errors = difference(fresh.y, applyAffine(map, fresh.x))
  const { change, constant, penalty } = shrunkCoefficients(centred(fresh.x, map.centre), errors)
  const coefficients = zeros(map.coefficients.rows, bands)
  for (let i = 0; i < coefficients.data.length; i++)
    coefficients.data[i] = (map.coefficients.data[i] ?? 0) + (change.data[i] ?? 0)
  const mean = map.mean.map((value, j) => value + (constant[j] ?? 0))
  return affineFitted(
    { centre: map.centre, mean, coefficients },
    { ...old.parameters, recalibrationPenalty: penaltyParameter(penalty) },
  )
}

/** What all affine methods share once they are fitted. */
export const affineAfterwards = {
  restore: async (arrays, parameters) => affineFitted(affineOf({ arrays }), parameters),
  recalibrate: recalibrateAffine,
  affine: (arrays) => affineOf({ arrays }),
} satisfies Partial<Method>
