import type { LineEndpoint } from '../transports/transport.ts'
import type { Pace } from './pace.ts'

/** What a command can do with the line it came over. */
export interface Speaker {
  /** One reply, sent as it is. */
  say(text: string): void
  /** The instrument is busy for so long, then `done` runs; commands that come meanwhile wait. */
  busy(ms: number, done: () => void): void
  /** Ends what `busy` began without its `done`. */
  stop(): void
  readonly measuring: boolean
}

/** A meter that listens to lines of text. */
export interface LineMeter {
  /** Carries out one command, without its line end. */
  run(command: string, speaker: Speaker): void
  /** Characters without a line end that are a command already. */
  complete?(text: string): boolean
  /** Commands that it carries out even while it measures. */
  heedsWhileBusy?(command: string): boolean
}

const LONGEST_COMMAND = 80
const CR = 0x0d
const LF = 0x0a

/** The line of a meter: cuts bytes into commands, lets them wait while it measures. A host that vanishes ends its measurement. */
export function lineInstrument(pace: Pace, meter: LineMeter): LineEndpoint {
  return {
    connect(send) {
      const host = new MeterLine(pace, meter, send)
      return { receive: (bytes) => host.receive(bytes), disconnected: () => host.close() }
    },
  }
}

class MeterLine implements Speaker {
  readonly #pace: Pace
  readonly #meter: LineMeter
  readonly #send: (bytes: Uint8Array) => void
  readonly #waiting: string[] = []
  #text = ''
  #cancel: (() => void) | undefined

  constructor(pace: Pace, meter: LineMeter, send: (bytes: Uint8Array) => void) {
    this.#pace = pace
    this.#meter = meter
    this.#send = send
  }

  get measuring(): boolean {
    return this.#cancel !== undefined
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      const ended = byte === CR || byte === LF
      if (!ended && this.#text.length < LONGEST_COMMAND) this.#text += String.fromCharCode(byte)
      if (!ended && this.#meter.complete?.(this.#text) !== true) continue
      const command = this.#text
      this.#text = ''
      if (command === '') continue
      if (this.measuring && this.#meter.heedsWhileBusy?.(command) !== true) this.#waiting.push(command)
      else this.#meter.run(command, this)
    }
  }

  say(text: string): void {
    this.#send(Uint8Array.from(text, (character) => character.charCodeAt(0)))
  }

  busy(ms: number, done: () => void): void {
    this.#cancel = this.#pace.after(ms, () => {
      this.#cancel = undefined
      done()
      this.#goOn()
    })
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#goOn()
  }

  close(): void {
    this.#waiting.length = 0
    this.#text = ''
    this.#cancel?.()
    this.#cancel = undefined
  }

  #goOn(): void {
    while (!this.measuring) {
      const command = this.#waiting.shift()
      if (command === undefined) return
      this.#meter.run(command, this)
    }
  }
}
