import type { Offsets } from './grbl-coordinates.ts'
import { FRESH_MODAL, runGcode } from './grbl-gcode.ts'
import type { Modal, Step } from './grbl-gcode.ts'
import { distance, Motion } from './grbl-motion.ts'
import type { Point } from './grbl-motion.ts'
import { PendingLine } from './grbl-pending.ts'
import { NO_OVERRIDES, offsetInForce, StatusReporter } from './grbl-report.ts'
import type { Overrides } from './grbl-report.ts'
import { factorySettings, settingOf } from './grbl-settings.ts'
import { runSystemCommand, SYSTEM_ERROR } from './grbl-system.ts'
import type { SystemHost } from './grbl-system.ts'
import { allowed, deliveredOffsets, homePoint, speedAlong } from './grbl-table.ts'
import type { TableData } from './grbl-table.ts'
import { GCODE_ERROR, wordsOf } from './grbl-words.ts'
import type { Pace } from './pace.ts'

/** Codes of ALARM:n. */
const ALARM = { softLimit: 2, resetWhileMoving: 3, resetWhileHoming: 6 } as const

/** Homing searches at $25 and then finds each switch twice, slowly. */
const LOCATE_MS = 1500
const JOG_CODES: readonly number[] = [20, 21, 53, 90, 91]
const ORIGIN: Point = [0, 0, 0]
/** The line's answer comes later. */
const LATER = -1

/** What the controller is connected to. */
export interface Board {
  say(line: string): void
  /** Lines may be read again. */
  ready(): void
  /** The firmware restarts itself. */
  restart(): void
}

/** The controller behind the serial line: takes whole lines and real-time commands, moves the table, says its lines. */
export class GrblController implements SystemHost {
  readonly settings: Map<number, number>
  readonly startupLines: string[] = ['', '']
  buildInfo: string
  readonly #table: TableData
  readonly #pace: Pace
  readonly #board: Board
  readonly #motion: Motion
  readonly #reporter = new StatusReporter()
  #offsets: Offsets
  #modal: Modal = FRESH_MODAL
  #overrides: Overrides = NO_OVERRIDES
  #mode: 'normal' | 'alarm' | 'critical' | 'homing' | 'check' | 'sleep' = 'normal'
  #jogging = false
  #door = false
  #pending: PendingLine | undefined
  #cancelHoming: (() => void) | undefined
  #homings = 0
  /** Stage position = machine position + this: unknown to the controller until it has homed. */
  #frame: Point

  constructor(table: TableData, pace: Pace, board: Board) {
    this.#table = table
    this.#pace = pace
    this.#board = board
    this.buildInfo = table.serial
    this.settings = factorySettings(table.travelXMm, table.travelYMm)
    this.#offsets = deliveredOffsets(table)
    this.#frame = [table.startXMm, table.startYMm, 0]
    const acceleration = (): number => Math.min(settingOf(this.settings, 120), settingOf(this.settings, 121))
    this.#motion = new Motion(pace, acceleration, () => this.#advance())
  }

  get offsets(): Offsets {
    return this.#offsets
  }

  get modal(): Modal {
    return this.#modal
  }

  get stateName(): string {
    return this.#state().split(':')[0] ?? ''
  }

  /** Whether lines have to wait in the receive buffer. */
  get blocked(): boolean {
    const deaf = this.#mode === 'critical' || this.#mode === 'homing'
    return deaf || this.#pending !== undefined || this.#motion.held
  }

