import { foldsOf, seededFolds } from '../folds.ts'
import { centred, columnMeans, takeRows, transposed, zeros } from '../linear/matrix.ts'
import { crossProduct, multiply } from '../linear/multiply.ts'
import {
  type PrincipalComponents,
  principalComponents,
  scaledColumns,
} from '../linear/principal-components.ts'
import type { Matrix, PairTable } from '../service.ts'
import { affineAfterwards, affineFitted } from './affine.ts'
import type { Fitted, Method } from './method.ts'

const MOST_COMPONENTS = 40

/** How many principal components of each side the map connects. */
export interface PcaChoice {
  readonly from: number
  readonly to: number
}

/** V S^-1: turns centred spectra into scores of length 1 over the plate. */
const whitening = ({ loadings, singular }: PrincipalComponents): Matrix =>
  scaledColumns(
    loadings,
    singular.map((value) => 1 / value),
  )

/**
 * Held-out error of every pair of numbers of components, as a table most x most. With `from` components each score
 * of the reference is known up to an error; what lies outside its first `to` components is lost whole.
 */
function errorTable(
  x: Matrix,
  y: Matrix,
  training: readonly number[],
  test: readonly number[],
  most: number,
): Matrix {
  const [learnX, learnY] = [takeRows(x, training), takeRows(y, training)]
  const [mx, my] = [columnMeans(learnX), columnMeans(learnY)]
  const targets = centred(learnY, my)
  const [one, two] = [principalComponents(centred(learnX, mx), most), principalComponents(targets, most)]
  const slopes = crossProduct(one.scores, multiply(targets, two.loadings))
  const scores = multiply(centred(takeRows(x, test), mx), whitening(one))
  const judged = centred(takeRows(y, test), my)
  const left = multiply(judged, two.loadings)
  const whole = judged.data.reduce((sum, value) => sum + value * value, 0)
  const table = zeros(most, most)
  const own = columnSquares(left)
  for (let from = 0; from < most; from++) {
    if (from < scores.columns)
      for (let i = 0; i < left.rows; i++)
        for (let j = 0; j < left.columns; j++) {
          const at = i * left.columns + j
          left.data[at] =
            (left.data[at] ?? 0) -
            (scores.data[i * scores.columns + from] ?? 0) * (slopes.data[from * slopes.columns + j] ?? 0)
        }
    const missed = columnSquares(left)
    let error = whole
    for (let to = 0; to < most; to++) {
      error += (missed[to] ?? 0) - (own[to] ?? 0)
      table.data[from * most + to] = error
    }
  }
  return table
}

function columnSquares({ columns, data }: Matrix): Float64Array {
  const sums = new Float64Array(columns)
  for (const [at, value] of data.entries()) sums[at % columns] = (sums[at % columns] ?? 0) + value * value
  return sums
}

/** The numbers of components with the least error over inner folds. */
function choose({ x, y }: PairTable, seed: number): PcaChoice {
  const folds = foldsOf(seededFolds(x.rows, seed))
  const fewest = Math.min(...folds.map(({ training }) => training.length))
  const most = Math.max(1, Math.min(MOST_COMPONENTS, x.columns, fewest - 2))
  const errors = new Float64Array(most * most)
  for (const { training, test } of folds)
    for (const [at, error] of errorTable(x, y, training, test, most).data.entries())
      errors[at] = (errors[at] ?? 0) + error
  const best = errors.indexOf(Math.min(...errors))
  return { from: Math.floor(best / most) + 1, to: (best % most) + 1 }
}

/** An affine map from the scores of the spectrometer's components to those of the reference's. */
export function fitPcaAffine(pairs: PairTable, { from, to }: PcaChoice): Fitted {
  const centre = columnMeans(pairs.x)
  const mean = columnMeans(pairs.y)
  const targets = centred(pairs.y, mean)
  const [one, two] = [principalComponents(centred(pairs.x, centre), from), principalComponents(targets, to)]
  const slopes = crossProduct(one.scores, multiply(targets, two.loadings))
  const coefficients = multiply(multiply(whitening(one), slopes), transposed(two.loadings))
  const parameters = { components: one.singular.length, referenceComponents: two.singular.length }
  return affineFitted({ centre, mean, coefficients }, parameters)
}

/** Principal components of both sides, and one affine map between their scores. */
export const pcaAffine: Method = {
  name: 'pca-affine',
  title: 'Affine map of components',
  assumptions: 'New samples are mixtures of the principal components of the plate, on both instruments.',
  minimumPairs: 6,
  fit: async (pairs, { seed }) => fitPcaAffine(pairs, choose(pairs, seed)),
  ...affineAfterwards,
}
