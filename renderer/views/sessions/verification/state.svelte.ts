import type {
  LimitedFigure,
  Verification,
  VerificationChart,
  VerifySchedule,
} from '../../../../contract/verify.ts'
import type { AppClient } from '../../../client.ts'
import { perApp, type App } from '../../../state/app.svelte.ts'
import { formFault, type Field } from './options.ts'

/** Verifications of the instrument on the bench, the chosen one, and what the next one will be. */
export class VerificationState {
  /** The verifications stand in the place of the readings. */
  shown = $state(false)
  tab = $state<'result' | 'rules'>('result')
  list = $state.raw<readonly Verification[]>([])
  chart = $state.raw<VerificationChart | undefined>(undefined)
  loaded = $state(false)
  chosen = $state<number | undefined>(undefined)
  /** The form: what is typed and what is kept for the instrument. */
  standard = $state('')
  limits = $state<Record<LimitedFigure, Field>>({
    dE00Mean: undefined,
    dE00P95: undefined,
    dE00Max: undefined,
    rmse: undefined,
    gfc: undefined,
  })
  days = $state<Field>(undefined)
  sessions = $state<Field>(undefined)
  patchCount = $state<Field>(12)
  only = $state('')
  readings = $state<Field>(2)
  note = $state('')
  /** Instrument whose rules stand in the form. */
  rulesOf = $state<string | undefined>(undefined)
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  /** Serial number that is meant: the one on the bench, else the one of the active model, else the one verified last. */
  readonly instrument = $derived.by(
    () =>
      this.#app.bench.spectrometer?.serial ??
      this.#app.training.models.find(({ state }) => state === 'active')?.instrument ??
      this.list[0]?.instrument,
  )
  readonly model = $derived.by(() => this.#app.bench.state?.activeModel?.version)
  readonly verification = $derived.by(() => this.list.find(({ id }) => id === this.chosen) ?? this.list[0])
  /** The form holds the rules of the instrument that is meant; else what is kept for it counts. */
  readonly filled = $derived.by(() => this.rulesOf !== undefined && this.rulesOf === this.instrument)
  /** What is wrong in the form. */
  readonly fault = $derived.by(() => (this.filled ? formFault(this) : undefined))
  readonly running = $derived.by(() => this.#app.run.active && this.#app.run.kind === 'verify')

  /** Every verification, newest first, and the chart of the chosen one's instrument and model. */
  async refresh(client: AppClient): Promise<void> {
    const { verifications } = await client.verify.list({})
    this.list = verifications
    this.loaded = true
    await this.loadChart(client)
  }

  async loadChart(client: AppClient): Promise<void> {
    const of = this.verification
    const chart = of && (await client.verify.chart({ instrument: of.instrument, model: of.model }))
    if (this.verification === of) this.chart = chart ?? undefined
  }

  /** The rules of an instrument into the form. */
  async loadRules(client: AppClient, instrument: string): Promise<void> {
    const { tolerance, schedule } = await client.verify.settings({ instrument })
    if (this.instrument !== instrument) return
    this.rulesOf = instrument
    this.standard = tolerance.standard
    this.limits = {
      dE00Mean: tolerance.limits.dE00Mean,
      dE00P95: tolerance.limits.dE00P95,
      dE00Max: tolerance.limits.dE00Max,
      rmse: tolerance.limits.rmse,
      gfc: tolerance.limits.gfc,
    }
    this.show(schedule)
  }

  show({ days, sessions }: VerifySchedule): void {
    this.days = days ?? undefined
    this.sessions = sessions ?? undefined
  }
}

/** Verifications of a window. */
export const verificationState = perApp((app) => new VerificationState(app))
