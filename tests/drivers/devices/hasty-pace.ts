import type { Pace } from '../../../drivers/simulators/pace.ts'

/** Simulated time runs `factor` times as fast as the clock: waits stay waits that a test can interrupt. */
export function hastyPace(factor: number): Pace {
  return {
    nowMs: () => performance.now() * factor,
    after(ms, action) {
      const timer = setTimeout(action, ms / factor)
      return () => {
        clearTimeout(timer)
      }
    },
  }
}
