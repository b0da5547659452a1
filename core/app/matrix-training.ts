import { Problem } from '../../contract/errors.ts'
import type { Comparison, MethodName, ModelCard, TrainingEvent } from '../../contract/model.ts'
import { standardWeights } from '../../spectra/colour.ts'
import { isMatrixMethod, MATRIX_METHODS, XYZ_ONLY } from '../../model/tristimulus/methods.ts'
import type { MatrixMethodName } from '../../model/tristimulus/methods.ts'
import type { MatrixIncumbent } from '../../model/tristimulus/acceptance.ts'
import type { TristimulusPairs } from '../../model/tristimulus/pairs.ts'
import { compareMatrices, matrixModel, matrixOfBundle } from '../../model/tristimulus/train.ts'
import type { MatrixComparison } from '../../model/tristimulus/train.ts'
import type { ActiveModel } from '../active-model.ts'
import { isoTime } from '../async.ts'
import type { Clock } from '../async.ts'
import { mixedReferences } from '../pair-table.ts'
import type { NamedPair } from '../pair-table.ts'
import type { Store } from '../store/interface.ts'
import type { Notices } from './notices.ts'
import { notAccepted } from './problems.ts'
import { instrumentsOf, nullWins } from './training-data.ts'

interface Parts {
  readonly store: Store
  readonly active: ActiveModel
  readonly notices: Notices
  readonly clock: Clock
}

/** What is asked for. */
interface MatrixInput {
  readonly session: number
  readonly methods: readonly MethodName[] | undefined
  readonly seed: number
  readonly promote: boolean
}

/** Pairs whose reference gave X, Y and Z, with the bands their spectra have. */
export interface SessionTriples extends TristimulusPairs {
  readonly wavelengthNm: Float64Array
}

/** Colours of the pairs of a session. @throws Problem BAD_REQUEST where some have a reference spectrum */
export function tristimulusPairs(rows: readonly NamedPair[]): SessionTriples {
  if (rows.some(({ pair }) => pair.reference !== undefined)) throw mixedReferences()
  const coloured = rows.flatMap(({ id, pair: { colours } }) => (colours ? [{ id, colours }] : []))
  const wavelengthNm = rows[0]?.pair.wavelengthNm ?? new Float64Array()
  return {
    ids: coloured.map(({ id }) => id),
    x: coloured.map(({ colours }) => colours.spectrometer.xyz),
    y: coloured.map(({ colours }) => colours.reference.xyz),
    white: standardWeights(wavelengthNm).white,
    wavelengthNm,
  }
}

/** Refuses a matrix for X, Y and Z where spectra are to be corrected. @throws Problem METHOD_UNKNOWN */
export function requireSpectral(methods: readonly MethodName[] | undefined): void {
  const matrix = methods?.find(isMatrixMethod)
  if (matrix === undefined) return
  throw new Problem({
    code: 'METHOD_UNKNOWN',
    title: `${matrix} is not for these pairs`,
    happened: `${matrix} is learned from a reference that gives X, Y and Z. Here both sides are spectra.`,
    kept: 'All readings.',
    next: 'Choose a method for spectra, or auto. A session scanned with a colorimeter gives a matrix.',
  })
}

function matrixMethods(methods: readonly MethodName[] | undefined): MatrixMethodName[] | undefined {
  return methods?.map((name) => {
    const known = MATRIX_METHODS.find((method) => method.name === name)
    if (known) return known.name
    throw new Problem({
      code: 'METHOD_UNKNOWN',
      title: `${name} is not for these pairs`,
      happened: `${name} corrects spectra. The reference of this session gave X, Y and Z only.`,
      kept: 'All readings.',
      next: `Choose among ${MATRIX_METHODS.map((method) => method.name).join(', ')}, or auto.`,
    })
  })
}

/** Compares the matrices on a session and makes the best a candidate; the events are those of a training. */
export async function* trainMatrix(
  parts: Parts,
  input: MatrixInput,
  pairs: SessionTriples,
  signal: AbortSignal,
): AsyncGenerator<TrainingEvent, undefined> {
  const started = performance.now()
  const methods = matrixMethods(input.methods)
  const compared = yield* compareMatrices({ pairs, methods, seed: input.seed })
  signal.throwIfAborted()
  const { comparison } = compared
  const { verdict } = comparison
  const [asked] = methods?.length === 1 ? methods : []
  const name = asked ?? verdict.winner
  const seconds = (performance.now() - started) / 1000
  if (name === 'none') {
    parts.notices.problem('attention', nullWins(comparison.methods.length))
    yield { type: 'finished', comparison, seconds, sentence: verdict.sentence }
    return
  }
  const candidate = keepMatrix(parts, input, pairs, compared, name)
  parts.active.refresh()
  const sentence = sentenceOf(comparison, candidate)
  yield { type: 'finished', comparison, candidate, seconds, sentence }
}

const sentenceOf = ({ verdict }: Comparison, { reason, method }: ModelCard): string =>
  verdict.winner === method
    ? `${verdict.sentence} ${reason}`
    : `${verdict.sentence} ${method} was asked for. ${reason} ${XYZ_ONLY}`

function keepMatrix(
  { store, active, notices, clock }: Parts,
  input: MatrixInput,
  pairs: SessionTriples,
  { judged }: MatrixComparison,
  name: MethodName,
): ModelCard {
  const chosen = judged.find(({ row }) => row.name === name)
  if (!chosen) throw new RangeError(`${name} was not compared`)
  const { session, seed } = input
  const { wavelengthNm } = pairs
  const axis = {
    fromNm: wavelengthNm[0] ?? 0,
    toNm: wavelengthNm.at(-1) ?? 0,
    bands: wavelengthNm.length,
  }
  const created = isoTime(clock)
  const instruments = instrumentsOf(store, session)
  const origin = { version: store.nextVersion('full'), session, ...instruments, axis, seed, created }
  const incumbent = incumbentOf(store, active.card, instruments.instrument, session)
  const { card, bytes } = matrixModel(chosen, pairs, origin, incumbent)
  const stored = store.insertModel(card, bytes)
  if (!stored.accepted) notices.problem('attention', notAccepted(stored).data)
  return input.promote && stored.accepted ? store.promote(stored.version, session) : stored
}

function incumbentOf(
  store: Store,
  card: ModelCard | undefined,
  instrument: string,
  session: number,
): MatrixIncumbent | undefined {
  if (!card || card.instrument !== instrument || !isMatrixMethod(card.method)) return undefined
  const { matrix, trainingIds } = matrixOfBundle(store.readBundle(card.hash))
  const learnt = new Set(card.session === session ? trainingIds : [])
  return { version: card.version, matrix, learnt }
}
