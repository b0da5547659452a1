import type { LineEndpoint } from '../transports/transport.ts'
import { freshHdxState, HDX, runHdxMessage } from './hdx-messages.ts'
import type { HdxState } from './hdx-messages.ts'
import { OBP_ERROR, obpBytes, ObpReceiver } from './obp-wire.ts'
import type { ObpAnswer, ObpRequest } from './obp-wire.ts'
import type { Pace } from './pace.ts'

/** What the detector of the spectrometer sees. */
export interface SpectrometerView {
  /** Polynomial pixel -> nm as stored in the device, float32 values. */
  readonly wavelengthCoefficients: readonly number[]
  /** Averaged counts of every pixel, 0..65535, dark included. */
  spectrum(exposure: { integrationMs: number; scans: number; lampOn: boolean }): Uint16Array
}

const ABORT = 0x0010_0000
const HARDWARE_TRIGGERS: readonly number[] = [0x01, 0x03]
const DISABLED = 0xff
const READOUT_MS = 1
const RESTART_MS = 800

/** An Ocean HDX that answers the bytes of protocol 1.1 from what the scene shows it; all hosts share its settings. */
export function oceanHdx(options: { view: SpectrometerView; serial: string; pace: Pace }): LineEndpoint {
  const { view, pace } = options
  const state = freshHdxState(options.serial, view.wavelengthCoefficients)
  return {
    connect(send) {
      const host = new HdxLink(state, view, pace, send)
      return {
        receive: (bytes) => host.receive(bytes),
        disconnected: () => host.close(),
      }
    },
  }
}

/** One host's conversation: messages in order, one answer each, an exposure blocks those behind it. */
class HdxLink {
  readonly #state: HdxState
  readonly #view: SpectrometerView
  readonly #pace: Pace
  readonly #send: (bytes: Uint8Array) => void
  readonly #receiver = new ObpReceiver()
  readonly #waiting: ObpRequest[] = []
  /** Cancels what keeps the device busy; undefined while it is idle. */
  #busy: (() => void) | undefined

  constructor(state: HdxState, view: SpectrometerView, pace: Pace, send: (bytes: Uint8Array) => void) {
    this.#state = state
    this.#view = view
    this.#pace = pace
    this.#send = send
  }

  receive(bytes: Uint8Array): void {
    for (const request of this.#receiver.push(bytes)) {
      if (request.type === ABORT && request.fault === OBP_ERROR.none) this.#abort(request)
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
    const outcome = runHdxMessage(this.#state, request.type, request.data)
    if (outcome.kind === 'acquire') this.#acquire(request, outcome.smoothed)
    else if (outcome.kind === 'reset') {
      this.#answer(request, { kind: 'done' })
      this.#after(RESTART_MS, () => undefined)
    } else this.#answer(request, outcome)
  }

  #acquire(request: ObpRequest, smoothed: boolean): void {
    const { integrationUs, scans, lampOn, trigger } = this.#state
    if (trigger === DISABLED) {
      this.#answer(request, { kind: 'refused', error: OBP_ERROR.notReady })
      return
    }
    if (HARDWARE_TRIGGERS.includes(trigger)) {
      // Nothing is wired to the trigger input: only an abort ends the wait.
      this.#busy = () => undefined
      return
    }
    const integrationMs = integrationUs / 1000
    this.#after(integrationMs * scans + READOUT_MS, () => {
      const counts = this.#view.spectrum({ integrationMs, scans, lampOn })
      this.#answer(request, {
        kind: 'data',
        data: spectrumBytes(smoothed ? boxcar(counts, this.#state.boxcar) : counts),
      })
    })
  }

  #after(ms: number, action: () => void): void {
    this.#busy = this.#pace.after(ms, () => {
      this.#busy = undefined
      action()
      this.#work()
    })
  }

  #answer(request: ObpRequest, answer: ObpAnswer): void {
    const bytes = obpBytes(request, answer, request.md5 || this.#state.md5)
    if (bytes !== undefined) this.#send(bytes)
  }
}

function spectrumBytes(counts: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * HDX.pixels)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < HDX.pixels; i++) view.setUint16(2 * i, counts[i] ?? 0, true)
  return bytes
}

/** Running mean over `width` neighbours on each side, fewer at the ends. */
function boxcar(counts: Uint16Array, width: number): Uint16Array {
  if (width === 0) return counts
  return counts.map((_, i) => {
    const window = counts.subarray(Math.max(0, i - width), i + width + 1)
    return Math.round(window.reduce((sum, value) => sum + value, 0) / window.length)
  })
}
