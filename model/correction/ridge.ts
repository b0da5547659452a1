import { centred, columnMeans } from '../linear/matrix.ts'
import { crossProduct } from '../linear/multiply.ts'
import { ridgeCoefficients, ridgePath } from '../linear/ridge-path.ts'
import { choosePenalty } from '../linear/ridge-penalty.ts'
import type { PairTable } from '../service.ts'
import { affineAfterwards, affineFitted } from './affine.ts'
import type { Fitted, Method } from './method.ts'

/**
 * Ridge direct standardisation: W = (A'A + lambda I)^-1 A'C on centred data.
 * @param lambda chosen by leave-one-out when absent
 */
export function fitRidge(pairs: PairTable, lambda?: number): Fitted {
  const centre = columnMeans(pairs.x)
  const mean = columnMeans(pairs.y)
  const path = ridgePath(centred(pairs.x, centre))
  const targets = centred(pairs.y, mean)
  const projected = crossProduct(path.basis, targets)
  const penalty = lambda ?? choosePenalty(path, projected, targets)
  const coefficients = ridgeCoefficients(path, projected, penalty)
  return affineFitted({ centre, mean, coefficients }, { lambda: penalty })
}

/** Direct standardisation (Wang, Veltkamp, Kowalski 1991) with a ridge penalty instead of a pseudo-inverse. */
export const ridge: Method = {
  name: 'ridge',
  title: 'Ridge direct standardisation',
  assumptions:
    'Every reference band is a linear mixture of all bands of the spectrometer, and new samples resemble the plate.',
  minimumPairs: 5,
  fit: async (pairs) => fitRidge(pairs),
  ...affineAfterwards,
}
