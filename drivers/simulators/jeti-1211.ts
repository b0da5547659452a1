import type { LineEndpoint } from '../transports/transport.ts'
import { freshJetiState, JETI_ERROR, runJetiCommand } from './jeti-commands.ts'
import type { JetiState } from './jeti-commands.ts'
import type { Pace } from './pace.ts'
import type { ReferenceView } from './reference-output.ts'

const ACK = 0x06
const BELL = 0x07
const ENQ = 0x05
const NAK = 0x15
const CR = 0x0d
const LF = 0x0a
const ESC = 0x1b
const LONGEST_LINE = 80

/** Shutter, dark reading and computing around the exposure itself. */
const OVERHEAD_MS = 650
/** Exposure that fills the detector on a perfect diffuser. */
const FULL_WELL_MS = 75
/** Adaptive exposure aims here. */
const TARGET_LEVEL = 0.7
/** A fixed exposure below this level is refused as too dark. */
const LOWEST_LEVEL = 0.005
/** The instrument asks "still there?" during every third measurement. */
const ENQUIRY_EVERY = 3

/** A JETI specbos 1211 that answers its ASCII dialogue from what the scene shows it. */
export function jeti1211(options: { view: ReferenceView; serial: string; pace: Pace }): LineEndpoint {
  const state = freshJetiState(options.serial)
  return {
    connect(send) {
      const host = new JetiLink(state, options.view, options.pace, send)
      return {
        receive: (bytes) => host.receive(bytes),
        disconnected: () => host.close(),
      }
    },
  }
}

class JetiLink {
  readonly #state: JetiState
  readonly #view: ReferenceView
  readonly #pace: Pace
  readonly #send: (bytes: Uint8Array) => void
  readonly #lines: string[] = []
  #line = ''
  #measurements = 0
  /** Cancels the running measurement; undefined while idle. */
  #measuring: (() => void) | undefined

  constructor(state: JetiState, view: ReferenceView, pace: Pace, send: (bytes: Uint8Array) => void) {
    this.#state = state
    this.#view = view
    this.#pace = pace
    this.#send = send
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte)
    this.#work()
  }

  close(): void {
    this.#stop()
    this.#lines.length = 0
    this.#line = ''
  }

  #take(byte: number): void {
    if (byte === ESC) {
      this.#stop()
      this.#line = ''
    } else if (byte === CR) {
      this.#lines.push(this.#line)
      this.#line = ''
    } else if (byte !== LF && this.#line.length < LONGEST_LINE) {
      this.#line += String.fromCharCode(byte)
    }
  }

  #stop(): void {
    this.#measuring?.()
    this.#measuring = undefined
  }

  #work(): void {
    while (this.#measuring === undefined) {
      const line = this.#lines.shift()
      if (line === undefined) return
      // Other programs try other instruments' commands first: what has no star is not for this one.
      const start = line.indexOf('*')
      if (start >= 0) this.#run(line.slice(start))
    }
  }

  #run(line: string): void {
    const answer = runJetiCommand(this.#state, line)
    if (answer.kind === 'text') this.#send(new TextEncoder().encode(answer.text))
    else if (answer.kind === 'measure') this.#measure()
    else this.#send(Uint8Array.of(answer.kind === 'ack' ? ACK : NAK))
  }

  #measure(): void {
    const exposure = exposureOf(this.#state, this.#view.brightness())
    this.#send(Uint8Array.of(ACK))
    this.#measurements++
    const half = (OVERHEAD_MS + exposure.ms * this.#state.averages) / 2
    const enquires = this.#measurements % ENQUIRY_EVERY === 0
    this.#measuring = this.#pace.after(half, () => {
      if (enquires) this.#send(Uint8Array.of(ENQ))
      this.#measuring = this.#pace.after(half, () => {
        this.#measuring = undefined
        this.#finish(exposure.error)
        this.#work()
      })
    })
  }

  #finish(error: number): void {
    this.#state.error = error
    if (error === JETI_ERROR.none) this.#state.last = this.#view.radiance(this.#state.averages)
    this.#send(Uint8Array.of(error === JETI_ERROR.none ? BELL : NAK))
  }
}

/** How long the instrument exposes a sample of that brightness, and whether it can. */
function exposureOf(state: JetiState, brightness: number): { ms: number; error: number } {
  if (state.adaptive) {
    const ms = (TARGET_LEVEL * FULL_WELL_MS) / brightness
    if (ms > state.maxIntegrationMs) return { ms: state.maxIntegrationMs, error: JETI_ERROR.underexposed }
    return { ms, error: JETI_ERROR.none }
  }
  const level = (brightness * state.integrationMs) / FULL_WELL_MS
  if (level > 1) return { ms: state.integrationMs, error: JETI_ERROR.overexposed }
  return { ms: state.integrationMs, error: level < LOWEST_LEVEL ? JETI_ERROR.underexposed : JETI_ERROR.none }
}
