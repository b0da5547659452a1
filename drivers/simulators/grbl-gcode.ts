import { AXIS_CODES, SINGLE_CODES, targetOf } from './grbl-coordinates.ts'
import type { Action, Offsets, Statement } from './grbl-coordinates.ts'
import type { Point } from './grbl-motion.ts'
import { GCODE_ERROR } from './grbl-words.ts'
import type { Words } from './grbl-words.ts'

/** What persists from line to line. */
export interface Modal {
  readonly motion: 'G0' | 'G1' | 'G80'
  readonly plane: 'G17' | 'G18' | 'G19'
  readonly inches: boolean
  readonly incremental: boolean
  /** 0..5 = G54..G59 */
  readonly system: number
  /** mm/min, 0 = none yet */
  readonly feed: number
  readonly spindle: 'M3' | 'M4' | 'M5'
  readonly speed: number
  readonly coolant: 'M7' | 'M8' | 'M9'
  readonly tool: number
}

/** Modal state after a reset. */
export const FRESH_MODAL: Modal = {
  motion: 'G0',
  plane: 'G17',
  inches: false,
  incremental: false,
  system: 0,
  feed: 0,
  spindle: 'M5',
  speed: 0,
  coolant: 'M9',
  tool: 0,
}

/** A line that was understood: the modal state after it, what it does, and how the program stops there, if it does. */
export interface Step {
  readonly modal: Modal
  readonly action: Action
  readonly program: 'runs' | 'pauses' | 'ends'
}

/** Codes of one group exclude each other within a line. */
const G_GROUPS: readonly (readonly number[])[] = [
  [0, 1, 80],
  [17, 18, 19],
  [20, 21],
  [90, 91],
  [94],
  [54, 55, 56, 57, 58, 59],
  [53, ...SINGLE_CODES.keys()],
]
const M_GROUPS: readonly (readonly number[])[] = [
  [0, 2, 30],
  [3, 4, 5],
  [7, 8, 9],
]
const MM_PER_INCH = 25.4
const ALWAYS_USED = 'FSTN'

function groupError(codes: readonly number[], groups: readonly (readonly number[])[]): number {
  if (codes.some((code) => !groups.some((group) => group.includes(code)))) return GCODE_ERROR.unsupported
  const doubled = groups.some((group) => codes.filter((code) => group.includes(code)).length > 1)
  return doubled ? GCODE_ERROR.modalGroup : 0
}

const MOTION = new Map([
  [0, 'G0'],
  [1, 'G1'],
  [80, 'G80'],
] as const)
const PLANE = new Map([
  [17, 'G17'],
  [18, 'G18'],
  [19, 'G19'],
] as const)
const INCHES = new Map([
  [20, true],
  [21, false],
] as const)
const INCREMENTAL = new Map([
  [91, true],
  [90, false],
] as const)
const SYSTEM = new Map([54, 55, 56, 57, 58, 59].map((code, index) => [code, index]))
const SPINDLE = new Map([
  [3, 'M3'],
  [4, 'M4'],
  [5, 'M5'],
] as const)
const COOLANT = new Map([
  [7, 'M7'],
  [8, 'M8'],
  [9, 'M9'],
] as const)

/** The state a line asks for, else the one before. */
function chosen<T>(codes: readonly number[], states: ReadonlyMap<number, T>, before: T): T {
  return codes.map((code) => states.get(code)).find((state) => state !== undefined) ?? before
}

/** Modal state after the codes and words of a line. */
function modalAfter({ g, m, values }: Words, before: Modal): Modal {
  const inches = chosen<boolean>(g, INCHES, before.inches)
  const feed = values.get('F')
  return {
    motion: chosen<Modal['motion']>(g, MOTION, before.motion),
    plane: chosen<Modal['plane']>(g, PLANE, before.plane),
    inches,
    incremental: chosen<boolean>(g, INCREMENTAL, before.incremental),
    system: chosen(g, SYSTEM, before.system),
    feed: feed === undefined ? before.feed : feed * (inches ? MM_PER_INCH : 1),
    spindle: chosen<Modal['spindle']>(m, SPINDLE, before.spindle),
    speed: values.get('S') ?? before.speed,
    coolant: chosen<Modal['coolant']>(m, COOLANT, before.coolant),
    tool: values.get('T') ?? before.tool,
  }
}

/** The statement a line makes about positions. */
function statementOf(words: Words, modal: Modal, offsets: Offsets, planned: Point): Statement {
  return {
    axes: ['X', 'Y', 'Z'].map((letter) => words.values.get(letter)),
    value: (letter) => words.values.get(letter),
    scale: modal.inches ? MM_PER_INCH : 1,
    incremental: modal.incremental,
    system: modal.system,
    offsets,
    planned,
  }
}

/** Straight motion, or nothing where no axis is named. */
function motion(words: Words, modal: Modal, statement: Statement): Action | number {
  const machine = words.g.includes(53)
  if (machine && modal.motion === 'G80') return GCODE_ERROR.g53
  const moving = statement.axes.some((axis) => axis !== undefined)
  if (!moving) return machine ? GCODE_ERROR.noAxisWords : { moves: [], uses: '' }
  if (modal.motion === 'G80') return GCODE_ERROR.unusedAxisWords
  if (modal.motion === 'G1' && modal.feed <= 0) return GCODE_ERROR.feed
  const mmPerMin = modal.motion === 'G1' ? modal.feed : undefined
  return { moves: [{ to: targetOf(statement, machine), mmPerMin }], uses: 'XYZ' }
}

/**
 * What a line does, or its error number. Arcs, probing and inverse time are refused as unsupported: the table has no
 * use for them.
 */
export function runGcode(words: Words, before: Modal, offsets: Offsets, planned: Point): Step | number {
  const refusal = groupError(words.g, G_GROUPS) || groupError(words.m, M_GROUPS)
  if (refusal !== 0) return refusal
  const modal = modalAfter(words, before)
  const statement = statementOf(words, modal, offsets, planned)
  const single = words.g.find((code) => SINGLE_CODES.has(code))
  const moves = words.g.includes(0) || words.g.includes(1)
  if (single !== undefined && AXIS_CODES.includes(single) && moves) return GCODE_ERROR.twoAxisCommands
  const action =
    single === undefined ? motion(words, modal, statement) : SINGLE_CODES.get(single)?.(statement)
  if (typeof action === 'number') return action
  if (action === undefined) return GCODE_ERROR.unsupported
  for (const letter of words.values.keys()) {
    if (!`${action.uses}${ALWAYS_USED}`.includes(letter)) {
      return 'XYZ'.includes(letter) ? GCODE_ERROR.unusedAxisWords : GCODE_ERROR.unusedWords
    }
  }
  if (words.m.includes(0)) return { modal, action: { dwellMs: 0, ...action }, program: 'pauses' }
  if (words.m.includes(2) || words.m.includes(30)) {
    return { modal: { ...FRESH_MODAL, feed: modal.feed }, action: { dwellMs: 0, ...action }, program: 'ends' }
  }
  return { modal, action, program: 'runs' }
}
