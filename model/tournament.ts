import type {
  Comparison,
  MethodName,
  MethodResult,
  TournamentDetail,
  TrainingEvent,
  Verdict,
} from '../contract/model.ts'
import { problemDataOf } from '../contract/errors.ts'
import { evaluate } from '../spectra/metrics.ts'
import { channel } from './channel.ts'
import type { Method } from './correction/method.ts'
import { methodNamed } from './correction/registry.ts'
import {
  crossValidate,
  type CrossValidated,
  type FoldListener,
  type FoldProgress,
} from './cross-validation.ts'
import { domainFigures, methodFigures, pairedTests } from './figures/method-figures.ts'
import { flawsOf } from './flaws.ts'
import { difference, rowMeanSquares, takeRows } from './linear/matrix.ts'
import { colourAxis } from './pairs.ts'
import { beatenOn } from './race.ts'
import type { Matrix, PairTable, TournamentRequest } from './service.ts'
import { tournamentDetail } from './tournament-detail.ts'
import { type TrainingSet, trainingSet } from './training-set.ts'
import { verdictOn } from './verdict.ts'
import type { Judged } from './winner.ts'

/** What a tournament leaves behind: its fits serve a training on the same data, its errors the plots. */
export interface TournamentResult {
  readonly set: TrainingSet
  readonly seed: number
  readonly methods: ReadonlyMap<MethodName, CrossValidated>
  readonly detail: TournamentDetail
}

/** Who may stop what. */
export interface TournamentControl {
  readonly signal: AbortSignal
  /** A signal that stops one method only. */
  skipSignal(method: MethodName): AbortSignal
}

const PROGRESS_EVERY_MS = 100

interface Finished extends Judged {
  readonly validated: CrossValidated
}

/**
 * All methods on the same folds: `started`, progress and rows as they come, `finished`. A method that fails or is
 * skipped is `stopped` by name and the others go on.
 * @throws Problem BAD_REQUEST, TOO_FEW_PAIRS, METHOD_UNKNOWN; the reason of the signal
 */
export async function* runTournament(
  request: TournamentRequest,
  control: TournamentControl,
): AsyncGenerator<TrainingEvent, TournamentResult> {
  const start = performance.now()
  const methods = [...new Set(request.methods)].map(methodNamed)
  const set = trainingSet(request)
  const { pairs, folds, key } = set
  yield {
    type: 'started',
    job: key.slice(0, 12),
    methods: methods.map(({ name }) => name),
    pairs: pairs.ids.length,
    folds: folds.length,
  }
  const done = new Map<MethodName, Finished>()
  for (const method of methods) {
    const rivals = request.race === true && method.slow === true ? [...done.values()] : []
    const finished = yield* judgeWithEvents(method, set, request.seed, control, rivals)
    if (finished) done.set(method.name, finished)
  }
  const judged = [...done.values()]
  const baseline = async (name: 'none' | 'slope-bias'): Promise<Judged> =>
    done.get(name) ?? judge(methodNamed(name), set, request.seed, control.signal, () => undefined)
  const slopeBias = tooFew(methodNamed('slope-bias'), set) ? undefined : await baseline('slope-bias')
  const verdict = withFlaws(verdictOn(judged, { none: await baseline('none'), slopeBias }), flawsOf(pairs))
  const predictions = new Map(
    judged.map(({ row, validated }): [MethodName, Matrix] => [row.name, validated.predicted]),
  )
  const comparison: Comparison = {
    samples: pairs.ids.length,
    bands: pairs.x.columns,
    folds: folds.length,
    grid: gridOf(pairs),
    methods: judged.map(({ row }) => row),
    verdict,
    pairedTests: pairedTests(pairs, predictions, verdict.winner),
    domain: domainFigures(set),
  }
  const detail = tournamentDetail(comparison, pairs, predictions)
  const seconds = (performance.now() - start) / 1000
  yield { type: 'finished', comparison, seconds, sentence: verdict.sentence }
  return {
    set,
    seed: request.seed,
    methods: new Map(judged.map(({ row, validated }) => [row.name, validated])),
    detail,
  }
}

const withFlaws = (verdict: Verdict, flaws: string): Verdict =>
  flaws === '' ? verdict : { ...verdict, sentence: `${verdict.sentence} ${flaws}` }

