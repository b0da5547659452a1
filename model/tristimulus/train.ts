import { createHash } from 'node:crypto'
import { Problem } from '../../contract/errors.ts'
import type { Comparison, ModelCard, TrainingEvent } from '../../contract/model.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { at } from '../../spectra/at.ts'
import { acceptanceReason } from '../acceptance.ts'
import { readBundle, writeBundle } from '../bundle.ts'
import { librariesOf } from '../libraries.ts'
import type { ModelBundle, ModelOrigin } from '../service.ts'
import { matrixChecks, type MatrixIncumbent } from './acceptance.ts'
import { judgeMatrix, type JudgedMatrix, matrixFolds, matrixVerdict } from './cross-validation.ts'
import { MATRIX_METHODS, type MatrixMethodName } from './methods.ts'
import { type Matrix3 } from './matrix3.ts'
import { requireTriples, type TristimulusPairs } from './pairs.ts'

/** What is to be compared. */
export interface MatrixOrder {
  readonly pairs: TristimulusPairs
  /** All where none are named. */
  readonly methods: readonly MatrixMethodName[] | undefined
  readonly seed: number
}

/** Result of a comparison, with what a model to keep is made of. */
export interface MatrixComparison {
  readonly comparison: Comparison
  readonly judged: readonly JudgedMatrix[]
}

/**
 * Cross-validates the methods for X, Y and Z on the same folds. Some milliseconds for a whole plate, so it needs no
 * thread of its own. One that the patches do not determine is told as stopped where others remain.
 * @throws Problem TOO_FEW_PAIRS, BAD_REQUEST
 */
export function* compareMatrices(order: MatrixOrder): Generator<TrainingEvent, MatrixComparison> {
  const { pairs, seed } = order
  requireTriples(pairs)
  const folds = matrixFolds(pairs.ids.length, seed)
  // No correction is judged whether asked for or not: everything is compared with it.
  const methods = MATRIX_METHODS.filter(
    ({ name }) => name === 'none' || (order.methods?.includes(name) ?? true),
  )
  const names = methods.map(({ name }) => name)
  yield { type: 'started', job: 'matrix', methods: names, pairs: pairs.ids.length, folds: folds.length }
  const judged: JudgedMatrix[] = []
  let refusal: Problem | undefined
  for (const method of methods) {
    try {
      const one = judgeMatrix(method, pairs, folds)
      judged.push(one)
      yield { type: 'row', row: one.row }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refusal ??= error
      yield { type: 'stopped', method: method.name, reason: error.data.happened }
    }
  }
  if (refusal && judged.length < 2) throw refusal
  const comparison: Comparison = {
    samples: pairs.ids.length,
    bands: 3,
    folds: folds.length,
    grid: null,
    methods: judged.map(({ row }) => row),
    verdict: matrixVerdict(judged),
  }
  return { comparison, judged }
}

/** What a card needs besides the comparison. */
export interface MatrixOrigin extends ModelOrigin {
  /** Bands of the spectra the colours were computed from. */
  readonly axis: ModelCard['axis']
  readonly seed: number
  /** ISO 8601. */
  readonly created: string
}

/** One judged method as a model to keep. */
export function matrixModel(
  judged: JudgedMatrix,
  pairs: TristimulusPairs,
  { axis, seed, created, ...origin }: MatrixOrigin,
  incumbent: MatrixIncumbent | undefined,
): ModelBundle {
  const acceptance = matrixChecks(judged, pairs, incumbent)
  const { accepted, reason } = acceptanceReason(acceptance)
  const { name, foreign, parameters, fitMs, rmse, p95, gfc, dE00 } = judged.row
  return matrixBundle(judged.matrix, pairs.ids, {
    ...origin,
    method: name,
    state: accepted ? 'candidate' : 'refused',
    trainedOn: pairs.ids.length,
    axis,
    assumptions: judged.method.assumptions,
    parameters: { ...parameters, ...rowsOf(judged.matrix) },
    dataHash: createHash('sha256')
      .update(JSON.stringify([pairs.ids, pairs.x, pairs.y]))
      .digest('hex'),
    seed,
    libraries: librariesOf({}),
    fitMs,
    plate: { rmse, p95, gfc, dE00 },
    foreign,
    acceptance,
    accepted,
    reason,
    created,
  })
}

/** The rows of a matrix for a card. */
export function rowsOf(matrix: Matrix3): Readonly<Record<string, string>> {
  const text = (row: number): string =>
    (matrix[row] ?? []).map((value) => String(Number(value.toPrecision(6)))).join(' ')
  return { 'row X': text(0), 'row Y': text(1), 'row Z': text(2) }
}

/** A matrix and its card as a bundle. */
export function matrixBundle(
  matrix: Matrix3,
  trainingIds: readonly string[],
  card: Omit<ModelCard, 'hash'>,
): ModelBundle {
  const parts = { tristimulus: { matrix: Float64Array.from(matrix.flat()) } }
  const bytes = writeBundle({ card, transferPatches: [], trainingIds: [...trainingIds], parts })
  return { card: readBundle(bytes).card, bytes }
}

/** The matrix inside a bundle and the patches it was learned from. @throws Problem MODEL_DAMAGED */
export function matrixOfBundle(bytes: Uint8Array): {
  readonly matrix: Matrix3
  readonly card: ModelCard
  readonly trainingIds: readonly string[]
} {
  const { card, parts, trainingIds } = readBundle(bytes)
  const values = parts['tristimulus']?.['matrix'] ?? []
  if (values.length !== 9)
    throw new Problem({
      code: 'MODEL_DAMAGED',
      title: 'The model cannot be read',
      happened: `${card.version} should hold a matrix of nine numbers and does not.`,
      kept: 'The file is untouched.',
      next: 'Use another version, or train again.',
    })
  const row = (first: number): Triple => [at(values, first), at(values, first + 1), at(values, first + 2)]
  return { matrix: [row(0), row(3), row(6)], card, trainingIds }
}
