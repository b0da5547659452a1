import { textDecoder, unreadable } from './text-lines.ts'
import type { TextDecoder, TextViolation } from './text-lines.ts'

/**
 * The AT commands of the AS7265x chip set (ams data sheet; SparkFun Triad): a command, LF; the answer is data and
 * " OK", or "OK", or "ERROR", then LF. Numbers are decimal, and separated by a comma with or without a blank.
 */
export const encodeAt = (command: string): Uint8Array => new TextEncoder().encode(`${command}\n`)

/** One answer: the text in front of OK, or its no. */
export type AtItem =
  { readonly kind: 'ok'; readonly text: string } | { readonly kind: 'error' } | TextViolation

/** Eighteen values of five digits or decimal fractions stay well under this. */
const LONGEST_LINE = 400

function itemOf(line: string): AtItem {
  const text = line.trim()
  if (/^ERROR\b/.test(text)) return { kind: 'error' }
  const data = /^(?:(?<data>.*?)\s+)?OK$/.exec(text)
  if (data) return { kind: 'ok', text: data.groups?.['data'] ?? '' }
  return unreadable(`"${text.slice(0, 40)}" is no answer to an AT command.`)
}

/** A decoder with no line begun. */
export const atDecoder = (): TextDecoder<AtItem> => textDecoder(LONGEST_LINE, itemOf)

/** Wavelengths of the channels in the order of ATDATA (R S T U V W, G H I J K L, A B C D E F), nm. */
export const WIRE_NM: readonly number[] = [
  610, 680, 730, 760, 810, 860, 560, 585, 645, 705, 900, 940, 410, 435, 460, 485, 510, 535,
]

/** Largest raw value; a channel that shows it is saturated. */
export const AT_MAX_COUNTS = 65_535

/** Places on the wire in ascending order of the wavelength. */
export const ASCENDING: readonly number[] = WIRE_NM.map((_, place) => place).sort(
  (a, b) => (WIRE_NM[a] ?? 0) - (WIRE_NM[b] ?? 0),
)

/** The data of ATDATA as counts in ascending order of the wavelength; undefined if they are not eighteen such numbers. */
export function channelsOf(text: string): Float64Array | undefined {
  const values = text.split(',').map((part) => (/^\s*\d{1,5}\s*$/.test(part) ? Number(part) : NaN))
  const good = values.length === WIRE_NM.length && values.every((value) => value <= AT_MAX_COUNTS)
  return good ? Float64Array.from(ASCENDING, (place) => values[place] ?? NaN) : undefined
}
