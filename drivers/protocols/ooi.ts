import { violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'
import { decodeSpectrum, spectrumBytesOf } from './ooi-spectrum.ts'
import type { OoiPacking } from './ooi-spectrum.ts'

/**
 * The protocol of Ocean Optics' older spectrometers: an operation code and its arguments, low bytes first. Nothing
 * frames an answer but its length, and most begin with an echo of the question (data sheets of the USB2000+ and USB4000).
 */
const OP = {
  initialise: 0x01,
  integrationTime: 0x02,
  lamp: 0x03,
  information: 0x05,
  spectrum: 0x09,
  trigger: 0x0a,
  register: 0x6b,
  status: 0xfe,
} as const

const INFORMATION_BYTES = 17
const STATUS_BYTES = 16
const REGISTER_BYTES = 3
/** Register 4 holds the version of the logic inside. */
const VERSION_REGISTER = 0x04
/** What a Flame-S echoes instead of the register's number. */
const FLAME_ECHO = 0xfe
const HIGH_SPEED = 0x80

/** What an answer says, or the sentence about bytes that are no answer. */
export type OoiAnswer<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'violation'; readonly problem: Problem }

/** A question, how long its answer is, and how to read it. */
export interface OoiQuestion<T> {
  readonly command: Uint8Array
  readonly answerBytes: number
  /** Completes "No ... within 2.0 s". */
  readonly name: string
  readonly read: (answer: Uint8Array) => OoiAnswer<T>
}

/** What the logic says about itself. `integrationUs` is the time it now uses. */
export interface OoiStatus {
  readonly pixels: number
  readonly integrationUs: number
  readonly lampOn: boolean
  readonly trigger: number
  readonly highSpeed: boolean
}

const bad = (what: string): OoiAnswer<never> => ({ kind: 'violation', problem: violation(what) })
const hex2 = (byte: number | undefined): string => (byte ?? 0).toString(16).padStart(2, '0')

/** Commands without an answer. */
export const ooiCommand = {
  initialise: (): Uint8Array => Uint8Array.of(OP.initialise),
  /** In the model's own unit, 32 bits. */
  integrationTime: (units: number): Uint8Array => {
    const bytes = Uint8Array.of(OP.integrationTime, 0, 0, 0, 0)
    new DataView(bytes.buffer).setUint32(1, units, true)
    return bytes
  },
  lamp: (on: boolean): Uint8Array => Uint8Array.of(OP.lamp, on ? 1 : 0, 0),
  freeRunning: (): Uint8Array => Uint8Array.of(OP.trigger, 0, 0),
} as const

/** The 15 bytes of one slot of the memory. */
export function ooiInformation(slot: number): OoiQuestion<Uint8Array> {
  return {
    command: Uint8Array.of(OP.information, slot),
    answerBytes: INFORMATION_BYTES,
    name: `answer to "information ${slot}"`,
    read: (answer) =>
      answer[0] === OP.information && answer[1] === slot
        ? { kind: 'answer', value: answer.slice(2) }
        : bad(`Information ${slot} was answered with ${hex2(answer[0])} ${hex2(answer[1])}.`),
  }
}

/** The state of models with programmable logic. */
export const ooiStatus: OoiQuestion<OoiStatus> = {
  command: Uint8Array.of(OP.status),
  answerBytes: STATUS_BYTES,
  name: 'answer to "status"',
  read: (answer) => {
    const view = new DataView(answer.buffer, answer.byteOffset, answer.length)
    const speed = view.getUint8(14)
    if (speed !== 0 && speed !== HIGH_SPEED) return bad(`A status names the bus speed ${hex2(speed)}.`)
    return {
      kind: 'answer',
      value: {
        pixels: view.getUint16(0, true),
        integrationUs: view.getUint32(2, true),
        lampOn: view.getUint8(6) !== 0,
        trigger: view.getUint8(7),
        highSpeed: speed === HIGH_SPEED,
      },
    }
  },
}

/** Version of the programmable logic: major, minor, patch. */
export const ooiVersion: OoiQuestion<readonly [number, number, number]> = {
  command: Uint8Array.of(OP.register, VERSION_REGISTER),
  answerBytes: REGISTER_BYTES,
  name: 'answer to "version of the logic"',
  read: (answer) => {
    if (answer[0] !== VERSION_REGISTER && answer[0] !== FLAME_ECHO)
      return bad(`Register ${VERSION_REGISTER} was answered with ${hex2(answer[0])}.`)
    const value = new DataView(answer.buffer, answer.byteOffset, answer.length).getUint16(1, true)
    return { kind: 'answer', value: [value >> 12, (value >> 4) & 0xff, value & 0xf] }
  },
}

/** One spectrum, as the words of the converter. */
export function ooiSpectrum(packing: OoiPacking): OoiQuestion<Uint16Array> {
  return {
    command: Uint8Array.of(OP.spectrum),
    answerBytes: spectrumBytesOf(packing),
    name: 'spectrum',
    read: (answer) => decodeSpectrum(answer, packing),
  }
}

/** Collects the bytes of one answer, which may come in pieces. */
export interface OoiCollector {
  /** Takes `bytes` over. The whole answer once it is there; undefined before. More bytes than it has are a violation: they answer something else. */
  push(bytes: Uint8Array): OoiAnswer<Uint8Array> | undefined
  readonly missingBytes: number
  readonly begun: boolean
}

/** A collector for an answer of so many bytes. */
export function ooiCollector(answerBytes: number): OoiCollector {
  let answer: Uint8Array | undefined
  let filled = 0
  return {
    push(bytes) {
      const more = filled + bytes.length - answerBytes
      if (more > 0) return bad(`${more} bytes more than the ${answerBytes} of the answer arrived.`)
      // One that comes in one piece is taken as it is.
      if (filled === 0 && more === 0) answer = bytes
      else (answer ??= new Uint8Array(answerBytes)).set(bytes, filled)
      filled += bytes.length
      return filled === answerBytes ? { kind: 'answer', value: answer } : undefined
    },
    get missingBytes() {
      return answerBytes - filled
    },
    get begun() {
      return filled > 0
    },
  }
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 20), hex2).join(' ') + (bytes.length > 20 ? ' ...' : '')
const text = (bytes: Uint8Array): string =>
  new TextDecoder('latin1')
    .decode(bytes)
    .replace(/\0[^]*$/, '')
    .replace(/[^\x20-\x7e]/g, '.')

/** One chunk of traffic in words for a transcript: "information 0: USB2X001". */
export function describeOoi(bytes: Uint8Array): string {
  const [op, first = 0] = bytes
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const is = (code: number, length: number): boolean => op === code && bytes.length === length
  if (is(OP.initialise, 1)) return 'initialise'
  if (is(OP.integrationTime, 5)) return `integration time ${view.getUint32(1, true)}`
  if (is(OP.lamp, 3)) return `lamp ${first === 0 ? 'off' : 'on'}`
  if (is(OP.trigger, 3)) return `trigger mode ${first}`
  if (is(OP.information, 2)) return `information ${first}`
  if (is(OP.information, INFORMATION_BYTES)) return `information ${first}: ${text(bytes.subarray(2))}`
  if (is(OP.spectrum, 1)) return 'spectrum'
  if (is(OP.register, 2)) return `register ${first}`
  if (is(OP.status, 1)) return 'status'
  return `${bytes.length} bytes: ${hex(bytes)}`
}
