import { foldsOf, seededFolds } from '../folds.ts'
import { centred, columnMeans, rowOf, takeRows, transposed } from '../linear/matrix.ts'
import { crossProduct, multiply } from '../linear/multiply.ts'
import { principalComponents, scaledColumns } from '../linear/principal-components.ts'
import { simpls } from '../linear/simpls.ts'
import type { Matrix, PairTable } from '../service.ts'
import { affineAfterwards, affineFitted } from './affine.ts'
import type { Fitted, Method } from './method.ts'

const MOST_COMPONENTS = 30

/** Centred samples turned so that they need no more columns than rows; `turn` leads back to the bands. */
interface Turned {
  readonly samples: Matrix
  readonly turn: Matrix | undefined
}

/** PLS does not see a rotation, and with few samples most directions are empty. */
function turned(a: Matrix): Turned {
  if (a.columns <= a.rows) return { samples: a, turn: undefined }
  const { singular, scores, loadings } = principalComponents(a, a.rows)
  return { samples: scaledColumns(scores, singular), turn: loadings }
}

/** Coefficients of `components` components between centred samples. */
function coefficientsOf(
  x: Matrix,
  y: Matrix,
  components: number,
): { readonly used: number; readonly map: Matrix } {
  const [from, to] = [turned(x), turned(y)]
  const { weights, loadings } = simpls(from.samples, to.samples, components)
  const inner = crossProduct(weights, loadings)
  const left = from.turn ? multiply(from.turn, inner) : inner
  return { used: weights.rows, map: to.turn ? multiply(left, transposed(to.turn)) : left }
}

/** Adds the squared held-out error after each component; those a fold does not have change nothing there. */
function addErrors(
  errors: Float64Array,
  x: Matrix,
  y: Matrix,
  training: readonly number[],
  test: readonly number[],
): void {
  const [learnX, learnY] = [takeRows(x, training), takeRows(y, training)]
  const [mx, my] = [columnMeans(learnX), columnMeans(learnY)]
  const { weights, loadings } = simpls(centred(learnX, mx), centred(learnY, my), errors.length)
  const scores = multiply(centred(takeRows(x, test), mx), transposed(weights))
  const residuals = centred(takeRows(y, test), my)
  for (let k = 0; k < errors.length; k++) {
    const loading = k < loadings.rows ? rowOf(loadings, k) : new Float64Array(residuals.columns)
    for (let i = 0; i < residuals.rows; i++) {
      const score = scores.data[i * scores.columns + k] ?? 0
      const row = rowOf(residuals, i)
      for (let j = 0; j < row.length; j++) {
        row[j] = (row[j] ?? 0) - (k < loadings.rows ? score : 0) * (loading[j] ?? 0)
        errors[k] = (errors[k] ?? 0) + (row[j] ?? 0) ** 2
      }
    }
  }
}

/** The number of components with the least error over inner folds. @param x, y centred */
function chooseComponents(x: Matrix, y: Matrix, seed: number): number {
  const [from, to] = [turned(x).samples, turned(y).samples]
  const most = Math.min(MOST_COMPONENTS, Math.floor((3 * x.rows) / 4) - 2, x.columns)
  const errors = new Float64Array(Math.max(1, most))
  for (const { training, test } of foldsOf(seededFolds(x.rows, seed)))
    addErrors(errors, from, to, training, test)
  return errors.indexOf(Math.min(...errors)) + 1
}

/** PLS regression of all reference bands at once. @param components chosen by inner cross-validation when absent */
export function fitPls(pairs: PairTable, seed: number, components?: number): Fitted {
  const centre = columnMeans(pairs.x)
  const mean = columnMeans(pairs.y)
  const [x, y] = [centred(pairs.x, centre), centred(pairs.y, mean)]
  const { used, map } = coefficientsOf(x, y, components ?? chooseComponents(x, y, seed))
  return affineFitted({ centre, mean, coefficients: map }, { components: used })
}

/** Partial least squares for all bands at once (PLS2), by SIMPLS. */
export const pls: Method = {
  name: 'pls',
  title: 'Partial least squares',
  assumptions: 'A few mixtures of bands carry what spectrometer and reference have in common.',
  minimumPairs: 6,
  fit: async (pairs, { seed }) => fitPls(pairs, seed),
  ...affineAfterwards,
}
