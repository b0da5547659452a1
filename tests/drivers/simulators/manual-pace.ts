import type { Pace } from '../../../drivers/simulators/pace.ts'

/** Simulated time that a test moves by hand. */
export interface ManualPace extends Pace {
  /** Runs everything that falls due within the next `ms`, in order. */
  advance(ms: number): void
}

export function manualPace(): ManualPace {
  let now = 0
  let waiting: { readonly at: number; readonly action: () => void }[] = []
  return {
    nowMs: () => now,
    after(ms, action) {
      const entry = { at: now + ms, action }
      waiting.push(entry)
      return () => {
        waiting = waiting.filter((other) => other !== entry)
      }
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = waiting.toSorted((a, b) => a.at - b.at)[0]
        if (!next || next.at > end) break
        waiting = waiting.filter((other) => other !== next)
        now = next.at
        next.action()
      }
      now = end
    },
  }
}
