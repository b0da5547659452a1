import { Problem } from '../../contract/errors.ts'
import type { MethodResult, Verdict } from '../../contract/model.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { mean, rmse } from '../../spectra/metrics.ts'
import { type Fold, foldsOf, seededFolds } from '../folds.ts'
import { pairedDifference } from '../paired.ts'
import { deltaEs, evaluateTriples } from './errors.ts'
import { type MatrixMethod, MATRIX_METHODS, XYZ_ONLY } from './methods.ts'
import { type Matrix3, timesColumn } from './matrix3.ts'
import { takeTriples, type TristimulusPairs } from './pairs.ts'

/** One method, judged on patches it did not see, and fitted on all. */
export interface JudgedMatrix {
  readonly method: MatrixMethod
  readonly matrix: Matrix3
  readonly row: MethodResult
  /** Predictions for every patch by a fit without its fold. */
  readonly predicted: readonly Triple[]
  readonly deltaEs: Float64Array
}

/** Five folds from the seed, each in at least two patches. */
export const matrixFolds = (pairs: number, seed: number): readonly Fold[] => foldsOf(seededFolds(pairs, seed))

/** Cross-validates one method and fits it on everything. @throws Problem BAD_REQUEST */
export function judgeMatrix(
  method: MatrixMethod,
  pairs: TristimulusPairs,
  folds: readonly Fold[],
): JudgedMatrix {
  const started = performance.now()
  const predicted: Triple[] = pairs.x.map(([x, y, z]): Triple => [x, y, z])
  const rmsePerFold = folds.map(({ training, test }) => {
    const matrix = method.fit(takeTriples(pairs, training))
    for (const row of test) predicted[row] = timesColumn(matrix, pairs.x[row] ?? [NaN, NaN, NaN])
    const [a, b] = [test.map((row) => predicted[row] ?? []), test.map((row) => pairs.y[row] ?? [])]
    return rmse(a.flat(), b.flat()) / pairs.white[1]
  })
  const matrix = method.fit(pairs)
  const row: MethodResult = {
    ...evaluateTriples(pairs.y, predicted, pairs.white),
    name: method.name,
    rmsePerFold,
    foreign: null,
    parameters: { ...method.chosen(pairs) },
    fitMs: performance.now() - started,
  }
  return { method, matrix, row, predicted, deltaEs: deltaEs(predicted, pairs.y, pairs.white) }
}

/** The simplest whose mean dE00 is within one standard error (paired over patches) of the least. */
export function simplestMatrix(judged: readonly JudgedMatrix[]): JudgedMatrix | undefined {
  const least = judged.reduce<JudgedMatrix | undefined>(
    (best, one) => (best && mean(best.deltaEs) <= mean(one.deltaEs) ? best : one),
    undefined,
  )
  if (!least) return undefined
  const simpleFirst = MATRIX_METHODS.flatMap(({ name }) => judged.filter(({ row }) => row.name === name))
  return simpleFirst.find((one) => {
    const difference = pairedDifference(one.deltaEs, least.deltaEs)
    return difference.mean <= difference.standardError
  })
}

/** The honest word: which wins, by how much, and what it does not do. */
export function matrixVerdict(judged: readonly JudgedMatrix[]): Verdict {
  const winner = simplestMatrix(judged)
  const none = judged.find(({ row }) => row.name === 'none')
  if (!winner || !none)
    throw new Problem({
      code: 'INTERNAL',
      title: 'Nothing was compared',
      happened: 'No method for X, Y and Z could be judged.',
      kept: 'All readings.',
      next: 'Scan more patches.',
    })
  const figure = (one: JudgedMatrix): string => mean(one.deltaEs).toFixed(2)
  const sentence =
    winner.row.name === 'none'
      ? `Nothing to correct: no matrix beats the raw instrument (dE00 ${figure(none)}) beyond one standard error.`
      : `${winner.method.title} wins: dE00 ${figure(winner)} against ${figure(none)} without correction. ${XYZ_ONLY}`
  return {
    winner: winner.row.name,
    beatsSlopeBias: false,
    slopeBiasBeatsNone: false,
    sentence: `${sentence} Outside these samples the error is unknown.`,
  }
}
