import type { TranscriptLine } from '../../contract/instrument.ts'
import { printable } from '../../drivers/transports/transcript.ts'
import type { LinkEvent } from '../../drivers/transports/transcript.ts'
import type { Clock } from '../async.ts'

const LINK_WINDOW_MS = 60_000
/** While spectra stream, the slowest reply of each half second stands for the others: the minute stays whole. */
const LINK_SLOT_MS = 500
const EVENTS = 200
const NOTHING = new Uint8Array(0)

const slotOf = (at: number): number => Math.floor(at / LINK_SLOT_MS)

/** Round trips of the last minute, the slowest of each half second, every failure, and the last 200 chunks of one link; words are made of them only when asked. */
export class LinkLog {
  readonly #clock: Clock
  readonly #describe: (bytes: Uint8Array) => string
  readonly #samples: { at: number; ms: number; ok: boolean }[] = []
  readonly #events: LinkEvent[] = []

  constructor(clock: Clock, describe: (bytes: Uint8Array) => string = printable) {
    this.#clock = clock
    this.#describe = describe
  }

  sample(ms: number, ok: boolean): void {
    const at = this.#clock.now()
    const last = this.#samples.at(-1)
    if (ok && last?.ok === true && slotOf(last.at) === slotOf(at)) {
      if (ms > last.ms) this.#samples[this.#samples.length - 1] = { at, ms, ok }
      return
    }
    this.#samples.push({ at, ms, ok })
    while ((this.#samples[0]?.at ?? at) < at - LINK_WINDOW_MS) this.#samples.shift()
  }

  /** What `recordLink` reports. */
  event(event: LinkEvent): void {
    this.#events.push(event)
    if (this.#events.length > EVENTS) this.#events.shift()
  }

  /** A remark of the bench itself between the bytes. */
  remark(text: string): void {
    this.event({ at: this.#clock.now(), direction: '--', bytes: NOTHING, note: text })
  }

  /** Samples of the last 60 s, oldest first. */
  link(): { at: number; ms: number; ok: boolean }[] {
    const from = this.#clock.now() - LINK_WINDOW_MS
    return this.#samples.filter((sample) => sample.at >= from)
  }

  transcript(): TranscriptLine[] {
    return this.#events.map(({ at, direction, bytes, ms, note }) => ({
      at,
      direction,
      text: note ?? this.#describe(bytes),
      ...(ms === undefined ? {} : { ms }),
    }))
  }
}
