import { violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'

const CR = 0x0d
const LF = 0x0a
const TAB = 0x09

/** Bytes that are no line of text. */
export interface TextViolation {
  readonly kind: 'violation'
  readonly problem: Problem
}

/** Cuts received bytes into lines; never throws, starts afresh at the next line end. */
export interface TextDecoder<Item> {
  push(bytes: Uint8Array): (Item | TextViolation)[]
  reset(): void
  /** True when a line has begun that has not ended yet. */
  readonly partial: boolean
}

/**
 * Lines of printable ASCII that end with CR, LF or both; empty ones are nothing. `itemOf` says what a line means. A
 * line with a foreign byte or of more than `longest` characters is one violation and silence until it ends.
 */
export function textDecoder<Item>(
  longest: number,
  itemOf: (line: string) => Item | TextViolation,
): TextDecoder<Item> {
  let line = ''
  let bad = false
  const one = (byte: number): Item | TextViolation | undefined => {
    if (byte === LF || byte === CR) {
      const text = line
      const whole = !bad && text !== ''
      line = ''
      bad = false
      return whole ? itemOf(text) : undefined
    }
    if (bad) return undefined
    const printable = (byte >= 0x20 && byte < 0x7f) || byte === TAB
    if (printable) line += String.fromCharCode(byte)
    if (printable && line.length <= longest) return undefined
    bad = true
    line = ''
    return unreadable(
      printable
        ? `A line of more than ${longest} characters arrived.`
        : `Byte 0x${byte.toString(16).padStart(2, '0')} stands in a line of text.`,
    )
  }
  return {
    push: (bytes) => Array.from(bytes, one).filter((item) => item !== undefined),
    reset() {
      line = ''
      bad = false
    },
    get partial() {
      return line !== '' || bad
    },
  }
}

/** The item for a line that says nothing the protocol knows. */
export const unreadable = (happened: string): TextViolation => ({
  kind: 'violation',
  problem: violation(happened),
})
