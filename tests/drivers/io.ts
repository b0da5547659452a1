import type { ReferenceReading, TristimulusReading } from '../../drivers/capabilities.ts'
import type { Io } from '../../drivers/transports/transport.ts'

/** An operation with a deadline that nobody cancels. */
export const within = (deadlineMs: number): Io => ({ signal: new AbortController().signal, deadlineMs })

/** An operation with a way to cancel it. */
export function cancellable(deadlineMs: number): Io & { cancel(reason?: unknown): void } {
  const controller = new AbortController()
  return {
    signal: controller.signal,
    deadlineMs,
    cancel: (reason) => {
      controller.abort(reason)
    },
  }
}

/** Long enough that a wait ends by what is tested and not by it. */
export const PATIENT = within(10_000)

/** Waits until something is so; fails after ten seconds. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 10_000
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** What a promise rejects with; undefined if it does not. */
export const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

/** A reading that must have a spectrum. */
export function spectrumOf(reading: ReferenceReading | TristimulusReading): ReferenceReading {
  if (reading.quantity === 'tristimulus') throw new Error('a reading without a spectrum')
  return reading
}
