import type { LineEndpoint } from '../transports/transport.ts'
import { freshObpState, OBP_POWER_UP, refused } from './obp-data.ts'
import type { ObpMessageType, ObpOutcome, ObpState } from './obp-data.ts'
import { obpMessages } from './obp-messages.ts'
import { obp2Messages } from './obp2-messages.ts'
import type { ObpInstrument } from './obp-models.ts'
import { OBP_ERROR, obpBytes, ObpReceiver } from './obp-wire.ts'
import type { ObpAnswer, ObpRequest } from './obp-wire.ts'
import type { Pace } from './pace.ts'
import type { SpectrometerView } from './spectrometer-view.ts'

const ABORT = 0x0010_0000
const SECOND_VERSION = 0x2000
const HARDWARE_TRIGGERS: readonly number[] = [0x01, 0x03]
const DISABLED = 0xff
const READOUT_MS = 1
const RESTART_MS = 800

/** What one instrument is made of. */
export interface ObpUnit {
  readonly instrument: ObpInstrument
  readonly view: SpectrometerView
  readonly serial: string
  readonly pace: Pace
  /** While it does, a new integration time is acknowledged and not taken. */
  readonly ignoresTime?: () => boolean
}

/** A spectrometer that answers the bytes of its protocol from what the scene shows it; all hosts share its settings. */
export function oceanObp(unit: ObpUnit): LineEndpoint {
  const { instrument, view } = unit
  const messages = instrument.version === SECOND_VERSION ? obp2Messages(instrument) : obpMessages(instrument)
  const state = freshObpState(unit.serial, view.wavelengthCoefficients, unit.ignoresTime)
  return {
    connect(send) {
      const host = new ObpHost(unit, messages, state, send)
      return {
        receive: (bytes) => host.receive(bytes),
        disconnected: () => host.close(),
      }
    },
  }
}

/** One host's conversation: messages in order, one answer each, an exposure blocks those behind it. */
class ObpHost {
  readonly #unit: ObpUnit
  readonly #messages: ReadonlyMap<number, ObpMessageType>
  readonly #state: ObpState
  readonly #send: (bytes: Uint8Array) => void
  readonly #receiver: ObpReceiver
  readonly #waiting: ObpRequest[] = []
  /** Cancels what keeps the device busy; undefined while it is idle. */
  #busy: (() => void) | undefined

  constructor(
    unit: ObpUnit,
    messages: ReadonlyMap<number, ObpMessageType>,
    state: ObpState,
    send: (bytes: Uint8Array) => void,
  ) {
    this.#unit = unit
    this.#messages = messages
    this.#state = state
    this.#send = send
    this.#receiver = new ObpReceiver(unit.instrument.version)
  }

  receive(bytes: Uint8Array): void {
    for (const request of this.#receiver.push(bytes)) {
      const isAbort = request.type === ABORT && this.#unit.instrument.version !== SECOND_VERSION
      if (isAbort && request.fault === OBP_ERROR.none) this.#abort(request)
      else this.#waiting.push(request)
    }
    this.#work()
  }

  close(): void {
    this.#busy?.()
    this.#busy = undefined
    this.#waiting.length = 0
  }

  /** Ends the running exposure without an answer to it. */
  #abort(request: ObpRequest): void {
    this.#busy?.()
    this.#busy = undefined
    this.#answer(
      request,
      request.data.length === 0 ? { kind: 'done' } : { kind: 'refused', error: OBP_ERROR.length },
    )
  }

  #work(): void {
    while (this.#busy === undefined) {
      const request = this.#waiting.shift()
      if (request === undefined) return
      if (request.fault !== OBP_ERROR.none) this.#answer(request, { kind: 'refused', error: request.fault })
      else this.#run(request)
    }
  }

  #run(request: ObpRequest): void {
    const outcome = this.#outcome(request.type, request.data)
    if (outcome.kind === 'acquire') this.#acquire(request, outcome.smoothed)
    else if (outcome.kind === 'reset') {
      Object.assign(this.#state, OBP_POWER_UP)
      this.#answer(request, { kind: 'done' })
      this.#after(RESTART_MS, () => undefined)
    } else this.#answer(request, outcome)
  }

  /** Carries out one message; an unknown type or a length that does not fit is refused. */
  #outcome(type: number, host: Uint8Array): ObpOutcome {
    const message = this.#messages.get(type)
    if (message === undefined) return refused(OBP_ERROR.unknownType)
    if (!message.lengths.includes(host.length)) return refused(OBP_ERROR.length)
    return message.run(this.#state, new DataView(host.buffer, host.byteOffset, host.byteLength))
  }

  #acquire(request: ObpRequest, smoothed: boolean): void {
    const state = this.#state
    const { scans, lampOn, trigger, bufferedUs } = state
    if (trigger === DISABLED) {
      this.#answer(request, { kind: 'refused', error: OBP_ERROR.notReady })
      return
    }
    if (HARDWARE_TRIGGERS.includes(trigger)) {
      // Nothing is wired to the trigger input: only an abort ends the wait.
      this.#busy = () => undefined
      return
    }
    const integrationMs = (bufferedUs ?? state.integrationUs) / 1000
    state.bufferedUs = undefined
    this.#after(bufferedUs === undefined ? integrationMs * scans + READOUT_MS : READOUT_MS, () => {
      const counts = this.#unit.view.spectrum({ integrationMs, scans, lampOn })
      this.#answer(request, {
        kind: 'data',
        data: spectrumBytes(smoothed ? boxcar(counts, state.boxcar) : counts, this.#unit.instrument),
      })
    })
  }

  #after(ms: number, action: () => void): void {
    this.#busy = this.#unit.pace.after(ms, () => {
      this.#busy = undefined
      action()
      this.#work()
    })
  }

  #answer(request: ObpRequest, answer: ObpAnswer): void {
    const bytes = obpBytes(request, answer, request.md5 || this.#state.md5, this.#unit.instrument.version)
    if (bytes !== undefined) this.#send(bytes)
  }
}

function spectrumBytes(counts: ArrayLike<number>, instrument: ObpInstrument): Uint8Array {
  const { words, pixelBytes, metadataBytes } = instrument
  const bytes = new Uint8Array(metadataBytes + pixelBytes * words)
  const view = new DataView(bytes.buffer, metadataBytes)
  for (let i = 0; i < words; i++) {
    if (pixelBytes === 4) view.setUint32(4 * i, counts[i] ?? 0, true)
    else view.setUint16(2 * i, counts[i] ?? 0, true)
  }
  return bytes
}

/** Running mean over `width` neighbours on each side, fewer at the ends. */
function boxcar(counts: ArrayLike<number>, width: number): ArrayLike<number> {
  if (width === 0) return counts
  const all = Float64Array.from(counts)
  return all.map((_, i) => {
    const window = all.subarray(Math.max(0, i - width), i + width + 1)
    return Math.round(window.reduce((sum, value) => sum + value, 0) / window.length)
  })
}
