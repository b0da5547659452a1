import { isCancelled } from '../../contract/errors.ts'
import { deferred, sleep, unlessAborted } from '../async.ts'
import type { Slot } from './slot.ts'

/**
 * Opens one slot again and again until it is there, with growing pauses; a poke (something was plugged in,
 * the operator pressed Retry) ends the pause at once.
 */
export class Reconnector {
  readonly #slot: Slot
  readonly #backOffMs: readonly number[]
  readonly #wanted: () => boolean
  readonly #stop = new AbortController()
  #wake = deferred<undefined>()
  #running = false

  constructor(slot: Slot, backOffMs: readonly number[], wanted: () => boolean) {
    this.#slot = slot
    this.#backOffMs = backOffMs
    this.#wanted = wanted
  }

  /** Begins trying, unless it does already. */
  start(): void {
    if (this.#running || this.#stop.signal.aborted) return
    this.#running = true
    void this.#loop()
  }

  /** Tries now. */
  poke(): void {
    this.#wake.resolve(undefined)
  }

  /** Ends it for good. */
  stop(): void {
    this.#stop.abort(new DOMException('released', 'AbortError'))
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop
    for (let attempt = 0; this.#wanted() && !signal.aborted && !this.#slot.present; attempt++) {
      this.#wake = deferred()
      try {
        // One that was never open is tried at once; one that was lost needs a moment.
        if (attempt > 0 || this.#slot.identity) await this.#pause(attempt, signal)
        await this.#slot.open(signal)
      } catch (error) {
        // Why it failed stands on the slot itself; only a cancellation ends the loop.
        if (isCancelled(error)) break
      }
    }
    // In the same step as the last look at the slot: a loss from now on starts a new loop.
    this.#running = false
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    const ms = this.#backOffMs[Math.min(attempt, this.#backOffMs.length - 1)] ?? 0
    await Promise.race([sleep(ms, signal), unlessAborted(this.#wake.promise, signal)])
  }
}
