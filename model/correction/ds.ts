import { centred, columnMeans, rowOf } from '../linear/matrix.ts'
import { crossProduct, multiply } from '../linear/multiply.ts'
import { principalComponents, scaledColumns } from '../linear/principal-components.ts'
import type { Matrix, PairTable } from '../service.ts'
import { affineAfterwards, affineFitted } from './affine.ts'
import type { Fitted, Method } from './method.ts'

/** More directions than these have not been of use on any plate; the data decide up to here. */
const MOST_RANK = 40
/** A sample that decides its own prediction alone tells nothing about others. */
const LEAST_FREEDOM = 1e-3

/**
 * The rank with the least leave-one-out error, in closed form: each direction takes its part out of the residuals
 * and adds to the leverages.
 * @param scores orthonormal, n x k @param projected scores' targets
 */
function chooseRank(scores: Matrix, projected: Matrix, targets: Matrix): number {
  const residuals = targets.data.slice()
  const leverage = new Float64Array(targets.rows).fill(1 / targets.rows)
  let [chosen, least] = [0, Infinity]
  for (let k = 0; k < scores.columns; k++) {
    const direction = rowOf(projected, k)
    let press = 0
    for (let i = 0; i < targets.rows; i++) {
      const score = scores.data[i * scores.columns + k] ?? 0
      leverage[i] = (leverage[i] ?? 0) + score * score
      let squares = 0
      for (let j = 0, at = i * targets.columns; j < targets.columns; j++, at++) {
        const residual = (residuals[at] ?? 0) - score * (direction[j] ?? 0)
        residuals[at] = residual
        squares += residual * residual
      }
      press += squares / Math.max(LEAST_FREEDOM, 1 - (leverage[i] ?? 0)) ** 2
    }
    if (press < least) [chosen, least] = [k + 1, press]
  }
  return chosen
}

/**
 * Direct standardisation W = A+ C, the pseudo-inverse cut off at a rank.
 * @param rank chosen by leave-one-out when absent
 */
export function fitDirect(pairs: PairTable, rank?: number): Fitted {
  const centre = columnMeans(pairs.x)
  const mean = columnMeans(pairs.y)
  const targets = centred(pairs.y, mean)
  const most = rank ?? Math.max(1, Math.min(MOST_RANK, pairs.x.rows - 3))
  const { singular, scores, loadings } = principalComponents(centred(pairs.x, centre), most)
  const projected = crossProduct(scores, targets)
  const chosen = rank ?? chooseRank(scores, projected, targets)
  const inverse = singular.subarray(0, chosen).map((value) => 1 / value)
  const kept = {
    ...projected,
    rows: inverse.length,
    data: projected.data.subarray(0, inverse.length * mean.length),
  }
  const coefficients = multiply(scaledColumns(loadings, inverse), kept)
  return affineFitted({ centre, mean, coefficients }, { rank: inverse.length })
}

/** Direct standardisation as published (Wang, Veltkamp, Kowalski 1991, Anal. Chem. 63, 2750). */
export const ds: Method = {
  name: 'ds',
  title: 'Direct standardisation',
  assumptions:
    'The difference between the instruments shows in a few directions in which the plate varies most.',
  minimumPairs: 6,
  fit: async (pairs) => fitDirect(pairs),
  ...affineAfterwards,
}
