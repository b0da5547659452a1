import type { LineEndpoint } from '../transports/transport.ts'
import { Motion } from './grbl-motion.ts'
import type { Point } from './grbl-motion.ts'
import type { Pace } from './pace.ts'
import type { StagePosition } from './target.ts'

/** A table with Marlin as it is delivered: travel from its end switches, mm, and the name in its firmware. */
export interface MarlinTableData {
  readonly travelXMm: number
  readonly travelYMm: number
  readonly uuid: string
  readonly startXMm: number
  readonly startYMm: number
}

const BOOT_MS = 1_500
const BUSY_MS = 2_000
const ACCELERATION = 500
const LIMIT_MM_PER_MIN = 6_000
const HOMING_MM_PER_MIN = 3_000
const LF = '\n'
const LONGEST_LINE = 96

/** The board on its serial line; opening the port restarts it. `carriage` = where it really is. */
export function marlinTable(options: { table: MarlinTableData; pace: Pace }): {
  readonly line: LineEndpoint
  carriage(): StagePosition
} {
  const board = new Board(options.table, options.pace)
  return {
    carriage: () => board.carriage,
    line: {
      connect(send) {
        board.attach(send)
        return { receive: (bytes) => board.receive(bytes), disconnected: () => board.detach(send) }
      },
    },
  }
}

class Board {
  readonly #table: MarlinTableData
  readonly #pace: Pace
  readonly #motion: Motion
  #send: ((bytes: Uint8Array) => void) | undefined
  #cancelBoot: (() => void) | undefined
  #cancelBusy: (() => void) | undefined
  #text = ''
  readonly #lines: string[] = []
  /** Called when all planned motion has ended. */
  #waiting: (() => void) | undefined
  #relative = false
  #mmPerMin = 1_500
  /** True place of the logical zero; where it was switched on until it is homed. */
  #zero: Point
  #homed = false

