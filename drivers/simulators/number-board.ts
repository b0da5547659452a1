import type { LineEndpoint } from '../transports/transport.ts'
import type { Pace } from './pace.ts'

/** How a simulated board prints and what it listens to. */
export interface NumberBoardManner {
  /** Between two numbers; after the last one too where `trailing`. */
  readonly separator: string
  /** Text in front of the numbers. */
  readonly prefix: string
  readonly trailing: boolean
  readonly lineEnd: string
  /** Said once after the board's start. */
  readonly greeting: string
  readonly baudRate: number
  readonly integrationMs: number
  /** One character that makes it print one frame; undefined: it prints for ever. */
  readonly trigger: string | undefined
  /** "i20" and a line end set 20 ms; undefined: the time is part of the program. */
  readonly timeLetter: string | undefined
}

/** The published sketch for the C12880MA. */
export const SKETCH: NumberBoardManner = {
  separator: ',',
  prefix: '',
  trailing: true,
  lineEnd: '\n',
  greeting: '',
  baudRate: 115_200,
  integrationMs: 10,
  trigger: undefined,
  timeLetter: undefined,
}

/** Opening the port restarts an Arduino; its boot loader then waits for a program. */
const BOOT_MS = 1_600
const BITS = 10
/** A stream leaves its host a turn, also where simulated time costs nothing. */
const LEAST_REAL_MS = 15

/** An Arduino that prints what its sensor shows: `frame` gives the counts of one exposure of that many ms. */
export function numberBoard(options: {
  frame: (integrationMs: number) => ArrayLike<number>
  manner: NumberBoardManner
  pace: Pace
}): LineEndpoint {
  return {
    connect(send) {
      const board = new Board(options.frame, options.manner, options.pace, send)
      return {
        receive: (bytes) => board.receive(bytes),
        disconnected: () => board.stop(),
      }
    },
  }
}

class Board {
  readonly #frame: (integrationMs: number) => ArrayLike<number>
  readonly #manner: NumberBoardManner
  readonly #pace: Pace
  readonly #send: (bytes: Uint8Array) => void
  #integrationMs: number
  #command = ''
  #booted = false
  #stopped = false
  #stop: () => void

  constructor(
    frame: (integrationMs: number) => ArrayLike<number>,
    manner: NumberBoardManner,
    pace: Pace,
    send: (bytes: Uint8Array) => void,
  ) {
    this.#frame = frame
    this.#manner = manner
    this.#pace = pace
    this.#send = send
    this.#integrationMs = manner.integrationMs
    this.#stop = pace.after(BOOT_MS, () => {
      this.#booted = true
      if (manner.greeting !== '') this.#say(manner.greeting)
      if (manner.trigger !== undefined) return
      // Boards that do not restart are met in the middle of a line.
      const line = this.#line()
      this.#say(line.slice(line.length / 3))
      this.#stream()
    })
  }

  stop(): void {
    this.#stopped = true
    this.#stop()
  }

  receive(bytes: Uint8Array): void {
    if (!this.#booted) return
    const { trigger, timeLetter } = this.#manner
    for (const byte of bytes) {
      const character = String.fromCharCode(byte)
      if (character === trigger && this.#command === '') this.#print()
      else if (character === '\n' || character === '\r') {
        const [, letter, ms] = /^([a-z])([\d.]+)$/.exec(this.#command) ?? []
        if (letter !== undefined && letter === timeLetter) this.#integrationMs = Number(ms)
        this.#command = ''
      } else this.#command += character
    }
  }

  /** Exposes, then prints; a board that is asked again meanwhile has not heard it. */
  #print(): void {
    this.#stop()
    this.#stop = this.#pace.after(this.#frameMs(), () => {
      this.#say(this.#line())
    })
  }

  #stream(): void {
    // What was said last may have unplugged it.
    if (this.#stopped) return
    this.#stop = this.#pace.after(this.#frameMs(), () => {
      const turn = setTimeout(() => {
        this.#say(this.#line())
        this.#stream()
      }, LEAST_REAL_MS)
      this.#stop = () => {
        clearTimeout(turn)
      }
    })
  }

  #line(): string {
    const { separator, prefix, trailing, lineEnd } = this.#manner
    const numbers = Array.from(this.#frame(this.#integrationMs)).join(separator)
    return `${prefix}${numbers}${trailing ? separator : ''}${lineEnd}`
  }

  /** Exposure, then the characters one after the other. */
  #frameMs(): number {
    return this.#integrationMs + (1000 * BITS * this.#characters) / this.#manner.baudRate
  }

  #characters = 0

  #say(text: string): void {
    this.#characters = text.length
    this.#send(new TextEncoder().encode(text))
  }
}
