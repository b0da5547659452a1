import type { Point } from './stage-move.ts'

/** What a controller's settings say about one axis. */
export interface AxisSettings {
  readonly travelMm: number
  readonly rateMmPerS: number
  readonly accelerationMmPerS2: number
  /** $23: this axis homes towards negative. */
  readonly homesToNegative: boolean
}

/** Backing off the switches and touching them again slowly, three axes. */
const SLOW_APPROACH_S = 10

/** Where stage coordinates, 0..travel and never negative, lie in machine coordinates. */
export interface Frame {
  toStage(machine: Point): Point
  toMachine(stage: Point): Point
  contains(stage: Point): boolean
  /** "200 x 150 mm" */
  readonly text: string
}

/** Rounding of reports ("-0.000") and of targets at the very edge. */
const EDGE_MM = 0.001
/** Defaults of GRBL 1.1 for settings a board does not list. */
const DEFAULTS = { travelMm: 200, rateMmPerMin: 500, accelerationMmPerS2: 10 } as const

/** $110 ff. maximum rate, $120 ff. acceleration, $130 ff. travel, $23 homing direction mask; X then Y. */
export function axisSettings(settings: ReadonlyMap<number, number>): [AxisSettings, AxisSettings] {
  const positive = (number: number, otherwise: number): number => {
    const value = settings.get(number)
    return value !== undefined && value > 0 ? value : otherwise
  }
  const axis = (index: 0 | 1): AxisSettings => ({
    travelMm: positive(130 + index, DEFAULTS.travelMm),
    rateMmPerS: positive(110 + index, DEFAULTS.rateMmPerMin) / 60,
    accelerationMmPerS2: positive(120 + index, DEFAULTS.accelerationMmPerS2),
    homesToNegative: ((settings.get(23) ?? 0) & (1 << index)) !== 0,
  })
  return [axis(0), axis(1)]
}

/**
 * Machine coordinate of the stage's zero on one axis. GRBL's machine space is -travel..0 whichever corner
 * homes (limits.c), except where it was compiled to call the switch zero (HOMING_FORCE_SET_ORIGIN) and homes
 * to the negative end: then it is 0..travel, told by a position that is not negative there.
 */
function zeroOf(
  axis: AxisSettings,
  machineMm: number,
  known: 'homed' | 'found' | 'here' | 'machine',
): number {
  if (known === 'here') return machineMm
  if (known === 'machine') return 0
  const positive = machineMm > EDGE_MM || (known === 'homed' && axis.homesToNegative && machineMm > -EDGE_MM)
  return positive ? 0 : -axis.travelMm
}

/**
 * The frame of a table standing at `machine`: just `homed`; `found` so when opened; without switches, with
 * its zero `here` or at the `machine`'s own zero, where it was switched on.
 */
export function frameOf(
  x: AxisSettings,
  y: AxisSettings,
  machine: Point,
  known: 'homed' | 'found' | 'here' | 'machine',
): Frame {
  const zero = { xMm: zeroOf(x, machine.xMm, known), yMm: zeroOf(y, machine.yMm, known) }
  const inside = (mm: number, axis: AxisSettings): boolean => mm >= -EDGE_MM && mm <= axis.travelMm + EDGE_MM
  return {
    toStage: (at) => ({ xMm: at.xMm - zero.xMm, yMm: at.yMm - zero.yMm }),
    toMachine: (at) => ({ xMm: at.xMm + zero.xMm, yMm: at.yMm + zero.yMm }),
    contains: (at) => inside(at.xMm, x) && inside(at.yMm, y),
    text: `${x.travelMm} x ${y.travelMm} mm`,
  }
}

/** Half as much again for the unforeseen. */
const MARGIN = 1.5

/** Longest honest time for a move in ms: both axes accelerate, travel and brake. */
export function travelMs(distance: Point, x: AxisSettings, y: AxisSettings): number {
  const axis = (mm: number, { rateMmPerS, accelerationMmPerS2 }: AxisSettings): number =>
    mm / rateMmPerS + rateMmPerS / accelerationMmPerS2
  return 1000 * MARGIN * Math.max(axis(distance.xMm, x), axis(distance.yMm, y))
}

/** Longest honest time for homing in ms: the whole travel of all axes at the search rate ($25), then the slow approach. */
export function homingMs(settings: ReadonlyMap<number, number>): number {
  const searchMmPerS = Math.max(1, settings.get(25) ?? DEFAULTS.rateMmPerMin) / 60
  const wholeMm = [130, 131, 132].reduce(
    (sum, number) => sum + (settings.get(number) ?? DEFAULTS.travelMm),
    0,
  )
  return 1000 * MARGIN * (wholeMm / searchMmPerS + SLOW_APPROACH_S)
}
