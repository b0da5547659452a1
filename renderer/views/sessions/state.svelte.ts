import type {
  HistoryEntry,
  ReadingDetail,
  ReadingFilter,
  ReadingRow,
  Session,
  SessionComparison,
} from '../../../contract/session.ts'
import type { AppClient } from '../../client.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import { PlateState } from '../plate/plate-state.svelte.ts'
import { Pages } from './pages.svelte.ts'
import { datedGroups, matches, type SessionGroup } from './list.ts'

export type InspectorTab = 'session' | 'reading' | 'history'

/** The list of sessions, the chosen one with its readings, and what the inspector says about them. */
export class SessionsState {
  list = $state.raw<readonly Session[]>([])
  loaded = $state(false)
  filter = $state('')
  /** Session on the screen; the open one, else the newest, unless chosen. */
  chosen = $state<number | undefined>(undefined)
  tab = $state<InspectorTab>('session')
  /** Id of the selected reading. */
  reading = $state<number | undefined>(undefined)
  detail = $state.raw<ReadingDetail | undefined>(undefined)
  history = $state.raw<readonly HistoryEntry[]>([])
  /** The sheet over the inspector. */
  sheet = $state<'export' | 'import'>()
  /** Which readings are listed. */
  words = $state('')
  only = $state<ReadingRow['state'] | undefined>(undefined)
  /** Another session beside the one on the screen. */
  comparison = $state.raw<SessionComparison | undefined>(undefined)
  readonly pages = new Pages<ReadingRow>()
  /** The plate of the chosen session: its control patches. */
  readonly plate = new PlateState()
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  readonly shown = $derived(this.list.filter((session) => matches(session, this.filter)))
  readonly groups = $derived.by((): SessionGroup[] => datedGroups(this.shown, this.#app.bench.now))
  readonly open = $derived.by(() => this.#app.bench.state?.session?.id)
  readonly session = $derived.by((): Session | undefined => {
    const id = this.chosen ?? this.open
    return this.list.find((session) => session.id === id) ?? this.list[0]
  })

  /** Newest first. */
  async refresh(client: AppClient): Promise<void> {
    const { sessions } = await client.session.list({})
    this.list = sessions
    this.loaded = true
  }

  /** Readings, plate and history of a session, from the start. */
  async load(client: AppClient, session: number): Promise<void> {
    this.reading = undefined
    this.detail = undefined
    this.plate.clear()
    this.comparison = undefined
    this.words = ''
    this.only = undefined
    this.#list(client, session)
    await Promise.all([
      this.pages.need(0, 1),
      this.#loadHistory(client, session),
      this.#loadPlate(client, session),
    ])
  }

  /** Lists the readings that fit what was typed and chosen. */
  async find(client: AppClient, session: number): Promise<void> {
    this.#list(client, session)
    await this.pages.need(0, 1)
  }

  /** What was typed and chosen over the readings. */
  get found(): ReadingFilter {
    return {
      ...(this.words.trim() !== '' && { words: this.words }),
      ...(this.only !== undefined && { state: this.only }),
    }
  }

  #list(client: AppClient, session: number): void {
    const filter = this.found
    this.pages.open(async (offset, limit) => client.session.readings({ session, offset, limit, filter }))
  }

  /** The same session again after something was added or undone: what is on the screen stays until it is here. */
  async renew(client: AppClient, session: number): Promise<void> {
    await Promise.all([
      this.pages.renew(),
      this.#loadHistory(client, session),
      this.#loadPlate(client, session),
    ])
  }

  /** Shows a reading with its spectrum. */
  async select(client: AppClient, id: number): Promise<void> {
    this.reading = id
    this.tab = 'reading'
    const detail = await client.session.reading({ id })
    if (this.reading === id) this.detail = detail
  }

  async #loadHistory(client: AppClient, session: number): Promise<void> {
    const { entries } = await client.measure.history({ session })
    this.history = [...entries].reverse()
  }

  async #loadPlate(client: AppClient, session: number): Promise<void> {
    const view = await client.plate.view({ session })
    if (view !== null) this.plate.show(view)
  }
}

/** Sessions state of a window. */
export const sessionsState = perApp((app) => new SessionsState(app))
