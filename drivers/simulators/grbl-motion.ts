import type { Pace } from './pace.ts'

/** Machine coordinates in mm. */
export type Point = readonly [x: number, y: number, z: number]

/** One planned straight line. */
export interface Block {
  readonly to: Point
  readonly mmPerMin: number
}

/** Blocks the planner holds besides the one being run. */
export const PLANNER_BLOCKS = 15

interface Running {
  readonly from: Point
  readonly block: Block
  readonly startedMs: number
  readonly durationMs: number
  readonly cancel: () => void
}

/** Length of the line between two points, mm. */
export const distance = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2])

const along = (a: Point, b: Point, share: number): Point => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]

/** Time for a line from rest to rest with a trapezoid of speed, ms. */
function travelMs(mm: number, mmPerSecond: number, acceleration: number): number {
  const ramp = (mmPerSecond * mmPerSecond) / acceleration
  const seconds = mm > ramp ? mm / mmPerSecond + mmPerSecond / acceleration : 2 * Math.sqrt(mm / acceleration)
  return 1000 * seconds
}

/** The planner and the motors: lines one after the other, each taking its time; holds, and stops where it is. */
export class Motion {
  readonly #pace: Pace
  readonly #acceleration: () => number
  readonly #changed: () => void
  readonly #queue: Block[] = []
  #position: Point = [0, 0, 0]
  #running: Running | undefined
  #held = false
  #moves = 0

  /** `changed` is told whenever a line has ended. */
  constructor(pace: Pace, acceleration: () => number, changed: () => void) {
    this.#pace = pace
    this.#acceleration = acceleration
    this.#changed = changed
  }

  get idle(): boolean {
    return this.#running === undefined && this.#queue.length === 0
  }

  get held(): boolean {
    return this.#held
  }

  /** Planner slots left. */
  get free(): number {
    return PLANNER_BLOCKS - this.#queue.length
  }

  /** Lines begun since power-up. */
  get moves(): number {
    return this.#moves
  }

  /** Speed of the line being run, mm/min. */
  get feed(): number {
    return this.#running?.block.mmPerMin ?? 0
  }

  /** Where the carriage is now. */
  get position(): Point {
    const running = this.#running
    if (!running) return this.#position
    const share = Math.min(1, (this.#pace.nowMs() - running.startedMs) / running.durationMs)
    return along(running.from, running.block.to, share)
  }

  /** Where it will be when everything planned is done. */
  get planned(): Point {
    return this.#queue.at(-1)?.to ?? this.#running?.block.to ?? this.#position
  }

  plan(block: Block): void {
    this.#queue.push(block)
    this.#start()
  }

  hold(): void {
    this.#held = true
    const running = this.#running
    if (!running) return
    this.#position = this.position
    running.cancel()
    this.#running = undefined
    this.#queue.unshift(running.block)
  }

  resume(): void {
    this.#held = false
    this.#start()
  }

  /** Stops where it is and forgets what was planned. */
  stop(): void {
    this.#position = this.position
    this.#running?.cancel()
    this.#running = undefined
    this.#queue.length = 0
    this.#held = false
  }

  /** Renames the point where the carriage stands: homing, or power lost. */
  renamePosition(point: Point): void {
    this.#position = point
  }

  #start(): void {
    if (this.#running || this.#held) return
    const block = this.#queue.shift()
    if (!block) return
    const from = this.#position
    const length = distance(from, block.to)
    if (length > 0) this.#moves++
    const durationMs = Math.max(1e-6, travelMs(length, block.mmPerMin / 60, this.#acceleration()))
    const startedMs = this.#pace.nowMs()
    const cancel = this.#pace.after(durationMs, () => {
      this.#position = block.to
      this.#running = undefined
      this.#start()
      this.#changed()
    })
    this.#running = { from, block, startedMs, durationMs, cancel }
  }
}
