/** What the scheduler needs of a window. */
export interface FrameSource {
  requestAnimationFrame(callback: (at: number) => void): number
  cancelAnimationFrame(handle: number): void
}

/**
 * Latest wins: any number of values may arrive between two pictures, only the last is handed on, at most once per
 * picture of the screen. A hidden window gets nothing and queues nothing.
 */
export class LatestWins<T> {
  #source: FrameSource
  #use: (value: T) => void
  #pending: { value: T } | undefined
  #handle: number | undefined

  constructor(source: FrameSource, use: (value: T) => void) {
    this.#source = source
    this.#use = use
  }

  push(value: T): void {
    this.#pending = { value }
    this.#handle ??= this.#source.requestAnimationFrame(() => {
      this.#handle = undefined
      const pending = this.#pending
      this.#pending = undefined
      if (pending !== undefined) this.#use(pending.value)
    })
  }

  stop(): void {
    if (this.#handle !== undefined) this.#source.cancelAnimationFrame(this.#handle)
    this.#handle = undefined
    this.#pending = undefined
  }
}

/** Arrivals per second over the last two seconds. */
export class RateMeter {
  #times: number[] = []

  tick(atMs: number): void {
    this.#times.push(atMs)
    this.#drop(atMs)
  }

  perSecond(nowMs: number): number {
    this.#drop(nowMs)
    const first = this.#times[0]
    if (first === undefined || this.#times.length < 2) return 0
    const spanMs = Math.max(nowMs - first, 1)
    return ((this.#times.length - 1) * 1000) / spanMs
  }

  #drop(nowMs: number): void {
    while (this.#times[0] !== undefined && nowMs - this.#times[0] > 2000) this.#times.shift()
  }
}
