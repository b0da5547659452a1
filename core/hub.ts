import type { RunEvent } from '../contract/run.ts'
import { Stream } from './stream.ts'

/** Events of one run with seq >= `from`, oldest first, at most `limit`; answered from the store. */
export type EventsSince = (run: number, from: number, limit: number) => readonly RunEvent[]

const CHUNK = 256
const RECENT = 512

/**
 * Run events, lossless: every subscriber is a cursor into the numbered events of a run. Recent ones come
 * from a ring shared by all, older ones from the store, so a slow reader costs no memory.
 */
export class RunHub {
  readonly #eventsSince: EventsSince
  #recent: RunEvent[] = []
  #live: number | undefined
  #streams = new Map<Stream<RunEvent>, number>()

  constructor(eventsSince: EventsSince) {
    this.#eventsSince = eventsSince
  }

  get subscribers(): number {
    return this.#streams.size
  }

  /** From here on `run` may publish; its streams stay open until `end`. */
  begin(run: number): void {
    this.#live = run
    this.#recent = []
  }

  /** Hands on an event that is already on disk. */
  publish(event: RunEvent): void {
    this.#recent.push(event)
    if (this.#recent.length > RECENT) this.#recent.splice(0, RECENT / 2)
    this.#poke(event.run)
  }

  /** The run publishes nothing more: its streams end after the last event. */
  end(run: number): void {
    if (this.#live === run) this.#live = undefined
    this.#poke(run)
  }

  /** Every event of `run` with seq >= `since`, then live; ends after the last one. */
  watch(run: number, since: number): Stream<RunEvent> {
    let cursor = since
    let chunk: readonly RunEvent[] = []
    let index = 0
    const take = (): { value: RunEvent } | 'end' | undefined => {
      if (index >= chunk.length) {
        chunk = this.#from(run, cursor)
        index = 0
      }
      const event = chunk[index]
      if (!event) return this.#live === run ? undefined : 'end'
      index++
      cursor = event.seq + 1
      return { value: event }
    }
    const stream: Stream<RunEvent> = new Stream(take, () => void this.#streams.delete(stream))
    this.#streams.set(stream, run)
    return stream
  }

  #poke(run: number): void {
    for (const [stream, watched] of this.#streams) if (watched === run) stream.poke()
  }

  #from(run: number, seq: number): readonly RunEvent[] {
    const first = this.#recent[0]
    if (first?.run !== run || first.seq > seq) return this.#eventsSince(run, seq, CHUNK)
    return this.#recent.slice(seq - first.seq, seq - first.seq + CHUNK)
  }
}
