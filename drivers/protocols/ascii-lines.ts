import { violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'

/** Lines of printable text that end with CR, LF or both: the answers of many meters. */
const CR = 0x0d
const LF = 0x0a
const TAB = 0x09
/** The longest answer known is a block of 101 numbers (CS-2000), well under this. */
const LONGEST_LINE = 4096

/** One line, or what cannot stand in one. */
export type LineItem =
  { readonly kind: 'line'; readonly text: string } | { readonly kind: 'violation'; readonly problem: Problem }

/** Cuts received bytes into lines; never throws, starts afresh after the next line end. */
export interface LineDecoder {
  push(bytes: Uint8Array): LineItem[]
  reset(): void
  /** The beginning of a line that has not ended yet. */
  readonly partial: string
}

/** A decoder with no line begun. Empty lines are dropped: CR LF is one end, not two. */
export function lineDecoder(): LineDecoder {
  let line = ''
  let bad = false
  const one = (byte: number): LineItem | undefined => {
    if (byte === CR || byte === LF) {
      const text = line
      const dropped = bad || text === ''
      line = ''
      bad = false
      return dropped ? undefined : { kind: 'line', text }
    }
    if (bad) return undefined
    const printable = (byte >= 0x20 && byte < 0x7f) || byte === TAB
    if (printable && line.length < LONGEST_LINE) {
      line += String.fromCharCode(byte)
      return undefined
    }
    // The rest of the line belongs to the same accident: one violation, silence until it ends.
    bad = true
    line = ''
    const what = printable
      ? `A line of more than ${LONGEST_LINE} characters arrived.`
      : `Byte 0x${byte.toString(16).padStart(2, '0')} stands in a line of text.`
    return { kind: 'violation', problem: violation(what) }
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

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** A number as meters write it: "123.4", ".3127", "1.234E-05". @throws Problem PROTOCOL_VIOLATION for anything else */
export function meterNumber(text: string): number {
  const trimmed = text.trim()
  if (NUMBER.test(trimmed)) return Number(trimmed)
  throw violation(`"${trimmed.slice(0, 40)}" stands where a number belongs.`)
}

/** The fields of a line between commas, without the blanks around them. */
export const fieldsOf = (line: string): string[] => line.split(',').map((field) => field.trim())
