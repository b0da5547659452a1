import type { LineEndpoint } from '../transports/transport.ts'
import { GrblController } from './grbl-controller.ts'
import { NO_OVERRIDES } from './grbl-report.ts'
import type { Overrides } from './grbl-report.ts'
import type { TableData } from './grbl-table.ts'
import type { Pace } from './pace.ts'
import type { StagePosition } from './target.ts'

/** A simulated XY table with its GRBL 1.1h controller. */
export interface SimulatedTable {
  readonly line: LineEndpoint
  /** Where the carriage really is. */
  carriage(): StagePosition
}

const RECEIVE_BYTES = 128
const LINE_BYTES = 80
const LINE_TOO_LONG = 11
const BOOT_MS = 1200
const RESTART_MS = 20
const LF = 0x0a
const CR = 0x0d
const CTRL_X = 0x18

const clamp = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value))
const feedBy =
  (step: number) =>
  (old: Overrides): Overrides => ({ ...old, feed: clamp(10, old.feed + step, 200) })
const spindleBy =
  (step: number) =>
  (old: Overrides): Overrides => ({ ...old, spindle: clamp(10, old.spindle + step, 200) })
const rapidTo =
  (rapid: number) =>
  (old: Overrides): Overrides => ({ ...old, rapid })

/** Real-time override bytes. */
const OVERRIDES: ReadonlyMap<number, (old: Overrides) => Overrides> = new Map([
  [0x90, (old: Overrides) => ({ ...old, feed: NO_OVERRIDES.feed })],
  [0x91, feedBy(10)],
  [0x92, feedBy(-10)],
  [0x93, feedBy(1)],
  [0x94, feedBy(-1)],
  [0x95, rapidTo(100)],
  [0x96, rapidTo(50)],
  [0x97, rapidTo(25)],
  [0x99, (old: Overrides) => ({ ...old, spindle: NO_OVERRIDES.spindle })],
  [0x9a, spindleBy(10)],
  [0x9b, spindleBy(-10)],
  [0x9c, spindleBy(1)],
  [0x9d, spindleBy(-1)],
])

/** The controller board on its serial line: opening the port resets it, as the DTR line does on an Arduino. */
export function grblTable(options: { table: TableData; pace: Pace }): SimulatedTable {
  const board = new SerialBoard(options.table, options.pace)
  return {
    carriage: () => board.controller.carriage,
    line: {
      connect(send) {
        board.attach(send)
        return {
          receive: (bytes) => board.receive(bytes),
          disconnected: () => board.detach(send),
        }
      },
    },
  }
}

class SerialBoard {
  readonly controller: GrblController
  readonly #pace: Pace
  #send: ((bytes: Uint8Array) => void) | undefined
  /** Received and not yet read by the controller. */
  readonly #receive: number[] = []
  #line = ''
  #tooLong = false
  #comment = false
  #cancelBoot: (() => void) | undefined

  constructor(table: TableData, pace: Pace) {
    this.#pace = pace
    this.controller = new GrblController(table, pace, {
      say: (line) => this.#say(line),
      ready: () => this.#work(),
      restart: () => this.#softReset(),
    })
  }

  attach(send: (bytes: Uint8Array) => void): void {
    this.#send = send
    this.controller.powerDown()
    this.#restart(BOOT_MS)
  }

  /** A closed port changes nothing on the board; a newer host keeps its line. */
  detach(send: (bytes: Uint8Array) => void): void {
    if (this.#send === send) this.#send = undefined
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#cancelBoot) continue
      if (!this.#realTime(byte) && this.#receive.length < RECEIVE_BYTES) this.#receive.push(byte)
      this.#work()
    }
  }

  #say(line: string): void {
    this.#send?.(new TextEncoder().encode(`${line}\r\n`))
  }

  #softReset(): void {
    this.controller.reset()
    this.#restart(RESTART_MS)
  }

  /** Deaf until the firmware has started. */
  #restart(ms: number): void {
    this.#cancelBoot?.()
    this.#receive.length = 0
    this.#clearLine()
    this.#cancelBoot = this.#pace.after(ms, () => {
      this.#cancelBoot = undefined
      this.controller.greet()
    })
  }

  #realTime(byte: number): boolean {
    if (byte === CTRL_X) {
      this.#softReset()
      return true
    }
    if (byte === 0x3f) {
      const status = this.controller.status(RECEIVE_BYTES - this.#receive.length)
      if (status !== undefined) this.#say(status)
      return true
    }
    if (byte === 0x21) this.controller.hold()
    else if (byte === 0x7e) this.controller.resume()
    else if (byte === 0x84) this.controller.door()
    else if (byte === 0x85) this.controller.cancelJog()
    else if (byte >= 0x80) {
      const change = OVERRIDES.get(byte)
      if (change) this.controller.changeOverrides(change)
    } else return false
    return true
  }

  /** Reads on while the controller can take lines. */
  #work(): void {
    while (!this.controller.blocked) {
      const byte = this.#receive.shift()
      if (byte === undefined) return
      this.#take(byte)
    }
  }

  #take(byte: number): void {
    if (byte === LF || byte === CR) {
      const line = this.#line
      const tooLong = this.#tooLong
      this.#clearLine()
      if (tooLong) this.controller.answer(LINE_TOO_LONG)
      else this.controller.run(line)
      return
    }
    const character = String.fromCharCode(byte).toUpperCase()
    if (this.#comment) this.#comment = character !== ')'
    else if (character === '(') this.#comment = true
    else if (byte > 0x20 && character !== '/') {
      if (this.#line.length >= LINE_BYTES - 1) this.#tooLong = true
      else this.#line += character
    }
  }

  #clearLine(): void {
    this.#line = ''
    this.#tooLong = false
    this.#comment = false
  }
}
