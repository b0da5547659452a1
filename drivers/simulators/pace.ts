/** How simulated time passes: exposures, travel and start-up take their real time, or none at all. */
export interface Pace {
  /** Milliseconds of simulated time, monotonic. */
  nowMs(): number
  /** Runs `action` after `ms` of simulated time, never within the call; returns the cancel. */
  after(ms: number, action: () => void): () => void
}

/** Simulated time runs with the clock: for demonstrations and for programs that expect real waits. */
export function realPace(): Pace {
  return {
    nowMs: () => performance.now(),
    after(ms, action) {
      const timer = setTimeout(action, ms)
      return () => {
        clearTimeout(timer)
      }
    },
  }
}

/** Simulated time jumps to the next action: every wait costs one turn of the event loop. */
export function fastPace(): Pace {
  let now = 0
  return {
    nowMs: () => now,
    after(ms, action) {
      now += ms
      const turn = setImmediate(action)
      return () => {
        clearImmediate(turn)
      }
    },
  }
}
