import { Problem, type ProblemData } from '../contract/errors.ts'

/** A running bench process, as the shell sees it: it ends, by itself, on request or by force. */
export interface BenchProcess {
  onExit(listener: (code: number) => void): void
  /** Asks it to stop its run, close instruments and database, and end. */
  close(): void
  kill(): void
}

export interface SupervisorOptions<P extends BenchProcess> {
  /** Starts a bench; `restartedBecause` is what the new one tells the operator. */
  readonly start: (restartedBecause: string | undefined) => P
  /** A bench runs (first start and every restart): hand ports to the windows. */
  readonly started: (bench: P) => void
  /** It died too often; nothing is restarted any more. */
  readonly gaveUp: (problem: ProblemData) => void
  /** Milliseconds that only ever grow. */
  readonly now: () => number
  readonly later: (action: () => void, ms: number) => void
  readonly describeTime: () => string
}

/** Crashes within this window count together. */
const WINDOW_MS = 60_000
/** This many crashes in the window are a fault that a restart does not cure. */
const TOO_MANY = 5
/** Pause before restart n, so that a crash at start does not spin. */
const BACK_OFF_MS = [0, 250, 1_000, 2_000, 4_000]
/** A reading in progress and its instruments get this long to end; what is committed is safe either way. */
const CLOSING_MS = 8_000

/** Keeps one bench process alive: a native crash costs a restart, never the window. */
export interface Supervisor {
  /** Ends the bench for good (the application quits); resolves when it is gone. */
  stop(): Promise<void>
}

/** Starts the bench and watches it until `stop`. */
export function supervise<P extends BenchProcess>(options: SupervisorOptions<P>): Supervisor {
  let crashes: number[] = []
  let current: P | undefined
  let stopped = false
  let gone: () => void = () => undefined

  const launch = (because: string | undefined): void => {
    if (stopped) return
    const bench = options.start(because)
    current = bench
    bench.onExit((code) => {
      if (current === bench) exited(code)
    })
    options.started(bench)
  }

  const exited = (code: number): void => {
    current = undefined
    gone()
    if (stopped) return
    const now = options.now()
    crashes = [...crashes.filter((at) => now - at < WINDOW_MS), now]
    if (crashes.length >= TOO_MANY) {
      stopped = true
      options.gaveUp(tooOften(crashes.length, code))
      return
    }
    const because = `It stopped at ${options.describeTime()} with code ${String(code)}; the log has the cause.`
    options.later(
      () => {
        launch(because)
      },
      BACK_OFF_MS[crashes.length - 1] ?? 4_000,
    )
  }

  launch(undefined)
  return {
    stop: () => {
      stopped = true
      const bench = current
      if (bench === undefined) return Promise.resolve()
      const ended = new Promise<void>((resolve) => (gone = resolve))
      bench.close()
      options.later(() => {
        if (current === bench) bench.kill()
      }, CLOSING_MS)
      return ended
    },
  }
}

function tooOften(times: number, code: number): ProblemData {
  return new Problem({
    code: 'BENCH_DOWN',
    title: 'The measuring process keeps stopping',
    happened: `It stopped ${String(times)} times within a minute, last with code ${String(code)}.`,
    kept: 'All committed readings.',
    next: 'Unplug the instruments, start Isochrome again and plug them in one by one; send the log if it repeats.',
  }).data
}
