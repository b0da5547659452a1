import type { Point } from './grbl-motion.ts'
import { GCODE_ERROR } from './grbl-words.ts'

/** Coordinate systems G54..G59, the stored points G28 and G30, and the volatile offset G92; machine mm. */
export interface Offsets {
  readonly systems: readonly Point[]
  readonly g28: Point
  readonly g30: Point
  readonly g92: Point
}

/** What one line means: axis values as written (undefined = not named) and everything they relate to. */
export interface Statement {
  readonly axes: readonly (number | undefined)[]
  readonly value: (letter: string) => number | undefined
  /** mm per written unit. */
  readonly scale: number
  readonly incremental: boolean
  /** Index of the active coordinate system, 0 = G54. */
  readonly system: number
  readonly offsets: Offsets
  /** Machine position when everything before this line is done. */
  readonly planned: Point
}

/** A move; `mmPerMin` undefined = as fast as the table can. */
export interface Move {
  readonly to: Point
  readonly mmPerMin: number | undefined
}

/** What a line leads to; `uses` names the letters it made use of. */
export interface Action {
  readonly moves: readonly Move[]
  readonly uses: string
  readonly offsets?: Offsets
  /** Waits until everything planned is done, then this long. */
  readonly dwellMs?: number
}

const ORIGIN: Point = [0, 0, 0]
const AXES = 'XYZ'

const each = (of: (axis: 0 | 1 | 2) => number): Point => [of(0), of(1), of(2)]

/** Machine position = work position + this. */
export function workOffset(offsets: Offsets, system: number): Point {
  const base = offsets.systems[system] ?? ORIGIN
  return each((i) => base[i] + offsets.g92[i])
}

/** Where the axis words lead, machine mm; axes not named stay. `machine`: they are machine coordinates (G53). */
export function targetOf(statement: Statement, machine: boolean): Point {
  const { axes, scale, incremental, planned } = statement
  const offset = machine ? ORIGIN : workOffset(statement.offsets, statement.system)
  return each((i) => {
    const axis = axes[i]
    if (axis === undefined) return planned[i]
    return axis * scale + (incremental && !machine ? planned[i] : offset[i])
  })
}

const named = (statement: Statement): boolean => statement.axes.some((axis) => axis !== undefined)

function dwell(statement: Statement): Action | number {
  const seconds = statement.value('P')
  return seconds === undefined ? GCODE_ERROR.valueMissing : { moves: [], uses: 'P', dwellMs: 1000 * seconds }
}

/** G10 L2 (offset as given) and G10 L20 (so that the present position reads as given). */
function storeSystem(statement: Statement): Action | number {
  const { axes, scale, offsets, planned } = statement
  const [mode, number] = [statement.value('L'), statement.value('P')]
  if (mode === undefined || number === undefined) return GCODE_ERROR.valueMissing
  if (mode !== 2 && mode !== 20) return GCODE_ERROR.unsupported
  if (!named(statement)) return GCODE_ERROR.noAxisWords
  const index = number === 0 ? statement.system : number - 1
  const old = offsets.systems[index]
  if (!old) return GCODE_ERROR.noSuchOffset
  const changed = each((i) => {
    const axis = axes[i]
    if (axis === undefined) return old[i]
    return mode === 2 ? axis * scale : planned[i] - offsets.g92[i] - axis * scale
  })
  return {
    moves: [],
    uses: `${AXES}LP`,
    offsets: { ...offsets, systems: offsets.systems.with(index, changed) },
  }
}

/** G28 and G30: to a stored point, over an intermediate one where axes are named; axes not named then stay. */
const goStored =
  (which: 'g28' | 'g30') =>
  (statement: Statement): Action => {
    const stored = statement.offsets[which]
    if (!named(statement)) return { moves: [{ to: stored, mmPerMin: undefined }], uses: '' }
    const between = targetOf(statement, false)
    const to = each((i) => (statement.axes[i] === undefined ? between[i] : stored[i]))
    return {
      moves: [
        { to: between, mmPerMin: undefined },
        { to, mmPerMin: undefined },
      ],
      uses: AXES,
    }
  }

const storePoint =
  (which: 'g28' | 'g30') =>
  ({ offsets, planned }: Statement): Action => ({
    moves: [],
    uses: '',
    offsets: { ...offsets, [which]: planned },
  })

/** G92: the present position reads as given, until reset. */
function shift(statement: Statement): Action | number {
  const { axes, scale, offsets, planned } = statement
  if (!named(statement)) return GCODE_ERROR.noAxisWords
  const base = offsets.systems[statement.system] ?? ORIGIN
  const g92 = each((i) => {
    const axis = axes[i]
    return axis === undefined ? offsets.g92[i] : planned[i] - base[i] - axis * scale
  })
  return { moves: [], uses: AXES, offsets: { ...offsets, g92 } }
}

const unshift = ({ offsets }: Statement): Action => ({
  moves: [],
  uses: '',
  offsets: { ...offsets, g92: ORIGIN },
})

/** Codes that stand alone on their line, by number. */
export const SINGLE_CODES: ReadonlyMap<number, (statement: Statement) => Action | number> = new Map<
  number,
  (statement: Statement) => Action | number
>([
  [4, dwell],
  [10, storeSystem],
  [28, goStored('g28')],
  [28.1, storePoint('g28')],
  [30, goStored('g30')],
  [30.1, storePoint('g30')],
  [92, shift],
  [92.1, unshift],
])

/** Single codes that take the axis words for themselves. */
export const AXIS_CODES: readonly number[] = [10, 28, 30, 92]
