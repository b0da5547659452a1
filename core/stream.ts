import { deferred } from './async.ts'
import type { Deferred } from './async.ts'

/** What a stream pulls from: the next value, 'end', or undefined when nothing is there yet. */
export type Take<T> = () => { readonly value: T } | 'end' | undefined

/**
 * An async iterator over something that is poked when it has news. Unlike a generator its `return()`
 * takes effect while a `next()` is pending: the waiting reader gets `done` and `closed` runs at once.
 */
export class Stream<T> implements AsyncIterableIterator<T, undefined> {
  readonly #take: Take<T>
  readonly #closed: () => void
  #waiting: Deferred<IteratorResult<T, undefined>> | undefined
  #done = false

  constructor(take: Take<T>, closed: () => void) {
    this.#take = take
    this.#closed = closed
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  /** Tells the stream that a value may be there. */
  poke(): void {
    const waiting = this.#waiting
    if (!waiting) return
    const result = this.#result()
    if (!result) return
    this.#waiting = undefined
    waiting.resolve(result)
  }

  /** @throws Error when a second `next` is called before the first has settled */
  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#waiting) throw new Error('a stream has one reader')
    const result = this.#result()
    if (result) return result
    this.#waiting = deferred()
    return this.#waiting.promise
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#finish()
    this.#waiting?.resolve({ done: true, value: undefined })
    this.#waiting = undefined
    return { done: true, value: undefined }
  }

  async throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return()
    throw error
  }

  #result(): IteratorResult<T, undefined> | undefined {
    if (this.#done) return { done: true, value: undefined }
    const taken = this.#take()
    if (taken === undefined) return undefined
    if (taken !== 'end') return { done: false, value: taken.value }
    this.#finish()
    return { done: true, value: undefined }
  }

  #finish(): void {
    if (this.#done) return
    this.#done = true
    this.#closed()
  }
}
