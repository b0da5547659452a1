import { ORPCError } from '@orpc/client'
import { openPort, openSocket, type AppClient, type Carrier } from '../client.ts'

/** `refused`: the page has no token, or the host does not take the one it has. */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused'

/** The host answers, but not to this token: it was started again since. */
export class TokenRefused extends Error {}

/** Gives the next carrier; waits as long as it takes. */
export type CarrierSource = (signal: AbortSignal) => Promise<Carrier>

const RETRY_MS = [250, 500, 1000, 2000, 2000] as const
const HEARTBEAT_MS = 4000
/** Unanswered for so many beats the bench counts as dead: a starved machine must not end a training. */
const PATIENCE_BEATS = 5

/** Waits, or rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('Stopped', 'AbortError'))
    }
    if (signal.aborted) {
      reject(new DOMException('Stopped', 'AbortError'))
      return
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** Whether a signal is set by now: a call, so that the compiler does not believe it stays as it was. */
const isOver = (signal: AbortSignal): boolean => signal.aborted

/** The connection to the bench: opens it, reopens it, and tells everybody which it is. */
export class Link {
  state = $state<LinkState>('connecting')
  /** When the present state began, ms since the epoch. */
  since = $state(Date.now())
  /** How often the connection was opened; above 1 = it was lost before. */
  opened = $state(0)
  client = $state.raw<AppClient | undefined>(undefined)
  /** The page has a token, which the host refuses. */
  outdated = $state(false)
  #waiting: ((client: AppClient) => void)[] = []
  readonly #heartbeatMs: number

  constructor(heartbeatMs = HEARTBEAT_MS) {
    this.#heartbeatMs = heartbeatMs
  }

  /** Keeps a connection open until the signal stops it. */
  async keep(source: CarrierSource, signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!isOver(signal)) {
      try {
        const carrier = await source(signal)
        failures = 0
        this.outdated = false
        this.#open(carrier.client)
        const beat = new AbortController()
        void this.#watch(carrier, beat.signal)
        await carrier.closed
        beat.abort()
      } catch (error) {
        failures++ // the state shown is the report; the next try follows
        this.outdated = error instanceof TokenRefused
      }
      if (isOver(signal)) return
      this.#set(this.outdated ? 'refused' : this.opened > 0 || failures > 2 ? 'lost' : 'connecting')
      this.client = undefined
      await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 2000, signal).catch(() => undefined)
    }
  }

  /** No try can succeed: said once. */
  refuse(): void {
    this.#set('refused')
  }

  /** The client as soon as there is one. */
  ready(signal: AbortSignal): Promise<AppClient> {
    if (this.client !== undefined) return Promise.resolve(this.client)
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve)
      signal.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')), {
        once: true,
      })
    })
  }

  /**
   * Follows a stream for as long as the signal lasts, over every reconnection. A stream that ends by itself is
   * over unless `endless`.
   */
  async follow<T>(
    open: (client: AppClient, signal: AbortSignal) => Promise<AsyncIterable<T>>,
    onValue: (value: T) => void,
    signal: AbortSignal,
    onError: (error: unknown) => void,
    endless = true,
  ): Promise<void> {
    while (!isOver(signal)) {
      try {
        const client = await this.ready(signal)
        for await (const value of await open(client, signal)) {
          if (isOver(signal)) return
          onValue(value)
        }
        if (!endless) return
      } catch (error) {
        if (isOver(signal)) return
        if (this.client !== undefined && this.state === 'open') onError(error)
      }
      await pause(300, signal).catch(() => undefined)
    }
  }

  #open(client: AppClient): void {
    this.client = client
    this.opened++
    this.#set('open')
    for (const give of this.#waiting.splice(0)) give(client)
  }

  #set(state: LinkState): void {
    if (this.state !== state) this.since = Date.now()
    this.state = state
  }

  /** Older runtimes do not tell when the other end of a port died: ask now and then. */
  async #watch(carrier: Carrier, signal: AbortSignal): Promise<void> {
    while (!isOver(signal)) {
      await pause(this.#heartbeatMs, signal).catch(() => undefined)
      if (isOver(signal)) return
      const answer = carrier.client.app.about({}, { signal }).then(
        () => true,
        // A bench that says why it cannot is one that answers.
        (error: unknown) => signal.aborted || error instanceof ORPCError,
      )
      const late = pause(PATIENCE_BEATS * this.#heartbeatMs, signal).then(
        () => false,
        () => true,
      )
      if (!(await Promise.race([answer, late]))) carrier.close()
    }
  }
}

/** The web host's carrier: a socket beside the page, opened with the token of the address. */
export function socketSource(page: Location, token: string): CarrierSource {
  const url = `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/rpc`
  return async (signal) => {
    try {
      return await openSocket(url, token, signal)
    } catch (error) {
      throw (await hostAnswers(page.origin)) ? new TokenRefused('The host refuses this token.') : error
    }
  }
}

/** Browsers do not say why a socket was not opened; whether the host is there at all can be asked. */
async function hostAnswers(origin: string): Promise<boolean> {
  try {
    const { ok } = await fetch(origin, {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(2000),
    })
    return ok
  } catch {
    return false // nobody there: the socket's own error is the news
  }
}

/** Electron's carrier: the preload script relays a port at the start and after every restart of the bench. */
export function portSource(page: Window): CarrierSource {
  const arrived: MessagePort[] = []
  let give: ((port: MessagePort) => void) | undefined
  let current: Carrier | undefined
  page.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0]
    if (
      event.source !== page ||
      event.origin !== page.origin ||
      event.data !== 'isochrome:port' ||
      port === undefined
    )
      return
    current?.close()
    if (give === undefined) arrived.push(port)
    else give(port)
  })
  return async (signal) => {
    const port =
      arrived.pop() ??
      (await new Promise<MessagePort>((resolve, reject) => {
        give = resolve
        page.postMessage('isochrome:ready', page.origin)
        signal.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')), {
          once: true,
        })
      }))
    give = undefined
    arrived.length = 0
    current = openPort(port)
    return current
  }
}
