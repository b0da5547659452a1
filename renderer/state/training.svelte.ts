import type {
  FoldKind,
  MethodName,
  MethodResult,
  ModelCard,
  TournamentDetail,
  TrainingEvent,
} from '../../contract/model.ts'
import type { AppClient } from '../client.ts'

type Progress = Extract<TrainingEvent, { type: 'progress' }>
type Finished = Extract<TrainingEvent, { type: 'finished' }>

/** The running or last training of this window, and the last tournament of the bench. */
export class Training {
  running = $state(false)
  methods = $state.raw<readonly MethodName[]>([])
  pairs = $state(0)
  folds = $state(0)
  rows = $state.raw<readonly MethodResult[]>([])
  progress = $state.raw<Readonly<Partial<Record<MethodName, Progress>>>>({})
  /** Methods that gave up or were skipped, with the reason. */
  stopped = $state.raw<Readonly<Partial<Record<MethodName, string>>>>({})
  finished = $state.raw<Finished | undefined>(undefined)
  tournament = $state.raw<TournamentDetail | undefined>(undefined)
  models = $state.raw<readonly ModelCard[]>([])
  #stop: AbortController | undefined

  /** Asks the bench for what is known: the last tournament and all models. */
  async refresh(client: AppClient): Promise<void> {
    const [tournament, list] = await Promise.all([client.model.tournament({}), client.model.list({})])
    this.tournament = tournament ?? undefined
    this.models = list.models
  }

  /** Trains and compares; rows fill as folds finish. Throws what the bench throws; a stop is no error. */
  async start(
    client: AppClient,
    options: { session?: number; methods?: MethodName[]; foldsBy?: FoldKind; seed?: number },
  ): Promise<void> {
    this.#stop?.abort()
    const stop = new AbortController()
    this.#stop = stop
    this.running = true
    this.rows = []
    this.progress = this.stopped = {}
    this.finished = undefined
    try {
      for await (const event of await client.model.train(options, { signal: stop.signal })) this.take(event)
      await this.refresh(client)
    } catch (error) {
      if (!stop.signal.aborted) throw error
    } finally {
      if (this.#stop === stop) this.running = false
    }
  }

  /** Stops the training; finished rows stay. */
  stop(): void {
    this.#stop?.abort()
  }

  /** Adds one event of the stream. */
  take(event: TrainingEvent): void {
    switch (event.type) {
      case 'started':
        this.methods = event.methods
        this.pairs = event.pairs
        this.folds = event.folds
        break
      case 'progress':
        this.progress = { ...this.progress, [event.method]: event }
        break
      case 'row':
        this.rows = [...this.rows.filter((row) => row.name !== event.row.name), event.row]
        break
      case 'stopped':
        this.stopped = { ...this.stopped, [event.method]: event.reason }
        break
      case 'finished':
        this.finished = event
        this.rows = event.comparison.methods
        break
    }
  }
}
