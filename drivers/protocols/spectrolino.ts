import { textDecoder, unreadable } from './text-lines.ts'
import type { TextDecoder, TextViolation } from './text-lines.ts'

/**
 * GretagMacbeth Spectrolino and SpectroScan: `;` and the bytes of a request in hexadecimal, CR LF; `:` and the bytes of
 * its one reply, CR LF. Numbers are little-endian, floats IEEE single. The table has D0 in front of its requests and
 * D1 in front of its replies; requests of the head go through it unchanged.
 */
export function encodeSpectrolino(bytes: readonly number[]): Uint8Array {
  return new TextEncoder().encode(`;${Buffer.from(bytes).toString('hex').toUpperCase()}\r\n`)
}

/** One reply, or bytes that are none. */
export type SpectrolinoItem = { readonly kind: 'reply'; readonly bytes: Uint8Array } | TextViolation

/** A spectrum of 36 floats with everything around it is 320 characters. */
const LONGEST_LINE = 1_024

function itemOf(line: string): SpectrolinoItem {
  if (!/^:(?:[0-9A-Fa-f]{2})+$/.test(line)) return unreadable(`"${line.slice(0, 40)}" is no reply.`)
  return { kind: 'reply', bytes: Uint8Array.from(Buffer.from(line.slice(1), 'hex')) }
}

/** A decoder with no line begun. */
export const spectrolinoDecoder = (): TextDecoder<SpectrolinoItem> => textDecoder(LONGEST_LINE, itemOf)

/** A number as two bytes. */
export const word = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff]

/** Errors of a measurement or calibration (byte after 25) in words. */
const errors = new Map<number, string>([
  [0x01, 'its memory failed'],
  [0x02, 'its power is too low'],
  [0x04, 'its lamp failed'],
  [0x05, 'its electronics failed'],
  [0x06, 'the filter in front of it is not the one expected'],
  [0x08, 'its drive failed'],
  [0x09, 'measuring is switched off'],
  [0x0e, 'the sample is brighter than it can measure'],
  [0x15, 'it is not ready'],
  [0x32, 'what lies under it is not its white tile'],
  [0x35, 'it measures emission only'],
  [0x37, 'there is no valid measurement'],
])
export const spectrolinoErrorText = (code: number): string =>
  errors.get(code) ?? `error 0x${code.toString(16).padStart(2, '0')}`

/** Errors of the table (byte after D1 80) in words. */
const tableErrors = new Map<number, string>([
  [0x01, 'it is offline'],
  [0x02, 'the place lies outside its travel'],
  [0x03, 'an internal error'],
  [0x04, 'its user has no access'],
  [0x05, 'it does not know the command'],
  [0x06, 'no Spectrolino is mounted on it'],
  [0x07, 'the Spectrolino could not measure'],
  [0x08, 'it has no transmission table'],
  [0x09, 'it is not set for transmission'],
  [0x0a, 'it is not set for reflection'],
])
export const tableErrorText = (code: number): string =>
  tableErrors.get(code) ?? `error 0x${code.toString(16).padStart(2, '0')}`

/** Refusals of a request itself (26 of the head, D1 A0 of the table) in words. */
const refusals = new Map<number, string>([
  [0x01, 'a line ended that had not begun'],
  [0x02, 'a character was not allowed'],
  [0x03, 'the length was wrong'],
  [0x04, 'it does not know the request'],
  [0x06, 'a tag was missing'],
  [0x07, 'a number could not be converted'],
  [0x08, 'it cannot do this for emission'],
  [0x10, 'it has no access'],
])
export const refusalText = (code: number): string =>
  refusals.get(code) ?? `error 0x${code.toString(16).padStart(2, '0')}`

/** Bits of the error word of a result that make it useless: spectrum, reflectance out of range, colour out of range. */
export const RESULT_ERRORS = 0x0020 | 0x0400 | 0x0800

/** Floats from `at` on. */
export function floats(bytes: Uint8Array, at: number, count: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Float64Array.from({ length: count }, (_, i) => view.getFloat32(at + 4 * i, true))
}

/** Text of a fixed length, padded with blanks or NUL. */
export const fixedText = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes).replace(/\0.*$/s, '').trim()
