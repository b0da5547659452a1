import { stageAlarm } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'

/** A position in mm. */
export interface Point {
  readonly xMm: number
  readonly yMm: number
}

/** Twice the coarsest usual step; farther away a table is not where it was sent. */
const ARRIVED_MM = 0.05

/** Whether a table stands where it was sent. */
export const isThere = (at: Point, target: Point): boolean =>
  Math.hypot(at.xMm - target.xMm, at.yMm - target.yMm) <= ARRIVED_MM

/** The table stands elsewhere; `state` in its own word. */
export const standsElsewhere = (at: Point, target: Point, state: string): Problem =>
  stageAlarm(
    `It stands at ${at.xMm.toFixed(2)}, ${at.yMm.toFixed(2)} mm instead of ${target.xMm.toFixed(2)}, ${target.yMm.toFixed(2)} mm (${state}).`,
    'Home the table.',
  )

/** A target that the table cannot reach; `travel` = "200 x 150 mm". */
export const outsideTravel = ({ xMm, yMm }: Point, travel: string): Problem =>
  stageAlarm(
    `The target ${xMm.toFixed(1)}, ${yMm.toFixed(1)} mm lies outside its travel of ${travel}. It was not moved.`,
    'Check origin and pitch of the plate.',
  )

/** The table has lost its zero, or never had one. */
export const notHomed = (): Problem =>
  stageAlarm('The table does not know where it is. It was not moved.', 'Home it.')
