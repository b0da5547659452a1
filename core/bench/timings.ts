/** How long the bench waits for what; all in ms. */
export interface BenchTimings {
  /** One command of the spectrometer, on top of its exposure. */
  readonly commandMs: number
  /** One command of the reference, on top of the time it measures. */
  readonly referenceMs: number
  /** One command of the stage, on top of its travel. */
  readonly moveMs: number
  readonly openMs: number
  /** Pauses between attempts to open a lost device; the last one repeats. */
  readonly backOffMs: readonly number[]
  /** An idle device is asked after this long without a command; 0 = never. */
  readonly watchdogMs: number
  /** Attempts of one command before the device counts as faulted. */
  readonly attempts: number
  /** Shortest time between two states sent to listeners. */
  readonly stateMs: number
  /** Shortest time between two live frames. */
  readonly liveMs: number
}

/** The waits of real instruments. */
export const BENCH_TIMINGS: BenchTimings = {
  commandMs: 2_000,
  referenceMs: 2_000,
  moveMs: 5_000,
  openMs: 5_000,
  backOffMs: [100, 250, 500, 1_000, 2_000],
  watchdogMs: 5_000,
  attempts: 3,
  stateMs: 50,
  liveMs: 8,
}
