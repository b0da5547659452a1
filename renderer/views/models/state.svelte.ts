import type { ProblemData } from '../../../contract/errors.ts'
import type { FoldKind, MethodName, ModelCard } from '../../../contract/model.ts'
import type { Session } from '../../../contract/session.ts'
import type { AppClient } from '../../client.ts'
import { Cursor } from '../../components/charts/cursor.svelte.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import { methodWord } from '../../text/names.ts'
import type { LeftChart, RightChart } from './chart-names.ts'
import { tournamentRows, type TournamentRow } from './rows.ts'

/** Pairs below which no training makes sense; what the bench's methods need where it says so. */
const LEAST_PAIRS = 24
/** Fixed ends of the heat map in reflectance; the operator picks one, it never adapts by itself. */
export const HEAT_SCALES = [0.006, 0.02, 0.05] as const
export type HeatScale = (typeof HEAT_SCALES)[number]
export type ModelsPage = 'tournament' | 'recalibrate'

/** What the Models view shows: tournament, versions, selection. */
export class ModelsState {
  page = $state<ModelsPage>('tournament')
  /** Row of the tournament that is drawn beside the winner. */
  method = $state<MethodName | undefined>(undefined)
  /** Version the inspector is about; the newest that needs a decision, else the active one, unless chosen. */
  version = $state<string | undefined>(undefined)
  scale = $state<HeatScale>(0.006)
  /** What the two places below the ranking show; the smallest layout has the left one only. */
  left = $state<LeftChart | RightChart>('error')
  right = $state<LeftChart | RightChart>('heat')
  /** What cross-validation leaves out together. */
  foldsBy = $state<FoldKind>('patch')
  table = $state(false)
  methods = $state.raw<
    readonly { readonly name: MethodName; readonly title: string; readonly minimumPairs: number }[]
  >([])
  sessions = $state.raw<readonly Session[]>([])
  /** Why the last training ended early. */
  problem = $state.raw<ProblemData | undefined>(undefined)
  /** When the last training of this window ended, ms since the epoch. */
  endedAt = $state<number | undefined>(undefined)
  loaded = $state(false)
  readonly cursor = new Cursor()
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  /** The training that runs or was cut short; else the last finished tournament. */
  readonly current = $derived.by(() => {
    const { training } = this.#app
    const unfinished = training.running || (training.finished === undefined && training.rows.length > 0)
    return unfinished ? 'training' : 'tournament'
  })
  readonly comparison = $derived.by(() =>
    this.current === 'tournament'
      ? (this.#app.training.tournament?.comparison ?? this.#app.training.finished?.comparison)
      : undefined,
  )
  readonly rows = $derived.by((): TournamentRow[] => {
    const { training } = this.#app
    const live = this.current === 'training'
    return tournamentRows({
      results: live ? training.rows : (this.comparison?.methods ?? []),
      winner: live ? undefined : this.comparison?.verdict.winner,
      methods: live ? training.methods : training.finished === undefined ? [] : training.methods,
      progress: training.progress,
      stopped: training.stopped,
      running: training.running,
      folds: training.folds,
      titleOf: (name) => this.titleOf(name),
    })
  })
  readonly detail = $derived.by(() =>
    this.current === 'tournament' ? this.#app.training.tournament : undefined,
  )
  /** Method whose figures are shown: the chosen one, else the winner. */
  readonly shownMethod = $derived.by(() => this.method ?? this.comparison?.verdict.winner)
  readonly models = $derived.by((): readonly ModelCard[] => this.#app.training.models)
  readonly active = $derived(this.models.find((card) => card.state === 'active'))
  /** The newest model that waits for a decision. */
  readonly candidate = $derived(this.models.at(-1)?.state === 'candidate' ? this.models.at(-1) : undefined)
  readonly card = $derived(
    this.models.find((card) => card.version === this.version) ??
      this.candidate ??
      this.active ??
      this.models.at(-1),
  )
  readonly leastPairs = $derived(
    this.methods.length === 0
      ? LEAST_PAIRS
      : Math.max(LEAST_PAIRS, Math.min(...this.methods.map((method) => method.minimumPairs))),
  )
  /** What a training would learn from: the open session, or the newest that has enough pairs. */
  readonly source = $derived.by((): Session | undefined => {
    const open = this.#app.bench.state?.session?.id
    const enough = this.sessions.filter((session) => session.pairs >= this.leastPairs)
    return enough.find((session) => session.id === open) ?? [...enough].sort((a, b) => b.id - a.id)[0]
  })
  /** There are pairs no model has learned from. */
  readonly unlearned = $derived(
    this.source !== undefined && !this.models.some((card) => card.session === this.source?.id),
  )
  /** Most pairs any session has, for the sentence of the empty state. */
  readonly pairs = $derived(Math.max(0, ...this.sessions.map((session) => session.pairs)))

  titleOf(name: MethodName): string {
    return this.methods.find((method) => method.name === name)?.title ?? methodWord(name)
  }

  /** Everything this view shows, from the bench. */
  async refresh(client: AppClient): Promise<void> {
    const [list, methods] = await Promise.all([
      client.session.list({}),
      client.model.methods({}),
      this.#app.training.running ? undefined : this.#app.training.refresh(client),
    ])
    this.sessions = list.sessions
    this.methods = methods.methods
    this.loaded = true
  }
}

/** Models state of a window. */
export const modelsState = perApp((app) => new ModelsState(app))