  /** Where the carriage really is, in stage coordinates (mm from the lower left corner), and the moves made so far. */
  get carriage(): { xMm: number; yMm: number; moves: number } {
    const [x, y] = this.#motion.position
    return { xMm: x + this.#frame[0], yMm: y + this.#frame[1], moves: this.#motion.moves + this.#homings }
  }

  say(line: string): void {
    this.#board.say(line)
  }

  answer(error: number): void {
    this.say(error === 0 ? 'ok' : `error:${error}`)
  }

  /** The board loses power, or its DTR line is pulled: it no longer knows where the table stands. */
  powerDown(): void {
    this.#stop()
    const [x, y, z] = this.#motion.position
    this.#frame = [x + this.#frame[0], y + this.#frame[1], z + this.#frame[2]]
    this.#motion.renamePosition(ORIGIN)
    this.#mode = settingOf(this.settings, 22) === 1 ? 'alarm' : 'normal'
  }

  /** Ctrl-X: everything stops; in motion that costs the position. */
  reset(): void {
    const homing = this.#mode === 'homing'
    // A completed hold (Hold:0) stands still: GRBL's reset alarms only where steps are under way (interface.md).
    const moving = !this.#motion.idle && !this.#motion.held
    this.#stop()
    if (homing || moving) this.say(`ALARM:${homing ? ALARM.resetWhileHoming : ALARM.resetWhileMoving}`)
    const locked = homing || moving || this.#mode === 'alarm' || this.#mode === 'critical'
    this.#mode = locked ? 'alarm' : 'normal'
  }

  /** First words after a start. */
  greet(): void {
    this.say('')
    this.say("Grbl 1.1h ['$' for help]")
    if (this.#mode === 'alarm') this.say("[MSG:'$H'|'$X' to unlock]")
    else this.#runStartupLines()
  }

  /** Answer to `?`; nothing while homing or after a critical alarm. */
  status(receiveFree: number): string | undefined {
    if (this.#mode === 'homing' || this.#mode === 'critical') return undefined
    return this.#reporter.report({
      state: this.#state(),
      position: this.#motion.position,
      offset: offsetInForce(this.#modal, this.#offsets),
      feed: this.#motion.feed,
      speed: this.#modal.speed,
      overrides: this.#overrides,
      free: [this.#motion.free, receiveFree],
      mask: settingOf(this.settings, 10),
      inches: settingOf(this.settings, 13) === 1,
    })
  }

  hold(): void {
    if (this.#mode !== 'normal') return
    if (this.#jogging) this.cancelJog()
    else this.#motion.hold()
  }

  door(): void {
    if (this.#mode !== 'normal') return
    this.#door = true
    this.#motion.hold()
    this.say('[MSG:Check Door]')
  }

  resume(): void {
    if (!this.#motion.held) return
    this.#door = false
    this.#motion.resume()
    this.#pending?.resume()
    this.#advance()
  }

  cancelJog(): void {
    if (!this.#jogging) return
    this.#motion.stop()
    this.#advance()
  }

  changeOverrides(change: (old: Overrides) => Overrides): void {
    this.#overrides = change(this.#overrides)
    this.#reporter.overridesChanged()
  }

  /** One whole line, upper case, without blanks and comments. Says `ok` or `error:n`, at once or later. */
  run(line: string): void {
    const outcome = line.startsWith('$') ? runSystemCommand(line, this) : this.#runGcode(line)
    if (outcome !== LATER) this.answer(outcome)
  }

  unlock(): void {
    this.#mode = 'normal'
    this.#runStartupLines()
  }

  home(): void {
    this.#mode = 'homing'
    const { xMm, yMm } = homePoint(this.#table, this.settings)
    const way = Math.hypot(xMm - this.carriage.xMm, yMm - this.carriage.yMm)
    const searchMs = (60_000 * way) / Math.max(1, settingOf(this.settings, 25))
    this.#cancelHoming = this.#pace.after(searchMs + LOCATE_MS, () => {
      const { travelXMm, travelYMm } = this.#table
      this.#cancelHoming = undefined
      this.#homings++
      this.#frame = [travelXMm, travelYMm, 0]
      this.#motion.renamePosition([xMm - travelXMm, yMm - travelYMm, 0])
      this.#mode = 'normal'
      this.answer(0)
      this.#runStartupLines()
      this.#board.ready()
    })
  }

  toggleCheck(): void {
    const checking = this.#mode === 'check'
    this.#mode = checking ? 'normal' : 'check'
    this.say(checking ? '[MSG:Disabled]' : '[MSG:Enabled]')
    if (checking) this.#board.restart()
  }

  sleep(): void {
    this.#mode = 'sleep'
    this.say('[MSG:Sleeping]')
  }

  jog(line: string): number {
    if (this.#mode === 'alarm') return SYSTEM_ERROR.locked
    const calm = this.#mode === 'normal' && (this.#motion.idle || this.#jogging)
    if (!calm) return SYSTEM_ERROR.notIdle
    const words = wordsOf(line)
    if (typeof words === 'number') return words
    if (words.g.some((code) => !JOG_CODES.includes(code)) || words.m.length > 0) return SYSTEM_ERROR.jogFormat
    if (!words.values.has('F')) return GCODE_ERROR.feed
    const step = runGcode({ ...words, g: [...words.g, 1] }, this.#modal, this.#offsets, this.#motion.planned)
    if (typeof step === 'number') return step
    if (step.action.moves.length === 0) return SYSTEM_ERROR.jogFormat
    if (!allowed(this.settings, step.action.moves)) return SYSTEM_ERROR.travel
    this.#jogging = true
    this.#begin(step)
    return LATER
  }

  restore(what: 'settings' | 'offsets' | 'all'): void {
    if (what !== 'offsets') {
      const factory = factorySettings(this.#table.travelXMm, this.#table.travelYMm)
      for (const [number, value] of factory) this.settings.set(number, value)
    }
    if (what !== 'settings') this.#offsets = deliveredOffsets(this.#table)
    this.#board.restart()
  }

  tryLine(line: string): number {
    const step = this.#interpret(line)
    return typeof step === 'number' ? step : 0
  }

  #state(): string {
    if (this.#mode === 'alarm' || this.#mode === 'critical') return 'Alarm'
    if (this.#mode === 'homing') return 'Home'
    if (this.#mode === 'check') return 'Check'
    if (this.#mode === 'sleep') return 'Sleep'
    if (this.#motion.held) return this.#door ? 'Door:0' : 'Hold:0'
    if (this.#motion.idle) return 'Idle'
    return this.#jogging ? 'Jog' : 'Run'
  }

  #stop(): void {
    this.#motion.stop()
    this.#cancelHoming?.()
    this.#cancelHoming = undefined
    this.#pending?.drop()
    this.#pending = undefined
    this.#jogging = false
    this.#door = false
    this.#modal = FRESH_MODAL
    this.#offsets = { ...this.#offsets, g92: ORIGIN }
    this.#overrides = NO_OVERRIDES
    this.#reporter.offsetChanged()
  }

  #runStartupLines(): void {
    for (const line of this.startupLines) {
      if (line === '') continue
      const step = this.#interpret(line)
      if (typeof step !== 'number') this.#adopt(step)
      this.say(`>${line}:${typeof step === 'number' ? `error:${step}` : 'ok'}`)
    }
  }

  #interpret(line: string): Step | number {
    const words = wordsOf(line)
    return typeof words === 'number'
      ? words
      : runGcode(words, this.#modal, this.#offsets, this.#motion.planned)
  }

  #adopt(step: Step): void {
    const before = offsetInForce(this.#modal, this.#offsets)
    this.#modal = step.modal
    if (step.action.offsets) this.#offsets = step.action.offsets
    if (distance(before, offsetInForce(this.#modal, this.#offsets)) > 0) this.#reporter.offsetChanged()
  }

  #runGcode(line: string): number {
    if (line === '') return 0
    if (this.#mode === 'alarm' || this.#mode === 'sleep' || this.#jogging) return SYSTEM_ERROR.locked
    const step = this.#interpret(line)
    if (typeof step === 'number') return step
    this.#adopt(step)
    if (this.#mode === 'check') return 0
    if (allowed(this.settings, step.action.moves)) this.#begin(step)
    else {
      this.#motion.stop()
      this.#mode = 'critical'
      this.say(`ALARM:${ALARM.softLimit}`)
      this.say('[MSG:Reset to continue]')
    }
    return LATER
  }

  #begin(step: Step): void {
    const pending = new PendingLine(
      step,
      {
        motion: this.#motion,
        pace: this.#pace,
        speed: (from, move) => speedAlong(this.settings, this.#overrides, from, move),
      },
      () => {
        this.#pending = undefined
        if (step.program === 'ends') this.say('[MSG:Pgm End]')
        this.answer(0)
        this.#board.ready()
      },
    )
    this.#pending = pending
    pending.advance()
  }

  #advance(): void {
    if (this.#motion.idle) this.#jogging = false
    this.#pending?.advance()
    if (!this.blocked) this.#board.ready()
  }
}
