import { textDecoder, unreadable } from './text-lines.ts'
import type { TextDecoder, TextViolation } from './text-lines.ts'

/** How a board prints one frame on one line. */
export interface NumberLineFormat {
  /** Text between two numbers; ' ' stands for any run of blanks and tabs. A separator after the last number is allowed. */
  readonly separator: string
  /** Numbers of one frame, without those that are skipped. */
  readonly count: number
  /** Numbers at the beginning of a line that are no counts: a time stamp, a frame number. */
  readonly skip: number
  /** Text a line of counts begins with; lines without it are no frames. Empty: every line is one. */
  readonly header: string
  /** Lines that begin with this are remarks. Empty: there are none. */
  readonly comment: string
  /** Largest count the converter gives. */
  readonly maxCounts: number
}

/** One frame, or a line that is none. */
export type NumberLineItem =
  | { readonly kind: 'frame'; readonly values: Float64Array }
  | { readonly kind: 'remark'; readonly text: string }
  | TextViolation

/** A number may have this many characters with its separator. */
const LONGEST_NUMBER = 16
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

function fields(text: string, separator: string): string[] {
  const parts = (separator === ' ' ? text.trim().split(/[ \t]+/) : text.split(separator)).map((part) =>
    part.trim(),
  )
  // The last number may be followed by a separator like all others.
  if (parts.at(-1) === '') parts.pop()
  return parts
}

/** What one line of text is under that format: exactly `count` numbers from 0 to `maxCounts`, or a violation. */
export function parseNumberLine(text: string, format: NumberLineFormat): NumberLineItem {
  const { separator, count, skip, header, comment, maxCounts } = format
  if ((comment !== '' && text.startsWith(comment)) || !text.startsWith(header))
    return { kind: 'remark', text }
  const parts = fields(text.slice(header.length), separator)
  if (parts.length !== skip + count)
    return unreadable(`A line of ${parts.length} numbers arrived, ${skip + count} belong to a frame.`)
  const values = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const part = parts[skip + i] ?? ''
    const value = NUMBER.test(part) ? Number(part) : NaN
    if (!(value >= 0 && value <= maxCounts))
      return unreadable(`"${part.slice(0, 20)}" stands where a count from 0 to ${maxCounts} belongs.`)
    values[i] = value
  }
  return { kind: 'frame', values }
}

/** A decoder of such lines with none begun. */
export function numberLineDecoder(format: NumberLineFormat): TextDecoder<NumberLineItem> {
  const longest = format.header.length + (format.skip + format.count) * LONGEST_NUMBER
  return textDecoder<NumberLineItem>(longest, (line) => parseNumberLine(line, format))
}
