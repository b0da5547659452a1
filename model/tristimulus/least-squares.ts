import { Problem } from '../../contract/errors.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { symmetricEigen } from '../linear/symmetric-eigen.ts'
import { type Matrix3, inverse, product } from './matrix3.ts'
import type { TristimulusPairs } from './pairs.ts'

/** Largest condition of the colours: greys alone are above 300, a chart of many colours is near 10. */
const LARGEST_CONDITION = 100

/** Sum over the patches of a x b transposed. */
function moments(a: readonly Triple[], b: readonly Triple[]): Matrix3 {
  const sum = (i: 0 | 1 | 2, j: 0 | 1 | 2): number =>
    a.reduce((total, value, row) => total + value[i] * (b[row]?.[j] ?? NaN), 0)
  const line = (i: 0 | 1 | 2): Triple => [sum(i, 0), sum(i, 1), sum(i, 2)]
  return [line(0), line(1), line(2)]
}

/** Ratio of the longest to the shortest axis of the patches in X, Y, Z: how surely they tell nine numbers. */
export function conditionOf(x: readonly Triple[]): number {
  const gram = moments(x, x)
  const { values } = symmetricEigen({ rows: 3, columns: 3, data: Float64Array.from(gram.flat()) })
  return Math.sqrt((values[0] ?? 0) / (values[2] ?? 0))
}

/** Whether patches of that condition determine a matrix. */
export const determined = (condition: number): boolean => condition <= LARGEST_CONDITION

/**
 * The 3 x 3 matrix with the least squared error of X, Y and Z over all patches, no offset: black stays black.
 * @throws Problem BAD_REQUEST where the patches do not differ in colour
 */
export function leastSquaresMatrix({ x, y }: TristimulusPairs): Matrix3 {
  const own = inverse(moments(x, x))
  if (!own || !determined(conditionOf(x))) throw greyOnly()
  return product(moments(y, x), own)
}

const greyOnly = (): Problem =>
  new Problem({
    code: 'BAD_REQUEST',
    title: 'The patches are too much alike',
    happened: 'They are greys, or nearly of one hue: nine numbers of a matrix cannot be told from them.',
    kept: 'All readings.',
    next: 'Scan patches of many colours: at least a red, a green and a blue beside the greys.',
  })
