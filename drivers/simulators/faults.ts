import type { Random } from '../../spectra/random.ts'
import type { LineEndpoint } from '../transports/transport.ts'
import { isTrouble } from './fault-spec.ts'
import type { FaultName, FaultRule, Trouble } from './fault-spec.ts'
import { FaultyLine } from './faulty-line.ts'
import type { Refusal } from './refusal.ts'

/** Hands on the plug, the line and the instrument, for demonstrations and tests. */
export interface FaultControls {
  /** Whether the instrument is there at all. */
  readonly plugged: boolean
  /** Drops the line at once; connecting fails until `plug`. */
  unplug(): void
  plug(): void
  /** While on, nothing the instrument says arrives. */
  silence(on: boolean): void
  /** While on, everything it says arrives damaged. */
  garble(on: boolean): void
  /** Lets something go wrong behind its replies; only a spectrometer has these parts. */
  trouble(name: Trouble): void
  /** Takes it from whoever has it open; from now on the system refuses it. */
  refuse(refusal: Refusal): void
  /** Why the system would refuse it to a program that opens it now. */
  readonly refusal: Refusal | undefined
  /** Ends everything that is wrong and plugs it in. */
  mend(): void
  /** How many faults have really been laid over replies so far, by kind. */
  readonly injected: ReadonlyMap<FaultName, number>
  /** Called after every unplug and plug; returns the unsubscribe. */
  onPlugChange(listener: () => void): () => void
}

/** How long things take that go wrong, in real milliseconds: longer than hosts usually wait. */
export interface FaultTimes {
  readonly lateMs: number
  readonly stallMs: number
  readonly replugMs: number
}

export const FAULT_TIMES: FaultTimes = { lateMs: 1500, stallMs: 3000, replugMs: 1500 }

/** The faults of one instrument, whatever bus it is reached over: all its lines share the plug and the count of replies. */
export class Faults implements FaultControls {
  readonly times: FaultTimes
  readonly random: Random
  /** What is wrong behind the replies at the moment. */
  readonly troubles: Set<Trouble>
  readonly #rules: readonly FaultRule[]
  readonly #serial: string
  readonly #listeners = new Set<() => void>()
  readonly #injected = new Map<FaultName, number>()
  #plugged = true
  #silent = false
  #garbling = false
  #replies = 0
  #otherSerial = false
  #refusal: Refusal | undefined
  #replugTimer: NodeJS.Timeout | undefined

  /** `random` decides the rates; `serial` is what a wrong serial number replaces; `troubles` is what others look at. */
  constructor(options: {
    rules: readonly FaultRule[]
    random: Random
    serial: string
    times?: FaultTimes
    troubles?: Set<Trouble>
  }) {
    this.#rules = options.rules
    this.random = options.random
    this.#serial = options.serial
    this.times = options.times ?? FAULT_TIMES
    this.troubles = options.troubles ?? new Set()
  }

  /** The same endpoint with the faults laid over what the instrument says. */
  line(inner: LineEndpoint): LineEndpoint {
    return {
      connect: (send, hangUp) => new FaultyLine(inner, this, send, hangUp),
    }
  }

  get injected(): ReadonlyMap<FaultName, number> {
    return this.#injected
  }

  /** Told by the lines when a fault has changed what the host hears. */
  happened(name: FaultName): void {
    this.#injected.set(name, (this.#injected.get(name) ?? 0) + 1)
  }

  get plugged(): boolean {
    return this.#plugged
  }

  get silent(): boolean {
    return this.#silent
  }

  get garbling(): boolean {
    return this.#garbling
  }

  /** The serial number as a bus would tell it. */
  get shownSerial(): string {
    return this.#otherSerial ? anotherSerial(this.#serial) : this.#serial
  }

  unplug(): void {
    clearTimeout(this.#replugTimer)
    this.#setPlugged(false)
  }

  plug(): void {
    clearTimeout(this.#replugTimer)
    this.#setPlugged(true)
  }

  /** The loose plug of the fault of that name: comes back by itself. */
  unplugForAWhile(): void {
    this.unplug()
    this.#replugTimer = setTimeout(() => this.plug(), this.times.replugMs)
  }

  silence(on: boolean): void {
    this.#silent = on
  }

  garble(on: boolean): void {
    this.#garbling = on
  }

  trouble(name: Trouble): void {
    this.troubles.add(name)
  }

  get refusal(): Refusal | undefined {
    return this.#refusal
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal
    // A system asks those who open, not those who have it open: that takes a loose plug.
    this.unplug()
    this.plug()
  }

  mend(): void {
    this.#silent = false
    this.#garbling = false
    this.#otherSerial = false
    this.#refusal = undefined
    this.troubles.clear()
    this.plug()
  }

  onPlugChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Counts one reply and says what happens to it. */
  strike(reply: Uint8Array): ReadonlySet<FaultName> {
    this.#replies++
    const struck = new Set<FaultName>()
    for (const rule of this.#rules) {
      const hit = 'frame' in rule ? rule.frame === this.#replies : this.random.next() < rule.rate
      if (!hit) continue
      if (isTrouble(rule.name)) this.trouble(rule.name)
      else struck.add(rule.name)
      // From a given reply on another instrument answers; a share means single wrong answers.
      if (rule.name === 'wrong-serial' && 'frame' in rule) this.#otherSerial = true
    }
    if (this.#otherSerial) struck.add('wrong-serial')
    if (!contains(reply, this.#serial)) struck.delete('wrong-serial')
    return struck
  }

  /** The reply with another serial number of the same length in it. */
  withOtherSerial(reply: Uint8Array): Uint8Array {
    const text = Buffer.from(reply).toString('latin1')
    return Uint8Array.from(Buffer.from(text.replaceAll(this.#serial, anotherSerial(this.#serial)), 'latin1'))
  }

  #setPlugged(plugged: boolean): void {
    if (this.#plugged === plugged) return
    this.#plugged = plugged
    for (const listener of [...this.#listeners]) listener()
  }
}

const contains = (bytes: Uint8Array, text: string): boolean =>
  text !== '' && Buffer.from(bytes).includes(text, 0, 'latin1')

/** A neighbour's serial number: the last character moved on by one. */
function anotherSerial(serial: string): string {
  const last = serial.slice(-1)
  const next = /\d/.test(last) ? String((Number(last) + 1) % 10) : last === 'X' ? 'Y' : 'X'
  return `${serial.slice(0, -1)}${next}`
}
