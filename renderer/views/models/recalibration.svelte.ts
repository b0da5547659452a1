import type { ProblemData } from '../../../contract/errors.ts'
import type { RecalibrationForecast } from '../../../contract/insight.ts'
import type { ModelCard } from '../../../contract/model.ts'
import type { PatchView } from '../../../contract/plate.ts'
import type { RunEvent } from '../../../contract/run.ts'
import type { LampState } from '../../components/lamp-state.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import { setOf } from '../../text/collections.ts'
import type { ErrorBands } from './band-errors.ts'
import { PlateState } from '../plate/plate-state.svelte.ts'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>
/** The five steps of the ribbon. */
export const STAGES = ['references', 'read', 'refit', 'guard', 'decide'] as const
export type Stage = (typeof STAGES)[number]

/** One of the patches that are read again. */
export interface TransferPatch {
  readonly id: string
  /** Spectrometer readings so far. */
  readonly readings: number
  readonly state: 'waits' | 'reading' | 'paired' | 'refused'
  readonly view?: PatchView
}

/** The recalibration of this window: what was asked for, where it is, what came out. */
export class Recalibration {
  patchCount = $state(12)
  readingCount = $state(3)
  /** Unset = motorised where there is a stage. */
  mode = $state<'motorised' | 'hand-held' | undefined>(undefined)
  /** Run this page shows; undefined before the first start. */
  run = $state<number | undefined>(undefined)
  session = $state<number | undefined>(undefined)
  stage = $state<Stage | undefined>(undefined)
  patches = $state.raw<readonly TransferPatch[]>([])
  current = $state<string | undefined>(undefined)
  total = $state(0)
  /** When each step began, ms since the epoch. */
  began = $state.raw<Partial<Record<Stage, number>>>({})
  result = $state.raw<EventOf<'recalibrated'> | undefined>(undefined)
  finished = $state.raw<EventOf<'finished'> | undefined>(undefined)
  problem = $state.raw<ProblemData | undefined>(undefined)
  /** Error by wavelength on the patches read, before and after; undefined until both are known. */
  errors = $state.raw<{ readonly before: ErrorBands; readonly after: ErrorBands } | undefined>(undefined)
  /** What a recalibration can be expected to leave; null where the bench cannot say, undefined while it plays. */
  forecast = $state.raw<RecalibrationForecast | null | undefined>(undefined)
  /** Version the forecast is for. */
  forecastFor: string | undefined
  /** The result was decided on: kept or made active. */
  decided = $state<'kept' | 'active' | undefined>(undefined)
  /** The plate with the patches framed. */
  readonly map = new PlateState()
  readonly framed = $derived(setOf(this.patches.map((patch) => patch.id)))
  readonly taken = $derived(this.patches.reduce((sum, patch) => sum + patch.readings, 0))
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  get chosenMode(): 'motorised' | 'hand-held' {
    return this.mode ?? (this.#app.bench.stage === undefined ? 'hand-held' : 'motorised')
  }

  readonly running = $derived.by(
    () => this.run !== undefined && this.#app.run.id === this.run && this.#app.run.active,
  )
  /** The updated model, as soon as the list has it. */
  readonly card = $derived.by((): ModelCard | undefined =>
    this.#app.training.models.find((card) => card.version === this.result?.model),
  )
  /** The model it came from, or would. */
  readonly parent = $derived.by((): ModelCard | undefined => {
    const { models } = this.#app.training
    return (
      models.find((card) => card.version === this.card?.parent) ??
      models.find((card) => card.state === 'active')
    )
  })

  /** Back to the first screen; everything stored stays. */
  clear(): void {
    this.run = undefined
    this.session = undefined
    this.stage = undefined
    this.patches = []
    this.current = undefined
    this.began = {}
    this.result = this.finished = this.problem = this.errors = this.decided = undefined
  }

  /** Takes an event of the recalibration run. */
  take(event: RunEvent): void {
    if (event.type === 'started') {
      this.clear()
      this.run = event.run
      this.session = event.session
      this.total = event.total
    }
    if (event.run !== this.run) return
    switch (event.type) {
      case 'started':
        this.#enter('references', event.at)
        break
      case 'step':
        this.#step(event)
        break
      case 'reading':
        if (event.kind === 'sample' && event.role === 'spectrometer' && event.patch !== undefined)
          this.#change(event.patch, (patch) => ({ ...patch, readings: patch.readings + 1 }))
        break
      case 'patch':
        this.#change(event.patch.id, (patch) => ({ ...patch, state: 'paired', view: event.patch }))
        this.map.take(event)
        break
      case 'refused':
        this.#change(event.patch, (patch) => ({ ...patch, state: 'refused' }))
        break
      case 'problem':
        this.problem = event.problem
        break
      case 'recalibrated':
        this.#enter('guard', event.at)
        this.#enter('decide', event.at)
        this.result = event
        this.current = undefined
        break
      case 'finished':
        this.finished = event
        this.current = undefined
        break
      default:
        break
    }
  }

  /** Lamp of a step in the ribbon. */
  lampOf(stage: Stage): LampState {
    const at = this.stage === undefined ? -1 : STAGES.indexOf(this.stage)
    const index = STAGES.indexOf(stage)
    if (index > at) return 'waiting'
    if (this.result !== undefined) {
      if (stage === 'guard')
        return this.result.accepted ? 'good' : this.result.guardStandardErrors >= 1 ? 'attention' : 'off'
      if (stage === 'decide') return this.decided === undefined && this.result.accepted ? 'working' : 'good'
      return 'good'
    }
    if (index < at) return 'good'
    if (this.finished !== undefined) return this.finished.outcome === 'failed' ? 'fault' : 'off'
    return this.#app.run.state === 'paused' || this.#app.run.prompt !== undefined ? 'attention' : 'working'
  }

  #step(event: EventOf<'step'>): void {
    if (event.patch !== undefined) {
      this.#enter('read', event.at)
      this.current = event.patch
      this.#change(event.patch, (patch) => ({ ...patch, state: 'reading' }))
    } else if (event.name === 'refit') {
      this.#enter('refit', event.at)
      this.current = undefined
    } else {
      // The white before a round: no patch is being read.
      this.current = undefined
      this.patches = this.patches.map(rested)
    }
  }

  #enter(stage: Stage, at: string): void {
    const now = this.stage === undefined ? -1 : STAGES.indexOf(this.stage)
    if (STAGES.indexOf(stage) <= now) return
    this.stage = stage
    this.began = { ...this.began, [stage]: Date.parse(at) }
  }

  #change(id: string, change: (patch: TransferPatch) => TransferPatch): void {
    // A patch whose next reading begins is "reading" again, the one before it waits for its next round.
    const known = this.patches.find((patch) => patch.id === id)
    const changed = change(known ?? { id, readings: 0, state: 'waits' })
    const settled = this.patches.map((patch) =>
      patch.id === id ? changed : changed.state === 'reading' ? rested(patch) : patch,
    )
    this.patches = known === undefined ? [...settled, changed] : settled
  }
}

/** A patch that is not under the probe any more. */
const rested = (patch: TransferPatch): TransferPatch =>
  patch.state === 'reading' ? { ...patch, state: 'waits' } : patch

/** A recalibration that hears every run of its kind. */
export function followRecalibrations(app: App): Recalibration {
  const state = new Recalibration(app)
  app.run.onEvent((event) => {
    if (app.run.kind === 'recalibrate') state.take(event)
  })
  return state
}

/** The recalibration of this window; it follows the run wherever the operator looks. */
export const recalibrationState = perApp(followRecalibrations)
