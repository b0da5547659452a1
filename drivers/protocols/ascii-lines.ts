import { violation } from '../problems.ts'
import { textDecoder } from './text-lines.ts'
import type { TextDecoder, TextViolation } from './text-lines.ts'

/** The longest answer known is a block of 101 numbers (CS-2000), well under this. */
const LONGEST_LINE = 4096

/** One line, or what cannot stand in one. */
export type LineItem = { readonly kind: 'line'; readonly text: string } | TextViolation

/** The answers of many meters, line by line. */
export const lineDecoder = (): TextDecoder<LineItem> =>
  textDecoder(LONGEST_LINE, (text) => ({ kind: 'line', text }))

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** A number as meters write it: "123.4", ".3127", "1.234E-05". @throws Problem PROTOCOL_VIOLATION for anything else */
export function meterNumber(text: string): number {
  const trimmed = text.trim()
  if (NUMBER.test(trimmed)) return Number(trimmed)
  throw violation(`"${trimmed.slice(0, 40)}" stands where a number belongs.`)
}

/** The fields of a line between commas, without the blanks around them. */
export const fieldsOf = (line: string): string[] => line.split(',').map((field) => field.trim())
