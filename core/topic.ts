import { Stream } from './stream.ts'

/**
 * Latest wins: each subscriber holds at most one value not yet read; a newer one replaces it and counts as
 * dropped for that subscriber. A slow reader therefore costs frames, never memory.
 */
export class LatestTopic<T> {
  readonly #slots = new Map<Stream<T>, { latest: T | undefined; dropped: number }>()
  #closed = false

  get subscribers(): number {
    return this.#slots.size
  }

  publish(value: T): void {
    for (const [stream, slot] of this.#slots) {
      if (slot.latest !== undefined) slot.dropped++
      slot.latest = value
      stream.poke()
    }
  }

  /** `stamp` tells the reader how many values it has missed so far. */
  watch(stamp: (value: T, dropped: number) => T = (value) => value, first?: T): Stream<T> {
    const slot: { latest: T | undefined; dropped: number } = { latest: first, dropped: 0 }
    const take = (): { value: T } | 'end' | undefined => {
      if (slot.latest === undefined) return this.#closed ? 'end' : undefined
      const value = stamp(slot.latest, slot.dropped)
      slot.latest = undefined
      return { value }
    }
    const stream: Stream<T> = new Stream(take, () => void this.#slots.delete(stream))
    this.#slots.set(stream, slot)
    return stream
  }

  /** Ends every stream after what it still holds. */
  close(): void {
    this.#closed = true
    for (const stream of this.#slots.keys()) stream.poke()
  }
}

/** Keeps the last `keep` values for newcomers; a reader that falls further behind misses the oldest. */
export class RecentTopic<T> {
  readonly #keep: number
  readonly #recent: T[] = []
  readonly #queues = new Map<Stream<T>, T[]>()
  #closed = false

  constructor(keep: number) {
    this.#keep = keep
  }

  publish(value: T): void {
    this.#recent.push(value)
    if (this.#recent.length > this.#keep) this.#recent.shift()
    for (const [stream, queue] of this.#queues) {
      queue.push(value)
      if (queue.length > this.#keep) queue.shift()
      stream.poke()
    }
  }

  watch(): Stream<T> {
    const queue = [...this.#recent]
    const take = (): { value: T } | 'end' | undefined => {
      const value = queue.shift()
      if (value === undefined) return this.#closed ? 'end' : undefined
      return { value }
    }
    const stream: Stream<T> = new Stream(take, () => void this.#queues.delete(stream))
    this.#queues.set(stream, queue)
    return stream
  }

  /** Ends every stream after what it still holds. */
  close(): void {
    this.#closed = true
    for (const stream of this.#queues.keys()) stream.poke()
  }
}
