import { z } from 'zod'

const Results = z.object({
  planned: z.array(z.string()),
  outcomes: z.array(
    z.object({ name: z.string(), passed: z.boolean(), message: z.string(), seconds: z.number() }),
  ),
})

/** What became of the cases, and what `.ci/closing-line.mjs` counts, in the shape of vitest's result file. */
export interface GuestReport {
  readonly lines: readonly string[]
  readonly counts: {
    readonly testResults: readonly never[]
    readonly numPassedTests: number
    readonly numFailedTests: number
    readonly numPendingTests: number
  }
}

/**
 * Reads what the guest wrote. A guest that ended early has failed in the case it was at; a guest that wrote nothing
 * has failed as a whole. `problem` = why it ended, undefined where its command came to its end.
 */
export function guestReport(text: string | undefined, problem: string | undefined): GuestReport {
  const { planned, outcomes } =
    text === undefined ? { planned: [], outcomes: [] } : Results.parse(JSON.parse(text))
  const lines = outcomes
    .filter(({ passed }) => !passed)
    .map(({ name, message }) => `FAILED ${name}\n${message}`)
  const passed = outcomes.length - lines.length
  const unfinished = planned.length - outcomes.length
  if (unfinished > 0 || outcomes.length === 0) {
    const where = planned[outcomes.length] ?? 'before the first case'
    lines.push(`FAILED The guest ended early (${problem ?? 'without a word'}): ${where}`)
  }
  const failed = Math.max(planned.length, lines.length) - passed
  return {
    lines,
    counts: { testResults: [], numPassedTests: passed, numFailedTests: failed, numPendingTests: 0 },
  }
}
