import { foldsOf, seededFolds } from '../folds.ts'
import {
  centred,
  columnMeans,
  difference,
  leadingColumns,
  takeRows,
  transposed,
  zeros,
} from '../linear/matrix.ts'
import { gram, multiply } from '../linear/multiply.ts'
import { principalComponents, scaledColumns } from '../linear/principal-components.ts'
import { symmetricEigen } from '../linear/symmetric-eigen.ts'
import type { Matrix, PairTable } from '../service.ts'
import { affineAfterwards, affineFitted } from './affine.ts'
import type { Fitted, Method } from './method.ts'

const MOST_COMPONENTS = 30
/** Directions the spectrometer's half of the components has less of than this cannot be told from its noise. */
const LEAST_SHARE = 1e-9

/** Loadings of both instruments' spectra set side by side: bands x components for each half. */
interface Loadings {
  readonly own: Matrix
  readonly reference: Matrix
}

/** The common components of centred pairs, as in section 2 of the paper. */
function commonLoadings(x: Matrix, y: Matrix, most: number): Loadings {
  const bands = x.columns
  const both = zeros(x.rows, 2 * bands)
  for (let i = 0; i < x.rows; i++) {
    both.data.set(x.data.subarray(i * bands, (i + 1) * bands), 2 * i * bands)
    both.data.set(y.data.subarray(i * bands, (i + 1) * bands), (2 * i + 1) * bands)
  }
  const { loadings } = principalComponents(both, most)
  const half = loadings.data.length / 2
  return {
    own: { ...loadings, rows: bands, data: loadings.data.subarray(0, half) },
    reference: { ...loadings, rows: bands, data: loadings.data.subarray(half) },
  }
}

/** (P2')^+ = P2 (P2'P2)^-1, directions that P2 hardly has left out. */
function inverseLoadings(own: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(gram(own))
  const factors = values.map((value) => (value > LEAST_SHARE * (values[0] ?? 0) ? 1 / value : 0))
  return multiply(own, multiply(scaledColumns(vectors, factors), transposed(vectors)))
}

/** (P2')^+ (P1' - P2') as its two factors, bands x components and components x bands. */
function changeOf({ own, reference }: Loadings, components: number): readonly [Matrix, Matrix] {
  const [mine, theirs] = [leadingColumns(own, components), leadingColumns(reference, components)]
  return [inverseLoadings(mine), transposed(difference(theirs, mine))]
}

/** The number of components with the least error over inner folds. */
function chooseComponents({ x, y }: PairTable, seed: number): number {
  const folds = foldsOf(seededFolds(x.rows, seed))
  const fewest = Math.min(...folds.map(({ training }) => training.length))
  const errors = new Float64Array(Math.max(1, Math.min(MOST_COMPONENTS, x.columns, fewest - 2)))
  for (const { training, test } of folds) {
    const [learnX, learnY] = [takeRows(x, training), takeRows(y, training)]
    const [mx, my] = [columnMeans(learnX), columnMeans(learnY)]
    const loadings = commonLoadings(centred(learnX, mx), centred(learnY, my), errors.length)
    const judged = centred(takeRows(x, test), mx)
    const missing = difference(centred(takeRows(y, test), my), judged)
    for (let k = 0; k < errors.length; k++) {
      const [inverse, change] = changeOf(loadings, k + 1)
      const left = difference(missing, multiply(multiply(judged, inverse), change))
      errors[k] = left.data.reduce((sum, value) => sum + value * value, errors[k] ?? 0)
    }
  }
  return errors.indexOf(Math.min(...errors)) + 1
}

/** x + x (P2')^+ (P1' - P2') on centred pairs: what lies outside the common components passes unchanged. */
export function fitSst(pairs: PairTable, components: number): Fitted {
  const centre = columnMeans(pairs.x)
  const mean = columnMeans(pairs.y)
  const loadings = commonLoadings(centred(pairs.x, centre), centred(pairs.y, mean), components)
  const coefficients = multiply(...changeOf(loadings, components))
  for (let j = 0; j < mean.length; j++)
    coefficients.data[j * (mean.length + 1)] = (coefficients.data[j * (mean.length + 1)] ?? 0) + 1
  return affineFitted({ centre, mean, coefficients }, { components: loadings.own.columns })
}

/** Spectral space transformation (Du, Chen, Zhang, Yu 2011, Anal. Chim. Acta 690, 64). */
export const sst: Method = {
  name: 'sst',
  title: 'Spectral space transformation',
  assumptions: 'Both instruments see the same few components; what lies outside them needs no correction.',
  minimumPairs: 6,
  fit: async (pairs, { seed }) => fitSst(pairs, chooseComponents(pairs, seed)),
  ...affineAfterwards,
}