  constructor(table: MarlinTableData, pace: Pace) {
    this.#table = table
    this.#pace = pace
    this.#zero = [table.startXMm, table.startYMm, 0]
    this.#motion = new Motion(
      pace,
      () => ACCELERATION,
      () => {
        this.#moved()
      },
    )
    this.#motion.renamePosition(this.#zero)
  }

  get carriage(): StagePosition {
    const [xMm, yMm] = this.#motion.position
    return { xMm, yMm, moves: this.#motion.moves }
  }

  attach(send: (bytes: Uint8Array) => void): void {
    this.#send = send
    this.#cancelBoot?.()
    this.#end()
    this.#motion.stop()
    this.#zero = this.#motion.position
    this.#homed = false
    this.#relative = false
    this.#text = ''
    this.#lines.length = 0
    this.#cancelBoot = this.#pace.after(BOOT_MS, () => {
      this.#cancelBoot = undefined
      for (const line of ['start', 'echo:Marlin 2.1.2', 'echo: Free Memory: 4321  PlannerBufferBytes: 1152'])
        this.#say(line)
    })
  }

  detach(send: (bytes: Uint8Array) => void): void {
    if (this.#send === send) this.#send = undefined
  }

  receive(bytes: Uint8Array): void {
    if (this.#cancelBoot) return
    for (const character of Buffer.from(bytes).toString('latin1')) {
      if (character === LF || character === '\r') {
        const line = this.#text.replace(/;.*$/, '').trim().toUpperCase()
        this.#text = ''
        if (line !== '') this.#lines.push(line)
      } else if (this.#text.length < LONGEST_LINE) this.#text += character
    }
    this.#work()
  }

  #say(line: string): void {
    this.#send?.(new TextEncoder().encode(`${line}${LF}`))
  }

  #work(): void {
    while (!this.#waiting) {
      const line = this.#lines.shift()
      if (line === undefined) return
      this.#run(line)
    }
  }

  #run(line: string): void {
    const [, head = '', rest = ''] = /^([GM]\d+)(.*)$/.exec(line) ?? []
    const words = new Map([...rest.matchAll(/([A-Z])(-?[\d.]*)/g)].map(([, name, value]) => [name, value]))
    const number = (name: string): number | undefined => {
      const text = words.get(name)
      return text === undefined || text === '' ? undefined : Number(text)
    }
    if (head === 'G0' || head === 'G1') this.#move(number('X'), number('Y'), number('F'))
    else if (head === 'G28') {
      this.#home()
      return
    } else if (head === 'M400') {
      this.#untilStill(() => this.#say('ok'))
      return
    } else if (head === 'G90' || head === 'G91') this.#relative = head === 'G91'
    else if (head === 'M114') this.#report()
    else if (head === 'M115') this.#name()
    else if (head === 'M211') this.#limits()
    else if (head === 'M410') this.#motion.stop()
    else if (!['G21', 'M18', 'M84', 'M113', 'M17'].includes(head))
      this.#say(`echo:Unknown command: "${line}"`)
    this.#say('ok')
  }

  #logical(point: Point): Point {
    return [point[0] - this.#zero[0], point[1] - this.#zero[1], point[2]]
  }

  /** Soft endstops cut a target off once it is homed. */
  #move(x: number | undefined, y: number | undefined, feed: number | undefined): void {
    if (feed !== undefined && feed > 0) this.#mmPerMin = Math.min(feed, LIMIT_MM_PER_MIN)
    const at = this.#logical(this.#motion.planned)
    const target = (value: number | undefined, axis: 0 | 1, travel: number): number => {
      const wanted = value === undefined ? at[axis] : this.#relative ? at[axis] + value : value
      return this.#homed ? Math.min(travel, Math.max(0, wanted)) : wanted
    }
    const to: Point = [
      target(x, 0, this.#table.travelXMm) + this.#zero[0],
      target(y, 1, this.#table.travelYMm) + this.#zero[1],
      0,
    ]
    this.#motion.plan({ to, mmPerMin: this.#mmPerMin })
  }

  #home(): void {
    this.#untilStill(() => {
      this.#motion.plan({ to: [0, 0, 0], mmPerMin: HOMING_MM_PER_MIN })
      this.#untilStill(() => {
        this.#zero = [0, 0, 0]
        this.#homed = true
        this.#report()
        this.#say('ok')
      })
    })
  }

  /** Runs `then` when everything planned is done, and says until then that it is busy. */
  #untilStill(then: () => void): void {
    if (this.#motion.idle) {
      then()
      return
    }
    this.#waiting = then
    const busy = (): void => {
      this.#cancelBusy = this.#pace.after(BUSY_MS, () => {
        this.#say('echo:busy: processing')
        busy()
      })
    }
    busy()
  }

  #moved(): void {
    const then = this.#waiting
    if (!then || !this.#motion.idle) return
    this.#end()
    then()
    this.#work()
  }

  #end(): void {
    this.#cancelBusy?.()
    this.#cancelBusy = undefined
    this.#waiting = undefined
  }

  #report(): void {
    const [x, y] = this.#logical(this.#motion.planned)
    const steps = (mm: number): number => Math.round(mm * 80)
    this.#say(`X:${x.toFixed(2)} Y:${y.toFixed(2)} Z:0.00 E:0.00 Count X:${steps(x)} Y:${steps(y)} Z:0`)
  }

  #name(): void {
    this.#say(
      `FIRMWARE_NAME:Marlin 2.1.2 (Aug  3 2023 12:00:00) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 MACHINE_TYPE:Bench table EXTRUDER_COUNT:1 UUID:${this.#table.uuid}`,
    )
    this.#say('Cap:SERIAL_XON_XOFF:0')
    this.#say('Cap:EMERGENCY_PARSER:0')
  }

  #limits(): void {
    const { travelXMm, travelYMm } = this.#table
    this.#say(
      `echo:Soft endstops: On  Min:  X0.00 Y0.00 Z0.00   Max:  X${travelXMm.toFixed(2)} Y${travelYMm.toFixed(2)} Z250.00`,
    )
  }
}
