import type { PlanEvent, RunEvent, RunKind } from '../../../contract/run.ts'
import { Stream } from '../../../core/stream.ts'
import type { FakeApp } from './app.ts'

/** What a test says bit by bit: every reader hears all of it from the start, until it has ended. */
export class Feed<T> {
  readonly #said: T[] = []
  readonly #readers = new Set<Stream<T>>()
  #ended: Error | 'end' | undefined

  say(...values: readonly T[]): void {
    this.#said.push(...values)
    this.#poke()
  }

  /** Ends it for all readers; with an error they get that. */
  end(error?: Error): void {
    this.#ended = error ?? 'end'
    this.#poke()
  }

  read(): Stream<T> {
    let at = 0
    const stream: Stream<T> = new Stream(
      () => (at < this.#said.length ? { value: this.#said[at++] as T } : this.#ended && 'end'),
      () => void this.#readers.delete(stream),
    )
    this.#readers.add(stream)
    const next = stream.next.bind(stream)
    stream.next = async () => {
      const result = await next()
      if (result.done === true && this.#ended instanceof Error) throw this.#ended
      return result
    }
    return stream
  }

  #poke(): void {
    for (const reader of [...this.#readers]) reader.poke()
  }
}

/** A run that does only what a test says. */
export interface FakeRun {
  say(...events: readonly PlanEvent[]): void
}

/** How much there is to do, and what was done before. */
interface Counts {
  readonly total: number
  readonly done: number
  readonly interrupted?: boolean
}

/** Begins a run on the fake bench: the page follows it like any other. */
export function beginRun(
  app: FakeApp,
  id: number,
  kind: RunKind,
  counts: Counts = { total: 660, done: 0 },
): FakeRun {
  const feed = new Feed<RunEvent>()
  let seq = 0
  const say = (...events: readonly PlanEvent[]): void =>
    feed.say(...events.map((event) => ({ ...event, seq: seq++, at: new Date().toISOString(), run: id })))
  app.scene.answers['run.watch'] = () => feed.read()
  say({ type: 'started', kind, session: 1, ...counts })
  app.scene.bench = { ...app.scene.bench, run: { id, kind, state: 'running' } }
  app.publish()
  return { say }
}
