import type { LineEndpoint } from '../transports/transport.ts'
import { ooiMemory } from './ooi-memory.ts'
import type { OoiInstrument } from './ooi-models.ts'
import { ooiSpectrumBytes } from './ooi-spectrum-bytes.ts'
import type { Pace } from './pace.ts'
import type { SpectrometerView } from './spectrometer-view.ts'

/** Bytes of a command by its operation code; anything else is no command. */
const COMMAND_BYTES = new Map([
  [0x01, 1],
  [0x02, 5],
  [0x03, 3],
  [0x05, 2],
  [0x06, 17],
  [0x09, 1],
  [0x0a, 3],
  [0x6a, 4],
  [0x6b, 2],
  [0xfe, 1],
])
const READOUT_MS = 2
const POWER_UP_US = 100_000
/** Software and hardware triggers wait for an edge that never comes here; free running and single shot do not. */
const WAITING_TRIGGERS: readonly number[] = [2, 3]
const VERSION_REGISTER = 0x04

/** Half a per cent of non-linearity, as the factory measures it on a good unit. */
const LINEARITY = [1, -1e-7, 2e-12, 0, 0, 0, 0, 0]

/**
 * One of the older Ocean Optics spectrometers, answering its bytes in order from what the scene shows it. All hosts share its
 * settings.
 */
export function oceanUsb(options: {
  readonly instrument: OoiInstrument
  readonly view: SpectrometerView
  readonly serial: string
  readonly pace: Pace
  /** While it does, a new integration time is not taken. */
  readonly ignoresTime?: () => boolean
}): LineEndpoint {
  const firmware = new Firmware(options)
  return {
    connect(send) {
      const host = new HostLink(firmware, options.pace, send)
      return { receive: (bytes) => host.receive(bytes), disconnected: () => host.close() }
    },
  }
}

/** What outlives a connection. */
class Firmware {
  readonly instrument: OoiInstrument
  readonly memory: Uint8Array[]
  readonly #view: SpectrometerView
  readonly #ignoresTime: (() => boolean) | undefined
  readonly #registers = new Map<number, number>()
  /** Asked for; the exposure under way keeps the time before it. */
  integrationUs = POWER_UP_US
  usedUs = POWER_UP_US
  lampOn = true
  trigger = 0

  constructor(options: {
    instrument: OoiInstrument
    view: SpectrometerView
    serial: string
    ignoresTime?: () => boolean
  }) {
    const { instrument, view, serial } = options
    this.instrument = instrument
    this.#view = view
    this.#ignoresTime = options.ignoresTime
    this.memory = ooiMemory({
      serial,
      wavelength: view.wavelengthCoefficients,
      linearity: LINEARITY,
      ...(instrument.saturation !== undefined && { saturation: instrument.saturation }),
    })
    if (instrument.logic) {
      const [major, minor, patch] = instrument.logic.version
      this.#registers.set(VERSION_REGISTER, (major << 12) | (minor << 4) | patch)
    }
  }

  /** The answer to a question, at once; undefined for commands. */
  answer(command: Uint8Array): Uint8Array | undefined {
    const { instrument } = this
    const host = new DataView(command.buffer, command.byteOffset, command.length)
    const argument = command[1] ?? 0
    switch (command[0]) {
      case 0x02:
        this.#setTime(host.getUint32(1, true) * instrument.unitUs)
        return undefined
      case 0x03:
        this.lampOn = host.getUint16(1, true) !== 0
        return undefined
      case 0x05:
        return Uint8Array.of(0x05, argument, ...(this.memory[argument] ?? new Uint8Array(15)))
      case 0x06:
        if (this.memory[argument]) this.memory[argument] = command.slice(2)
        return undefined
      case 0x0a:
        this.trigger = host.getUint16(1, true)
        return undefined
      case 0x6a:
        if (instrument.logic && argument !== VERSION_REGISTER)
          this.#registers.set(argument, host.getUint16(2, true))
        return undefined
      case 0x6b:
        return instrument.logic && this.#register(argument, instrument.logic.echo)
      case 0xfe:
        return instrument.logic && this.#status()
      default:
        return undefined
    }
  }

  /** The bytes of the exposure that has just ended. */
  expose(): Uint8Array {
    const integrationMs = this.usedUs / 1000
    const counts = this.#view.spectrum({ integrationMs, scans: 1, lampOn: this.lampOn })
    this.usedUs = this.integrationUs
    return ooiSpectrumBytes(counts, this.instrument)
  }

  #setTime(us: number): void {
    const { minUs, maxUs } = this.instrument
    if (us >= minUs && us <= maxUs && this.#ignoresTime?.() !== true) this.integrationUs = us
  }

  #register(number: number, echo: number): Uint8Array {
    const value = this.#registers.get(number) ?? 0
    return Uint8Array.of(number === VERSION_REGISTER ? echo : number, value & 0xff, value >> 8)
  }

  #status(): Uint8Array {
    const { words, highSpeed } = this.instrument
    const bytes = new Uint8Array(16)
    const status = new DataView(bytes.buffer)
    status.setUint16(0, words, true)
    status.setUint32(2, this.integrationUs, true)
    status.setUint8(6, this.lampOn ? 1 : 0)
    status.setUint8(7, this.trigger)
    status.setUint8(9, Math.ceil((2 * words) / 512))
    status.setUint8(14, highSpeed ? 0x80 : 0x00)
    return bytes
  }
}

/** One host's conversation: commands in order, an exposure holds up those behind it. */
class HostLink {
  readonly #firmware: Firmware
  readonly #pace: Pace
  readonly #send: (bytes: Uint8Array) => void
  #heard: Uint8Array = new Uint8Array(0)
  /** Cancels the exposure under way. */
  #exposing: (() => void) | undefined

  constructor(firmware: Firmware, pace: Pace, send: (bytes: Uint8Array) => void) {
    this.#firmware = firmware
    this.#pace = pace
    this.#send = send
  }

  receive(bytes: Uint8Array): void {
    this.#heard = Buffer.concat([this.#heard, bytes])
    this.#work()
  }

  close(): void {
    this.#exposing?.()
    this.#exposing = undefined
    this.#heard = new Uint8Array(0)
  }

  #work(): void {
    while (this.#heard.length > 0 && this.#exposing === undefined) {
      const length = COMMAND_BYTES.get(this.#heard[0] ?? 0)
      if (length !== undefined && this.#heard.length < length) return
      const command = this.#heard.slice(0, length ?? 1)
      this.#heard = this.#heard.subarray(length ?? 1)
      if (command[0] === 0x09) this.#expose()
      else {
        const answer = this.#firmware.answer(command)
        if (answer) this.#send(answer)
      }
    }
  }

  #expose(): void {
    if (WAITING_TRIGGERS.includes(this.#firmware.trigger)) {
      this.#exposing = () => undefined
      return
    }
    this.#exposing = this.#pace.after(this.#firmware.usedUs / 1000 + READOUT_MS, () => {
      this.#exposing = undefined
      this.#send(this.#firmware.expose())
      this.#work()
    })
  }
}
