import { Problem } from '../../contract/errors.ts'
import type {
  Comparison,
  FoldKind,
  MethodName,
  ModelCard,
  TournamentDetail,
  TrainingEvent,
} from '../../contract/model.ts'
import type { ModelService, PairTable, TournamentRequest } from '../../model/service.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import type { ActiveModel } from '../active-model.ts'
import type { Clock } from '../async.ts'
import type { Derived } from '../derived.ts'
import type { Store } from '../store/interface.ts'
import { requireSpectral, trainMatrix, tristimulusPairs } from './matrix-training.ts'
import type { NamedPair } from '../pair-table.ts'
import type { Notices } from './notices.ts'
import { notAccepted } from './problems.ts'
import { interruptible } from './interruptible.ts'
import { instrumentsOf, namedPairs, nullWins, repeatsOf, tableOf, tooFewPairs } from './training-data.ts'

/** Share of the pairs that no method sees before acceptance. */
export const HOLD_OUT = 0.2

/** What is to be learned from. */
export interface TrainInput {
  readonly session: number
  readonly methods: readonly MethodName[] | undefined
  readonly foldsBy: FoldKind
  readonly seed: number
  readonly promote: boolean
}

interface Parts {
  readonly store: Store
  readonly models: ModelService
  readonly derived: Derived
  readonly active: ActiveModel
  readonly notices: Notices
  readonly clock: Clock
}

/** Trainings and comparisons, one at a time. */
export class Trainer {
  readonly #parts: Parts
  #job: AbortController | undefined
  #spectral = true

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Compares all methods on a session, then trains the winner as the candidate. @throws Problem ALREADY_RUNNING, TOO_FEW_PAIRS */
  train(input: TrainInput): AsyncIteratorObject<TrainingEvent, undefined, void> {
    const rows = this.#rows(input.session)
    if (rows.some(({ pair }) => pair.reference === undefined)) {
      const pairs = tristimulusPairs(rows)
      this.#spectral = false
      return this.#begin((signal) => trainMatrix(this.#parts, input, pairs, signal))
    }
    requireSpectral(input.methods)
    this.#spectral = true
    const pairs = this.#table(input.session, rows)
    return this.#begin((signal) => this.#train(input, pairs, signal))
  }

  /** Cross-validation only; nothing is stored. @throws Problem ALREADY_RUNNING */
  compare(request: TournamentRequest): AsyncIteratorObject<TrainingEvent, undefined, void> {
    requireSpectral(request.methods)
    this.#spectral = true
    return this.#begin((signal) => this.#parts.models.tournament(request, signal))
  }

  cancel(): void {
    this.#job?.abort(new DOMException('cancelled', 'AbortError'))
  }

  skip(method: MethodName): void {
    this.#parts.models.skip(method)
  }

  detail(): Promise<TournamentDetail | undefined> {
    // The charts of a tournament are about spectra; what was compared last is what is shown.
    return this.#spectral ? this.#parts.models.detail() : Promise.resolve(undefined)
  }

  /** The pairs of a session as a table. @throws Problem NOT_FOUND, TOO_FEW_PAIRS, BAD_REQUEST */
  table(session: number): PairTable {
    return this.#table(session, this.#rows(session))
  }

  /** The pairs of a session. @throws Problem NOT_FOUND */
  #rows(session: number): NamedPair[] {
    const { store, derived } = this.#parts
    store.getSession(session)
    return namedPairs(derived, store.pairTable(session))
  }

  /** The same as a table. @throws Problem TOO_FEW_PAIRS, BAD_REQUEST */
  #table(session: number, rows: readonly NamedPair[]): PairTable {
    const least = Math.min(...this.#parts.models.methods().map((method) => method.minimumPairs))
    if (rows.length < Math.max(1, least)) throw tooFewPairs(rows.length, Math.max(1, least))
    return tableOf(this.#parts, session, rows)
  }

  #begin(
    job: (signal: AbortSignal) => AsyncIterable<TrainingEvent>,
  ): AsyncIteratorObject<TrainingEvent, undefined, void> {
    if (this.#job) throw trainingRuns()
    const controller = new AbortController()
    this.#job = controller
    return interruptible(job(controller.signal), controller, () => {
      if (this.#job === controller) this.#job = undefined
    })
  }

  async *#train(
    input: TrainInput,
    pairs: PairTable,
    signal: AbortSignal,
  ): AsyncGenerator<TrainingEvent, undefined> {
    const { models, active } = this.#parts
    const started = performance.now()
    const methods = input.methods ?? this.#available(pairs.ids.length)
    const race = input.methods === undefined
    const repeats = repeatsOf(this.#parts, input.session, pairs)
    const { foldsBy, seed } = input
    const request: TournamentRequest = {
      pairs,
      methods,
      foldsBy,
      seed,
      holdOut: HOLD_OUT,
      race,
      ...(repeats ? { repeats } : {}),
    }
    let comparison: Comparison | undefined
    for await (const event of models.tournament(request, signal)) {
      if (event.type === 'finished') comparison = event.comparison
      else yield event
    }
    signal.throwIfAborted()
    if (!comparison) return
    const { verdict } = comparison
    const [asked] = input.methods?.length === 1 ? input.methods : []
    const method = asked ?? verdict.winner
    const seconds = (): number => (performance.now() - started) / 1000
    if (method === 'none') {
      this.#parts.notices.problem('attention', nullWins(comparison.methods.length))
      yield { type: 'finished', comparison, seconds: seconds(), sentence: verdict.sentence }
      return
    }
    const detail = 'fit on all training pairs, then acceptance'
    yield { type: 'progress', method, fold: comparison.folds, fraction: 1, detail }
    const candidate = await this.#candidate(request, method, input, signal)
    active.refresh()
    const sentence = `${verdict.sentence} ${candidate.reason}`.trim()
    yield { type: 'finished', comparison, candidate, seconds: seconds(), sentence }
  }

  async #candidate(
    request: TournamentRequest,
    method: MethodName,
    input: TrainInput,
    signal: AbortSignal,
  ): Promise<ModelCard> {
    const { store, models, active } = this.#parts
    const { session } = input
    const origin = { version: store.nextVersion('full'), session, ...instrumentsOf(store, session) }
    // A matrix for X, Y and Z is no predecessor of a model for spectra.
    const own = active.card?.instrument === origin.instrument ? active.card : undefined
    const fits = own && !isMatrixMethod(own.method) ? own : undefined
    const bundle = await models.train(request, method, origin, fits && store.readBundle(fits.hash), signal)
    const { card } = bundle
    const stored = store.insertModel(
      { ...card, state: card.accepted ? 'candidate' : 'refused' },
      bundle.bytes,
    )
    if (!stored.accepted) this.#parts.notices.problem('attention', notAccepted(stored).data)
    return input.promote && stored.accepted ? store.promote(stored.version, session) : stored
  }

  #available(pairs: number): MethodName[] {
    return this.#parts.models
      .methods()
      .filter((method) => method.minimumPairs <= pairs)
      .map((method) => method.name)
  }
}

const trainingRuns = (): Problem =>
  new Problem({
    code: 'ALREADY_RUNNING',
    title: 'A training is running',
    happened: 'One training or comparison runs at a time.',
    kept: 'It goes on.',
    next: 'Wait for its end, or stop it first.',
  })
