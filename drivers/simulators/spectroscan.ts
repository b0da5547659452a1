import type { LineEndpoint } from '../transports/transport.ts'
import { Motion } from './grbl-motion.ts'
import type { Pace } from './pace.ts'
import { padded, SpectrolinoHead, u16, u32 } from './spectrolino-head.ts'
import type { StagePosition } from './target.ts'

const TRAVEL_TENTHS = { x: 3100, y: 2300 } as const
/** Its white tile lies outside the travel for samples. */
const TILE_MM = [310, 250, 0] as const
const MM_PER_MIN = 9_000
const ACCELERATION = 1_000
const MEASURE_MS = 1_200
const HEAD_MS = 400
const LONGEST_LINE = 1_024

const OUT_OF_RANGE = 0x02
const UNKNOWN = 0x05
const NO_TRANSMISSION = 0x08
const STOP_WITHOUT_START = 0x01
const ILLEGAL_CHARACTER = 0x02

const generic = (code: number): number[] => [0xd1, 0x80, code]

/** A SpectroScan with its Spectrolino on one line. `view` = reflectance in 36 bands of what lies under the sensor. */
export function spectroScan(options: { view: () => Float64Array; serial: string; pace: Pace }): {
  readonly line: LineEndpoint
  carriage(): StagePosition
  /** What a person does with the keys of the table, which work while it is offline. */
  keys(xMm: number, yMm: number): void
} {
  const table = new Table(options.view, Number(options.serial.replace(/\D/g, '')) || 1, options.pace)
  return {
    carriage: () => table.carriage,
    line: spectrolinoLine((request, say) => table.run(request, say)),
    keys: (xMm, yMm) => table.keys(xMm, yMm),
  }
}

/** A Spectrolino in the hand, on its own white tile until it is put down elsewhere. */
export function spectrolinoAlone(options: {
  view: () => Float64Array
  serial: string
  onTile: () => boolean
  pace: Pace
}): LineEndpoint {
  const head = new SpectrolinoHead(options.view, Number(options.serial), options.onTile)
  return spectrolinoLine((request, say) => {
    const slow = request[0] === 0x20 || request[0] === 0x22
    options.pace.after(slow ? MEASURE_MS : 0, () => {
      say(head.answer(request))
    })
  })
}

/** Cuts what the host sends into requests; `run` answers each once. A lone `;` is the beginning of one. */
function spectrolinoLine(
  run: (request: readonly number[], say: (reply: readonly number[]) => void) => void,
): LineEndpoint {
  return {
    connect(send) {
      let line = ''
      let connected = true
      const say = (reply: readonly number[]): void => {
        if (connected) send(Buffer.from(`:${Buffer.from(reply).toString('hex').toUpperCase()}\r\n`, 'latin1'))
      }
      const take = (text: string): void => {
        // Another `;` begins anew: what stood before it was no request.
        const start = text.lastIndexOf(';')
        const digits = text.slice(start + 1)
        if (start < 0) say([0x26, STOP_WITHOUT_START])
        else if (!/^(?:[0-9A-Fa-f]{2})+$/.test(digits)) say([0x26, ILLEGAL_CHARACTER])
        else run([...Buffer.from(digits, 'hex')], say)
      }
      return {
        receive(bytes) {
          for (const character of Buffer.from(bytes).toString('latin1')) {
            if (character === '\n' || character === '\r') {
              const text = line
              line = ''
              if (text !== '') take(text)
            } else if (line.length < LONGEST_LINE) line += character
          }
        },
        disconnected() {
          connected = false
        },
      }
    },
  }
}

class Table {
  readonly #pace: Pace
  readonly #serial: number
  readonly #motion: Motion
  readonly #head: SpectrolinoHead
  #down = false
  #online = true
  #held = false
  #keysAcknowledged = false
  #arrived: (() => void) | undefined
  /** Requests wait for those before them: one is carried out and answered, then the next. */
  readonly #requests: (() => void)[] = []
  #busy = false

