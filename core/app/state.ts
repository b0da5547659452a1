import type { BenchState } from '../../contract/instrument.ts'
import { LatestTopic } from '../topic.ts'
import type { Stream } from '../stream.ts'

/** Ages of references and the free disk change without an event. */
const REFRESH_MS = 5_000

/** Sends the bench state after changes, at most once in `everyMs`, and now and then for what ages by itself. */
export class StateWatch {
  readonly #topic = new LatestTopic<BenchState>()
  readonly #everyMs: number
  readonly #state: () => BenchState
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = Infinity

  constructor(everyMs: number, state: () => BenchState) {
    this.#everyMs = everyMs
    this.#state = state
  }

  /** Something changed. */
  touch(): void {
    this.#plan(this.#everyMs)
  }

  watch(): Stream<BenchState> {
    const stream = this.#topic.watch((state) => state, this.#state())
    this.#plan(REFRESH_MS)
    return stream
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#topic.close()
  }

  #plan(inMs: number): void {
    if (this.#topic.subscribers === 0) return
    const due = performance.now() + inMs
    if (due >= this.#due) return
    clearTimeout(this.#timer)
    this.#due = due
    this.#timer = setTimeout(() => this.#send(), inMs)
    this.#timer.unref()
  }

  #send(): void {
    this.#due = Infinity
    if (this.#topic.subscribers === 0) return
    this.#topic.publish(this.#state())
    this.#plan(REFRESH_MS)
  }
}
