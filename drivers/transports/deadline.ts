import { timeout } from '../problems.ts'
import type { Io } from './transport.ts'

/** The longest time a timer takes; more than this is cut to it. */
const LONGEST_MS = 2 ** 31 - 1

/** What an aborted operation throws: the signal's own reason, as an Error whatever it is. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason
  return reason instanceof Error ? reason : new DOMException(String(reason), 'AbortError')
}

/** Whether it has been aborted by now; the compiler takes the property for a constant once it was looked at. */
export const isAborted = (signal: AbortSignal): boolean => signal.aborted

/** Both ends of a promise that is being waited for. */
export interface Settle<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/** Who waits under which signal. */
interface Waiters {
  readonly tell: Set<() => void>
  readonly listener: () => void
}
const waiters = new WeakMap<AbortSignal, Waiters>()

/**
 * Calls `listener` when the signal aborts, until the returned function is called. However many wait under one signal, it has
 * one listener: those of the platform cost more than all else of a wait, and the steps of a command wait within each other.
 */
function onAbort(signal: AbortSignal, listener: () => void): () => void {
  let here = waiters.get(signal)
  if (here === undefined) {
    const tell = new Set<() => void>()
    here = { tell, listener: () => [...tell].forEach((one) => one()) }
    waiters.set(signal, here)
  }
  const { tell, listener: shared } = here
  if (tell.size === 0) signal.addEventListener('abort', shared)
  tell.add(listener)
  return () => {
    tell.delete(listener)
    // A signal made of others is kept in memory for as long as somebody listens.
    if (tell.size === 0) signal.removeEventListener('abort', shared)
  }
}

/**
 * Waits for one thing until the deadline or the abort, whichever comes first. Timer and listener are
 * removed on every path, and `begin`'s returned function is called when the wait ends without a result.
 * @throws Problem DEVICE_TIMEOUT, the signal's reason, or what `begin` rejects with.
 */
export function wait<T>(
  io: Io,
  waitingFor: string,
  begin: (settle: Settle<T>) => (() => void) | undefined,
): Promise<T> {
  if (io.signal.aborted) return Promise.reject(abortReason(io.signal))
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  let open = true
  let giveUp: (() => void) | undefined
  const finish = (end: () => void): void => {
    if (!open) return
    open = false
    clearTimeout(timer)
    unlisten()
    end()
  }
  const fail = (error: unknown): void => {
    finish(() => {
      reject(error)
    })
  }
  const abandon = (error: Error): void => {
    finish(() => {
      giveUp?.()
      reject(error)
    })
  }
  const late = (): void => {
    abandon(timeout(waitingFor, io.deadlineMs))
  }
  const timer = setTimeout(
    () => {
      // Where the whole process was held up, what has come meanwhile is heard first.
      setImmediate(late)
    },
    Math.min(LONGEST_MS, Math.max(0, io.deadlineMs)),
  )
  const unlisten = onAbort(io.signal, () => abandon(abortReason(io.signal)))
  try {
    giveUp = begin({
      resolve: (value) => {
        finish(() => {
          resolve(value)
        })
      },
      reject: fail,
    })
  } catch (error) {
    fail(error)
  }
  // Time that is up is up at once: a timer of no time loses to whatever happens first.
  if (io.deadlineMs <= 0) abandon(timeout(waitingFor, 0))
  return promise
}

/** `wait` for a promise that cannot be cancelled itself. */
export function waitFor<T>(io: Io, waitingFor: string, promise: Promise<T>): Promise<T> {
  return wait<T>(io, waitingFor, (settle) => {
    promise.then(settle.resolve, settle.reject)
    return undefined
  })
}

/** Sleeps; cancellable. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return wait<undefined>({ signal, deadlineMs: ms + 60_000 }, 'end of a pause', (settle) => {
    const timer = setTimeout(() => {
      settle.resolve(undefined)
    }, ms)
    return () => {
      clearTimeout(timer)
    }
  })
}

/** One deadline shared by the steps of an operation. */
export interface Budget {
  /** What is left for the next step, at most `mostMs` of it. Zero when the time is up: the step then times out at once. */
  step(mostMs?: number): Io
  leftMs(): number
  readonly signal: AbortSignal
}

/** Starts the clock of an operation of several steps. */
export function budgetOf(io: Io): Budget {
  const end = performance.now() + io.deadlineMs
  const leftMs = (): number => Math.max(0, end - performance.now())
  return {
    leftMs,
    signal: io.signal,
    step: (mostMs = Infinity) => ({ signal: io.signal, deadlineMs: Math.min(leftMs(), mostMs) }),
  }
}
