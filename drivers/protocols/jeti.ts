import { violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'

/**
 * The ASCII protocol of JETI specbos and spectraval instruments (manual of the specbos 1211): commands end with CR,
 * answers are ACK or NAK (settings), a text line (queries), ACK then BELL (measurements), lines (fetches); a
 * spectraval ends a spectrum with ETX.
 */
const CR = 0x0d
const LF = 0x0a
const ENQ = 0x05
const CONTROL = new Map<number, 'ack' | 'nak' | 'bell' | 'etx'>([
  [0x03, 'etx'],
  [0x06, 'ack'],
  [0x15, 'nak'],
  [0x07, 'bell'],
])
/** The longest line of the protocol is a heading of a fetch, well under this. */
const LONGEST_LINE = 256

/** Aborts a measurement. */
export const JETI_ESCAPE: Uint8Array = Uint8Array.of(0x1b)

/** One command line as bytes. */
export const encodeJeti = (command: string): Uint8Array => new TextEncoder().encode(`${command}\r`)

/** One piece of an answer. */
export type JetiItem =
  | { readonly kind: 'ack' | 'nak' | 'bell' | 'etx' }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'violation'; readonly problem: Problem }

/** Cuts received bytes into answers; never throws, starts afresh after the next CR or control byte. */
export interface JetiDecoder {
  push(bytes: Uint8Array): JetiItem[]
  reset(): void
  /** The beginning of a line that has not ended yet. */
  readonly partial: string
}

/** A decoder with no line begun. */
export function jetiDecoder(): JetiDecoder {
  let line = ''
  let bad = false
  const one = (byte: number): JetiItem | undefined => {
    const control = CONTROL.get(byte)
    if (control === undefined && byte !== CR) {
      if (byte === ENQ || (byte === LF && line === '')) return undefined
      if (bad) return undefined
      if ((byte >= 0x20 && byte < 0x7f) || byte === 0x09) line += String.fromCharCode(byte)
      if (line.length <= LONGEST_LINE && ((byte >= 0x20 && byte < 0x7f) || byte === 0x09)) return undefined
      // The rest of the line belongs to the same accident: one violation, silence until it ends.
      const problem = violation(
        line.length > LONGEST_LINE
          ? `A line of more than ${LONGEST_LINE} characters arrived.`
          : `Byte 0x${byte.toString(16).padStart(2, '0')} stands in a line of text.`,
      )
      bad = true
      line = ''
      return { kind: 'violation', problem }
    }
    const text = line
    const wasBad = bad
    line = ''
    bad = false
    if (control) return { kind: control }
    return wasBad ? undefined : { kind: 'line', text }
  }
  return {
    push: (bytes) => Array.from(bytes, one).filter((item) => item !== undefined),
    reset() {
      line = ''
      bad = false
    },
    get partial() {
      return line
    },
  }
}

/** The value of an answer line: "spectrometer number: 2010123" and the bare "2010123" both give "2010123". */
export function jetiValue(text: string): string {
  const colon = text.lastIndexOf(':')
  return text.slice(colon + 1).trim()
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** A number as the instrument writes it. @throws Problem PROTOCOL_VIOLATION for anything else */
export function jetiNumber(text: string): number {
  const trimmed = text.trim()
  if (NUMBER.test(trimmed)) return Number(trimmed)
  throw violation(`"${trimmed.slice(0, 40)}" stands where a number belongs.`)
}

/** Numbers of the instrument's errors (answer to *stat:err?) in words; the ranges are those of the manual. */
const errors: readonly (readonly [from: number, to: number, text: string])[] = [
  [4, 4, 'it does not know the command'],
  [7, 7, 'a password is needed'],
  [8, 8, 'a digit was expected'],
  [10, 13, 'an argument is not allowed'],
  [20, 20, 'it does not know the parameter'],
  [21, 22, 'the setting does not exist or its argument is not allowed'],
  [23, 26, 'the reading or calculation does not exist'],
  [27, 27, 'the calibration argument is not allowed'],
  [101, 101, 'the stored parameters are damaged (checksum)'],
  [120, 120, 'overexposed'],
  [121, 121, 'underexposed'],
  [123, 123, 'it could not adapt its exposure, the light changes too fast'],
  [130, 130, 'the shutter does not work'],
  [131, 131, 'a dark measurement is missing'],
  [132, 132, 'a reference measurement is missing'],
  [133, 133, 'a transmission measurement is missing'],
  [137, 137, 'dark compensation failed'],
  [138, 138, 'a light measurement is missing'],
  [140, 140, 'the calibration data are damaged'],
  [141, 141, 'the wavelength range exceeds the calibrated one'],
  [160, 160, 'no trigger came in time'],
  [161, 161, 'the cycle time cannot be used'],
  [170, 172, 'the flash could not be measured'],
  [180, 187, 'the calibration file cannot be used'],
  [200, 200, 'its memory test failed'],
  [220, 220, 'output failed'],
  [225, 232, 'its parameter memory failed'],
  [280, 280, 'the battery is empty'],
]

/** An error number in words. */
export function jetiErrorText(code: number): string {
  return errors.find(([from, to]) => code >= from && code <= to)?.[2] ?? `error ${code}`
}
