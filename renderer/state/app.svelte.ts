import { getContext, setContext } from 'svelte'
import type { ProblemData } from '../../contract/errors.ts'
import type { AppClient } from '../client.ts'
import { CommandRegistry } from '../commands/registry.svelte.ts'
import { BENCH_DOWN, isAbort, problemOf } from '../problems.ts'
import { Bench } from './bench.svelte.ts'
import { Link, portSource, socketSource } from './link.svelte.ts'
import { Live } from './live.svelte.ts'
import { Look } from './look.svelte.ts'
import { Notices } from './notices.svelte.ts'
import { Run } from './run.svelte.ts'
import { Settings } from './settings.svelte.ts'
import { Spots } from './spots.svelte.ts'
import { Training } from './training.svelte.ts'

/** Overlays of the frame; one at a time. */
export type Overlay = 'palette' | 'cheat-sheet' | 'log' | 'guide' | undefined

/** Cells of the instrument strip that have an explanation. */
export type Explained = 'level' | 'dark' | 'white' | 'domain'

/** An entry of the palette that is no command: a patch, a spot, a model, a device. */
export interface Finding {
  readonly id: string
  readonly title: string
  /** What it is, right of the title. */
  readonly kind: string
  readonly run: () => unknown
}

/** Everything the window knows. One per window, handed down by context. */
export class App {
  readonly settings: Settings
  readonly link = new Link()
  readonly look = new Look()
  readonly bench = new Bench()
  readonly live = new Live()
  readonly run = new Run()
  readonly notices = new Notices()
  readonly spots = new Spots()
  readonly training = new Training()
  readonly commands = new CommandRegistry()
  /** Name of the view in the main zone. */
  view = $state('live')
  overlay = $state<Overlay>(undefined)
  /** A cell of the strip that explains itself in the inspector. */
  explains = $state<Explained | undefined>(undefined)
  /** A reading is being taken by this window: what, in words. */
  taking = $state.raw<{ readonly what: string; readonly since: number } | undefined>(undefined)
  /** The inspector as a drawer in the small layout. */
  drawerOpen = $state(false)
  about = $state.raw<
    { version: string; backend: string; runtime: string; dataFolder: string; platform: string } | undefined
  >(undefined)
  #findings = $state.raw<readonly (() => readonly Finding[])[]>([])

  constructor(store: Pick<Storage, 'getItem' | 'setItem'>) {
    this.settings = new Settings(store)
  }

  /** Connects and follows every stream; call inside an effect root. Returns the way to stop. */
  start(page: Window): () => void {
    const stop = new AbortController()
    const { signal } = stop
    const onError = (error: unknown): void => this.notices.raise(problemOf(error), 'fault')
    this.look.follow(page, this.settings)
    this.bench.follow(this.link, signal, onError)
    this.live.follow(this.link, page, signal, onError)
    this.notices.follow(this.link, signal, onError)
    this.run.follow(this.link, this.bench, signal, onError)
    $effect(() => {
      if (this.link.client !== undefined) void this.#greet(this.link.client)
    })
    $effect(() => {
      const faulty = this.bench.devices
        .filter((device) => device.problem !== undefined)
        .map((device) => device.uri)
      const online = this.link.state === 'open'
      this.notices.solve(
        (problem) =>
          // Only the page's own word: a bench that was given up says so over a way that is open.
          !(online && problem === BENCH_DOWN) &&
          (problem.device === undefined || faulty.includes(problem.device)),
      )
    })
    if (page.location.protocol === 'app:') void this.link.keep(portSource(page), signal)
    else {
      const token = takeToken(page)
      if (token === undefined) this.link.refuse()
      else void this.link.keep(socketSource(page.location, token), signal)
    }
    return () => stop.abort()
  }

  /**
   * Makes a call and shows its problem where it fails; the result, or undefined. A call whose way was cut is said by
   * the connection itself.
   */
  async ask<T>(call: (client: AppClient) => Promise<T>): Promise<T | undefined> {
    const { client } = this.link
    if (client === undefined) return undefined
    try {
      return await call(client)
    } catch (error) {
      if (!(isAbort(error) && this.link.client !== client)) this.notices.raise(problemOf(error))
      return undefined
    }
  }

  /** The problem a call fails with, or undefined when it went well; for cards in place. */
  async attempt(call: (client: AppClient) => Promise<unknown>): Promise<ProblemData | undefined> {
    try {
      await call(await this.link.ready(AbortSignal.timeout(5000)))
      return undefined
    } catch (error) {
      return problemOf(error)
    }
  }

  /** The instruments do nothing but feed the live view. */
  get idle(): boolean {
    return !this.run.active && this.taking === undefined
  }

  go(view: string): void {
    this.view = view
    this.explains = undefined
    this.drawerOpen = false
  }

  /** Adds a source of palette entries; returns the way to take it away. */
  offer(source: () => readonly Finding[]): () => void {
    this.#findings = [...this.#findings, source]
    return () => (this.#findings = this.#findings.filter((old) => old !== source))
  }

  get findings(): Finding[] {
    return this.#findings.flatMap((source) => source())
  }

  async #greet(client: AppClient): Promise<void> {
    try {
      this.about = await client.app.about({})
      await Promise.all([this.spots.refresh(client), this.training.refresh(client)])
    } catch (error) {
      if (!isAbort(error)) this.notices.raise(problemOf(error))
    }
  }
}

const KEY = Symbol('app')

/** Hands the app down; called once, by the frame. */
export const provideApp = (app: App): App => setContext(KEY, app)
/** The app of this window. */
export const useApp = (): App => getContext<App>(KEY)

/** State of a view that outlives its visits: made once per window. `const liveState = perApp((app) => new LiveState(app))`. */
export function perApp<T>(make: (app: App) => T): (app: App) => T {
  const made = new WeakMap<App, { state: T }>()
  return (app) => {
    // A root of its own: what the state derives would otherwise go stale with the component that asked first.
    if (!made.has(app)) $effect.root(() => void made.set(app, { state: make(app) }))
    const known = made.get(app)
    if (known === undefined) throw new Error('The state of this view needs itself to be made.')
    return known.state
  }
}

/** Takes the token out of the address, so that no copied address carries it, and keeps it for reloads. */
function takeToken(page: Window): string | undefined {
  const found = /(?:^#|&)token=([^&]+)/.exec(page.location.hash)?.[1]
  if (found !== undefined) {
    page.sessionStorage.setItem('isochrome.token', decodeURIComponent(found))
    page.history.replaceState(null, '', page.location.pathname + page.location.search)
  }
  return page.sessionStorage.getItem('isochrome.token') ?? undefined
}