  constructor(view: () => Float64Array, serial: number, pace: Pace) {
    this.#pace = pace
    this.#serial = serial
    this.#motion = new Motion(
      pace,
      () => ACCELERATION,
      () => {
        const then = this.#arrived
        this.#arrived = undefined
        then?.()
      },
    )
    this.#head = new SpectrolinoHead(view, serial, () => this.#motion.position[1] === TILE_MM[1])
  }

  get carriage(): StagePosition {
    const [xMm, yMm] = this.#motion.position
    return { xMm, yMm, moves: this.#motion.moves }
  }

  keys(xMm: number, yMm: number): void {
    if (!this.#online) this.#travel([xMm, yMm, 0], () => undefined)
  }

  run(request: readonly number[], say: (reply: readonly number[]) => void): void {
    this.#requests.push(() => {
      this.#carryOut(request, (reply) => {
        say(reply)
        this.#busy = false
        this.#next()
      })
    })
    this.#next()
  }

  #next(): void {
    if (this.#busy) return
    const request = this.#requests.shift()
    if (!request) return
    this.#busy = true
    request()
  }

  #carryOut(request: readonly number[], say: (reply: readonly number[]) => void): void {
    const [first, op, ...args] = request
    if (first !== 0xd0) {
      const slow = first === 0x20 || first === 0x22
      this.#pace.after(slow ? MEASURE_MS : 0, () => {
        say(this.#head.answer(request))
      })
      return
    }
    const point = (at: number): [number, number] => [
      (args[at] ?? 0) | ((args[at + 1] ?? 0) << 8),
      (args[at + 2] ?? 0) | ((args[at + 3] ?? 0) << 8),
    ]
    const ok = (): void => {
      say(generic(0))
    }
    if (op === 0x00) this.#go(point(1), say, ok)
    else if (op === 0x07)
      this.#go(point(0), say, () => {
        this.#pace.after(MEASURE_MS + 2 * HEAD_MS, () => {
          this.#head.measure()
          say([0x10, 0x09, 0x00, ...this.#head.spectrum([])])
        })
      })
    else if (op === 0x06) this.#travel([...TILE_MM], ok)
    else if (op === 0x02) this.#travel([0, 0, 0], ok)
    else if (op === 0x03 || op === 0x04) {
      this.#down = op === 0x04
      this.#pace.after(HEAD_MS, ok)
    } else say(this.#quick(op ?? 0, args))
  }

  /** Requests that are answered at once. */
  #quick(op: number, args: readonly number[]): number[] {
    const [x, y] = this.#motion.position
    switch (op) {
      case 0x05:
        return [
          ...[0xd1, 0x81, args[0] ?? 0, 0, 0],
          ...u16(Math.round(x * 10)),
          ...u16(Math.round(y * 10)),
          this.#down ? 1 : 0,
        ]
      case 0x10:
      case 0x11:
        this.#online = op === 0x10
        return generic(0)
      case 0x12:
      case 0x13:
        this.#held = op === 0x12
        return generic(0)
      case 0x16:
      case 0x17:
        this.#keysAcknowledged = op === 0x16
        return generic(0)
      case 0x0a:
      case 0x0b:
      case 0x0c:
      case 0x20:
      case 0x21:
      case 0x25:
        return generic(0)
      case 0x0d:
        return generic(args[0] === 0 ? 0 : NO_TRANSMISSION)
      case 0x22:
      case 0x23:
        return [0xd1, 0x82, 0, 0]
      case 0x24:
        return [
          0xd1,
          0x83,
          (this.#online ? 0x10 : 0) | (this.#keysAcknowledged ? 0x40 : 0) | (this.#held ? 0x80 : 0),
        ]
      case 0x30:
        return [0xd1, 0x90, ...padded('SpectroScan ', 18)]
      case 0x31:
        return [0xd1, 0x91, ...u32(this.#serial)]
      case 0x32:
        return [0xd1, 0x92, ...padded('36.64.02', 8)]
      case 0x33:
        return [0xd1, 0x93, ...[17, 5, 2001].flatMap(u16)]
      case 0x34:
        return [0xd1, 0x94, ...padded('V 2.11', 12)]
      default:
        return generic(UNKNOWN)
    }
  }

  #go([x, y]: [number, number], say: (reply: readonly number[]) => void, then: () => void): void {
    if (x > TRAVEL_TENTHS.x || y > TRAVEL_TENTHS.y) say(generic(OUT_OF_RANGE))
    else this.#travel([x / 10, y / 10, 0], then)
  }

  #travel(to: [number, number, number], then: () => void): void {
    this.#arrived = then
    this.#motion.plan({ to, mmPerMin: MM_PER_MIN })
  }
}
