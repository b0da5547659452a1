import type { LineEndpoint } from '../transports/transport.ts'
import { kleinBytes, rangeByte } from './klein-numbers.ts'
import { tristimulus } from './jeti-spectrum.ts'
import { realPace } from './pace.ts'
import type { Pace } from './pace.ts'
import type { ReferenceView } from './reference-output.ts'

const CR = 0x0d
const LF = 0x0a
const READING_MS = 500
/** Darker samples are read longer, up to so much more. */
const DARK_EXTRA_MS = 1_500
/** Below this share of a perfect diffuser it says that it is under its range. */
const DARKEST = 0.0005
const LONGEST_COMMAND = 16
/** 96 names of 20 characters; an unused one starts with FF. */
const MATRIX_BYTES = 96 * 20
const AUTOMATIC = 8
/** A packet of the flicker stream: 32 times one extra byte and one sample of 16 bits, 256 samples a second. */
const PACKET_SAMPLES = 32
const PACKET_MS = 125
const SAMPLE = 0x4000

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** A Klein K10-A: two-letter commands, answers of fixed length with binary numbers in them. */
export function kleinK10({
  view,
  serial,
  pace,
}: {
  view: ReferenceView
  serial: string
  pace: Pace
}): LineEndpoint {
  return {
    connect(send) {
      const host = new KleinLine(view, serial, pace, send)
      return { receive: (bytes) => host.receive(bytes), disconnected: () => host.stop() }
    },
  }
}

class KleinLine {
  readonly #view: ReferenceView
  readonly #serial: string
  readonly #pace: Pace
  /** A stream has its rate also where readings cost no time. */
  readonly #streamPace = realPace()
  readonly #send: (bytes: Uint8Array) => void
  readonly #waiting: string[] = []
  #text = ''
  #range = AUTOMATIC
  #cancel: (() => void) | undefined
  #streaming = false

  constructor(view: ReferenceView, serial: string, pace: Pace, send: (bytes: Uint8Array) => void) {
    this.#view = view
    this.#serial = serial
    this.#pace = pace
    this.#send = send
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === LF) continue
      if (byte !== CR) {
        if (this.#text.length < LONGEST_COMMAND) this.#text += String.fromCharCode(byte)
        continue
      }
      this.#waiting.push(this.#text)
      this.#text = ''
    }
    this.#work()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#streaming = false
    this.#waiting.length = 0
    this.#text = ''
  }

  #work(): void {
    while (this.#cancel === undefined || this.#streaming) {
      const command = this.#waiting.shift()
      if (command === undefined) return
      this.#run(command)
    }
  }

  #run(command: string): void {
    // Only a reading ends the flicker stream.
    if (this.#streaming && command !== 'N5') return
    if (command === ';D024') this.#reply('D4', new Uint8Array(0))
    else if (command === 'P0')
      this.#reply('P0', ascii('K-10-A '.padEnd(7) + this.#serial.padEnd(9).slice(0, 9)))
    else if (command === 'P2') this.#reply('P2', ascii('v01.09fh'))
    else if (command === 'D7') this.#reply('D7', new Uint8Array(MATRIX_BYTES).fill(0xff))
    else if (/^L[01]$/.test(command)) this.#reply(command, new Uint8Array(0))
    else if (/^J[1-8]$/.test(command)) {
      this.#range = Number(command.slice(1))
      this.#reply(command, new Uint8Array(0))
    } else if (command === 'N5') this.#read()
    else if (command === 'T2') this.#stream()
  }

  #reply(command: string, data: Uint8Array, status = '0'): void {
    this.#send(Buffer.concat([ascii(command), data, ascii(`<${status}>`)]))
  }

  #numbers(): Uint8Array {
    const { x, y, z } = tristimulus(this.#view.radiance(1))
    const range = this.#range <= 6 ? rangeByte(this.#range) : rangeByte(1)
    return Uint8Array.of(...kleinBytes(x), ...kleinBytes(y), ...kleinBytes(z), range)
  }

  #read(): void {
    this.#cancel?.()
    this.#streaming = false
    const brightness = this.#view.brightness()
    const extra = Math.min(DARK_EXTRA_MS, READING_MS * 0.02 * (1 / Math.max(brightness, DARKEST) - 1))
    this.#cancel = this.#pace.after(READING_MS + extra, () => {
      this.#cancel = undefined
      this.#reply('N5', this.#numbers(), brightness < DARKEST ? 'u' : '0')
      this.#work()
    })
  }

  #stream(): void {
    this.#streaming = true
    const next = (): void => {
      this.#cancel = this.#streamPace.after(PACKET_MS, () => {
        this.#send(this.#packet())
        next()
      })
    }
    next()
  }

  /** The lamp of the bench burns steadily: every sample is the same. */
  #packet(): Uint8Array {
    const extra = new Uint8Array(PACKET_SAMPLES)
    extra.set(this.#numbers(), 2)
    extra[13] = '0'.charCodeAt(0)
    return Uint8Array.from({ length: 3 * PACKET_SAMPLES }, (_, i) =>
      i % 3 === 0 ? (extra[i / 3] ?? 0) : i % 3 === 1 ? SAMPLE >> 8 : SAMPLE & 255,
    )
  }
}
