import type { Action, Move } from './grbl-coordinates.ts'
import type { Step } from './grbl-gcode.ts'
import type { Motion, Point } from './grbl-motion.ts'
import type { Pace } from './pace.ts'

/** A line whose `ok` has to wait: for planner slots, for the end of motion, for a dwell, or for the operator. */
export class PendingLine {
  readonly #motion: Motion
  readonly #pace: Pace
  readonly #finish: () => void
  readonly #speed: (from: Point, move: Move) => number
  readonly #action: Action
  readonly #pauses: boolean
  #moves: readonly Move[]
  #stage: 'planning' | 'waiting' | 'dwelling' | 'paused' | 'over' = 'planning'

  /** `speed` is the speed of a move in mm/min; `finish` says `ok`. */
  constructor(
    step: Pick<Step, 'action' | 'program'>,
    on: { motion: Motion; pace: Pace; speed: (from: Point, move: Move) => number },
    finish: () => void,
  ) {
    this.#action = step.action
    this.#pauses = step.program === 'pauses'
    this.#moves = step.action.moves
    this.#motion = on.motion
    this.#pace = on.pace
    this.#speed = on.speed
    this.#finish = finish
  }

  /** Goes on as far as planner, motion and dwell allow. */
  advance(): void {
    for (let move = this.#moves[0]; move && this.#motion.free > 0; move = this.#moves[0]) {
      this.#moves = this.#moves.slice(1)
      this.#motion.plan({ to: move.to, mmPerMin: this.#speed(this.#motion.planned, move) })
    }
    if (this.#stage === 'planning' && this.#moves.length === 0) this.#stage = 'waiting'
    if (this.#stage !== 'waiting') return
    if (this.#action.dwellMs === undefined) this.#end()
    else if (this.#motion.idle) this.#dwell(this.#action.dwellMs)
  }

  /** The operator's resume. */
  resume(): void {
    if (this.#stage === 'paused') this.#end()
  }

  /** Forgotten by a reset: no `ok` any more. */
  drop(): void {
    this.#stage = 'over'
  }

  #dwell(ms: number): void {
    this.#stage = 'dwelling'
    this.#pace.after(ms, () => {
      if (this.#stage !== 'dwelling') return
      if (this.#pauses) {
        this.#stage = 'paused'
        this.#motion.hold()
      } else this.#end()
    })
  }

  #end(): void {
    this.#stage = 'over'
    this.#finish()
  }
}
