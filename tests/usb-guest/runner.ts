import { renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** One thing that has to be so on a real USB bus. */
export interface Case {
  readonly name: string
  run(): Promise<void>
}

/** How a case ended; the message is empty where it passed. */
export interface Outcome {
  readonly name: string
  readonly passed: boolean
  readonly message: string
  readonly seconds: number
}

/** Written after every case: what the host sees when the guest is ended. `planned` = cases there are. */
export interface GuestResults {
  readonly planned: readonly string[]
  readonly outcomes: readonly Outcome[]
}

/** The slowest case takes 20 s on an idle machine; a case that hangs must not cost those after it. */
const CASE_MS = 240_000

function withinTime(run: () => Promise<void>): Promise<void> {
  const late = pause(CASE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`not done after ${CASE_MS / 1000} s`)
  })
  return Promise.race([run(), late])
}

/** Runs the cases in order and keeps `file` up to date. */
export async function runCases(cases: readonly Case[], file: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  const planned = cases.map(({ name }) => name)
  const write = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify({ planned, outcomes } satisfies GuestResults))
    renameSync(`${file}.new`, file)
  }
  write()
  for (const { name, run } of cases) {
    const began = performance.now()
    const message = await withinTime(run).then(
      () => '',
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
    const seconds = (performance.now() - began) / 1000
    outcomes.push({ name, passed: message === '', message, seconds })
    write()
    process.stdout.write(`${message === '' ? 'ok' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`)
  }
  return outcomes
}