function gridOf({ wavelengthNm }: PairTable): Comparison['grid'] {
  if (!wavelengthNm) return null
  return { fromNm: wavelengthNm[0] ?? 0, toNm: wavelengthNm.at(-1) ?? 0 }
}

/** The reason why a method cannot be fitted on every fold, or undefined. */
function tooFew(method: Method, { folds }: TrainingSet): string | undefined {
  const fewest = Math.min(...folds.map(({ training }) => training.length))
  if (fewest >= method.minimumPairs) return undefined
  return `Too few patches for this method: ${fewest} in a fold, ${method.minimumPairs} are needed.`
}

async function* judgeWithEvents(
  method: Method,
  set: TrainingSet,
  seed: number,
  control: TournamentControl,
  rivals: readonly Judged[],
): AsyncGenerator<TrainingEvent, Finished | undefined> {
  const { name } = method
  const refusal = tooFew(method, set)
  if (refusal !== undefined) {
    yield { type: 'stopped', method: name, reason: refusal }
    return undefined
  }
  const events = channel<TrainingEvent>()
  const skip = control.skipSignal(name)
  const beaten = new AbortController()
  const signal = AbortSignal.any([control.signal, skip, beaten.signal])
  const judgedRows: number[] = []
  const errors: number[] = []
  const race: FoldListener = (fold, rows, predicted) => {
    judgedRows.push(...rows)
    errors.push(...rowMeanSquares(difference(predicted, takeRows(set.pairs.y, rows))))
    const reason = beatenOn(fold, judgedRows, Float64Array.from(errors), rivals)
    if (reason !== undefined) beaten.abort(reason)
  }
  const work = judge(method, set, seed, signal, (event) => events.push(event), race)
  work.then(
    () => events.end(),
    (error: unknown) => events.fail(error),
  )
  try {
    yield* events
    const finished = await work
    yield { type: 'row', row: finished.row }
    return finished
  } catch (error) {
    control.signal.throwIfAborted()
    yield { type: 'stopped', method: name, reason: whyStopped(error, skip, beaten.signal) }
    return undefined
  }
}

function whyStopped(error: unknown, skip: AbortSignal, beaten: AbortSignal): string {
  if (skip.aborted) return 'Stopped by hand.'
  return beaten.aborted ? String(beaten.reason) : problemDataOf(error).happened
}

async function judge(
  method: Method,
  set: TrainingSet,
  seed: number,
  signal: AbortSignal,
  emit: (event: TrainingEvent) => void,
  afterFold?: FoldListener,
): Promise<Finished> {
  const { pairs, folds, foreign } = set
  const { name } = method
  const start = performance.now()
  let last = { at: -Infinity, fold: 0 }
  const progress: FoldProgress = (fold, fraction, detail) => {
    const now = performance.now()
    if (fold === last.fold && now - last.at < PROGRESS_EVERY_MS) return
    last = { at: now, fold }
    const left = fraction > 0 ? { secondsLeft: ((now - start) / 1000 / fraction) * (1 - fraction) } : {}
    emit({ type: 'progress', method: name, fold, fraction, detail, ...left })
  }
  const validated = await crossValidate(method, pairs, folds, { seed, signal }, progress, afterFold)
  const { predicted, fitted, fitMs } = validated
  const axis = colourAxis(pairs)
  const errorOf = (reference: Matrix, estimate: Matrix): ReturnType<typeof evaluate> =>
    evaluate(reference.data, estimate.data, reference.columns, axis)
  const row: MethodResult = {
    name,
    ...errorOf(pairs.y, predicted),
    rmsePerFold: folds.map(({ test }) => errorOf(takeRows(pairs.y, test), takeRows(predicted, test)).rmse),
    foreign: foreign ? foreignError(errorOf(foreign.y, fitted.predict(foreign.x))) : null,
    parameters: fitted.parameters,
    fitMs,
    figures: methodFigures(set, validated),
  }
  return { row, squaredErrors: rowMeanSquares(difference(predicted, pairs.y)), validated }
}

function foreignError({ rmse, dE00 }: ReturnType<typeof evaluate>): MethodResult['foreign'] {
  return { rmse, dE00 }
}
