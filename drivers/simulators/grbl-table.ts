import type { Move, Offsets } from './grbl-coordinates.ts'
import { distance } from './grbl-motion.ts'
import type { Point } from './grbl-motion.ts'
import type { Overrides } from './grbl-report.ts'
import { settingOf } from './grbl-settings.ts'
import type { GrblSettings } from './grbl-settings.ts'

/** The table as delivered: travel from its lower left corner, mm, and the name burnt into the controller. */
export interface TableData {
  readonly travelXMm: number
  readonly travelYMm: number
  readonly serial: string
  readonly startXMm: number
  readonly startYMm: number
}

const ORIGIN: Point = [0, 0, 0]

/** The bench has set G54 so that work positions are stage positions: mm from the lower left corner of the travel. */
export function deliveredOffsets(table: TableData): Offsets {
  const corner: Point = [-table.travelXMm, -table.travelYMm, 0]
  return { systems: [corner, ORIGIN, ORIGIN, ORIGIN, ORIGIN, ORIGIN], g28: ORIGIN, g30: ORIGIN, g92: ORIGIN }
}

/** Where homing leaves the table, stage mm: the pull-off away from the corner that $23 names (default: upper right). */
export function homePoint(table: TableData, settings: GrblSettings): { xMm: number; yMm: number } {
  const pullOff = settingOf(settings, 27)
  const towardsZero = settingOf(settings, 23)
  return {
    xMm: (towardsZero & 1) !== 0 ? pullOff : table.travelXMm - pullOff,
    yMm: (towardsZero & 2) !== 0 ? pullOff : table.travelYMm - pullOff,
  }
}

/** Whether soft limits ($20) let the table go there: machine space runs from minus the travel to 0. */
export function allowed(settings: GrblSettings, moves: readonly Move[]): boolean {
  if (settingOf(settings, 20) === 0) return true
  const within = (mm: number, travel: number): boolean => mm <= 0 && mm >= -travel
  return moves.every(({ to }) => to.every((mm, axis) => within(mm, settingOf(settings, 130 + axis))))
}

/** Speed along a line, mm/min: as asked for and overridden, but no axis beyond its limit. */
export function speedAlong(settings: GrblSettings, overrides: Overrides, from: Point, move: Move): number {
  const length = distance(from, move.to)
  const limits = move.to.map((mm, axis) => {
    const share = length > 0 ? Math.abs(mm - (from[axis] ?? 0)) / length : 0
    return share > 0 ? settingOf(settings, 110 + axis) / share : Infinity
  })
  const fastest = Math.min(...limits)
  if (!Number.isFinite(fastest)) return settingOf(settings, 110)
  if (move.mmPerMin === undefined) return (fastest * overrides.rapid) / 100
  return Math.min(fastest, (move.mmPerMin * overrides.feed) / 100)
}
