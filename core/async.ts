/** A promise with its two ends. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

/** A promise settled from outside. */
export function deferred<T>(): Deferred<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  return { promise, resolve, reject }
}

/** The reason of an aborted signal as an error; a reason that is no Error becomes an AbortError. */
export function abortError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason
  return reason instanceof Error ? reason : new DOMException('cancelled', 'AbortError')
}

/** Settles as `promise` does, or rejects with the signal's reason, whichever comes first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw abortError(signal)
  const cancelled = deferred<never>()
  const onAbort = (): void => cancelled.reject(abortError(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, cancelled.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Waits `ms`; rejects with the signal's reason when aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw abortError(signal)
  const { promise, resolve } = deferred<undefined>()
  const timer = setTimeout(() => resolve(undefined), ms)
  try {
    await unlessAborted(promise, signal)
  } finally {
    clearTimeout(timer)
  }
}

/** Runs callers one after the other; a caller that gives up while waiting leaves the queue. */
export class Mutex {
  #tail: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** Whether someone holds it or waits for it. */
  get busy(): boolean {
    return this.#waiting > 0
  }

  async run<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    const before = this.#tail
    const mine = deferred<undefined>()
    // The next in line waits for the ones before too: a caller that gives up frees only its own place.
    this.#tail = before.then(() => mine.promise)
    this.#waiting++
    try {
      await unlessAborted(before, signal)
      return await job()
    } finally {
      this.#waiting--
      mine.resolve(undefined)
    }
  }
}

/** Wall clock in ms since 1970; passed in so that tests hold the time. */
export interface Clock {
  now(): number
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** ISO 8601 text of a clock's time. */
export const isoTime = (clock: Clock): string => new Date(clock.now()).toISOString()
