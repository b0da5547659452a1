import { Problem } from '../../contract/errors.ts'
import type { ProblemCode } from '../../contract/errors.ts'
import { lost } from '../problems.ts'
import { abortReason, budgetOf, waitFor } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'

/** Over the job's own deadlines: a transport may be stuck in the system's own code where no time-out reaches. */
const WATCHDOG_MS = 1_500
/** How long closing waits for the command in flight. */
const CLOSING_MS = 3_000

/** After these the instrument has answered and the line is in step; after anything else it may not be. */
const IN_STEP: readonly ProblemCode[] = [
  'DEVICE_REFUSED',
  'READBACK',
  'BAD_REQUEST',
  'WRONG_DEVICE',
  'SATURATED',
  'LEVEL_LOW',
  'STAGE_ALARM',
]

/** One command in flight per instrument. */
export interface Lane {
  /**
   * Runs `job` alone. Its budget is `io.deadlineMs` plus `extraMs()`, the time the instrument itself
   * needs, asked when its turn has come.
   * Waiting for the turn costs nothing of it. After a job that ended out of step the line is brought back first.
   */
  run<T>(io: Io, job: (budget: Budget) => Promise<T>, extraMs?: () => number): Promise<T>
  /** Cancels what runs, waits for it, then closes the link. Safe to call twice. */
  close(): Promise<void>
}

/** A lane over one link. `resync` brings link and instrument back in step; it bounds its own time. */
export function lane(link: { close(): Promise<void> }, resync: (signal: AbortSignal) => Promise<void>): Lane {
  const closing = new AbortController()
  let tail: Promise<undefined> = Promise.resolve(undefined)
  /** The job of the last turn, until it has really ended: given up, the transport may still hold it. */
  let abandoned: Promise<undefined> | undefined
  let inStep = true
  let closed: Promise<void> | undefined
  /** Commands that run or wait. */
  let inside = 0
  /** A caller's signal joined with ours, made once a caller: to join two costs as much as a transfer. */
  const joined = new WeakMap<AbortSignal, AbortSignal>()
  const joinedWith = (signal: AbortSignal): AbortSignal => {
    const known = joined.get(signal)
    if (known) return known
    const both = AbortSignal.any([signal, closing.signal])
    joined.set(signal, both)
    return both
  }

  const watched = async <T>(io: Io, job: Promise<T>): Promise<T> => {
    const ended = job.then(
      () => undefined,
      () => undefined,
    )
    abandoned = ended
    void ended.then(() => {
      if (abandoned === ended) abandoned = undefined
    })
    return await waitFor(io, 'end of the command', job)
  }

  const perform = async <T>(
    io: Io,
    job: (budget: Budget) => Promise<T>,
    extraMs: () => number,
  ): Promise<T> => {
    if (abandoned) await waitFor(io, 'end of the previous command', abandoned)
    if (!inStep) await resync(io.signal)
    inStep = false
    const deadlineMs = io.deadlineMs + extraMs()
    try {
      const result = await watched(
        { ...io, deadlineMs: deadlineMs + WATCHDOG_MS },
        job(budgetOf({ ...io, deadlineMs })),
      )
      inStep = true
      return result
    } catch (error) {
      inStep = error instanceof Problem && IN_STEP.includes(error.code)
      throw error
    }
  }

  return {
    async run(io, job, extraMs = () => 0) {
      if (closing.signal.aborted) throw abortReason(closing.signal)
      const signal = joinedWith(io.signal)
      if (signal.aborted) throw abortReason(signal)
      const before = tail
      const mine = Promise.withResolvers<undefined>()
      tail = mine.promise
      inside++
      try {
        if (inside > 1) await waitFor({ signal, deadlineMs: Infinity }, 'turn', before)
        return await perform({ ...io, signal }, job, extraMs)
      } finally {
        inside--
        // Cancelled while waiting: whoever comes next still waits for those in front.
        void before.then(mine.resolve)
      }
    },
    close() {
      closed ??= (async () => {
        closing.abort(lost())
        const never = new AbortController().signal
        const rest = Promise.all([tail, abandoned])
        await waitFor({ signal: never, deadlineMs: CLOSING_MS }, 'end of the last command', rest).catch(
          () => undefined,
        )
        await link.close()
      })()
      return closed
    },
  }
}
