import { textDecoder } from './text-lines.ts'
import type { TextDecoder, TextViolation } from './text-lines.ts'

/**
 * Marlin's dialogue (MarlinFirmware, G-code documentation): a line, LF; whatever it wants to say, then `ok`, which may
 * carry more (`ok P15 B3`). It has no real-time bytes and no states. A long command says `echo:busy: processing`.
 */
export const encodeMarlin = (line: string): Uint8Array => new TextEncoder().encode(`${line}\n`)

/** One received line. */
export type MarlinItem =
  | { readonly kind: 'ok' }
  | { readonly kind: 'start' }
  | { readonly kind: 'busy' }
  /** M114: the planned position, mm. */
  | { readonly kind: 'position'; readonly xMm: number; readonly yMm: number }
  /** The command was not understood; an `ok` follows. */
  | { readonly kind: 'unknown'; readonly command: string }
  /** `fatal`: it is halted and answers nothing until it is reset. */
  | { readonly kind: 'error'; readonly text: string; readonly fatal: boolean }
  /** M115: name, version and the like as one line. */
  | { readonly kind: 'firmware'; readonly fields: ReadonlyMap<string, string> }
  /** M211: what soft endstops allow, mm. */
  | { readonly kind: 'limits'; readonly on: boolean; readonly maxXMm: number; readonly maxYMm: number }
  | { readonly kind: 'text'; readonly text: string }
  | TextViolation

/** Its capability and settings lines stay under this. */
const LONGEST_LINE = 512

const NUMBER = String.raw`(-?\d+(?:\.\d+)?)`
const POSITION = new RegExp(String.raw`^X:\s*${NUMBER}\s+Y:\s*${NUMBER}\s+Z:\s*${NUMBER}\s.*Count\s+X:`)
const LIMITS = new RegExp(String.raw`Max:\s*X\s*${NUMBER}\s+Y\s*${NUMBER}`)
const FATAL = /halted|kill|reset/i

/** FIRMWARE_NAME:Marlin 2.1.2 (Aug 3 2023) SOURCE_CODE_URL:... UUID:... : names in capitals, values up to the next name. */
function firmwareFields(line: string): ReadonlyMap<string, string> {
  const parts = line.split(/(?:^|\s)([A-Z][A-Z_0-9]*):(?!\/\/)/).slice(1)
  const fields = new Map<string, string>()
  for (let i = 0; i + 1 < parts.length; i += 2) fields.set(parts[i] ?? '', (parts[i + 1] ?? '').trim())
  return fields
}

function itemOf(line: string): MarlinItem {
  const text = line.trim()
  if (/^ok(\s|$)/.test(text)) return { kind: 'ok' }
  if (text === 'start') return { kind: 'start' }
  if (/^echo:\s*busy:/.test(text)) return { kind: 'busy' }
  const unknown = /^echo:\s*Unknown command:\s*"?(.*?)"?$/.exec(text)
  if (unknown) return { kind: 'unknown', command: unknown[1] ?? '' }
  if (/^Error:/i.test(text)) {
    const said = text.slice('Error:'.length).trim()
    return { kind: 'error', text: said, fatal: FATAL.test(said) }
  }
  if (text.startsWith('FIRMWARE_NAME:')) return { kind: 'firmware', fields: firmwareFields(text) }
  const position = POSITION.exec(text)
  if (position) return { kind: 'position', xMm: Number(position[1]), yMm: Number(position[2]) }
  const limits = LIMITS.exec(text)
  if (limits)
    return {
      kind: 'limits',
      on: !/\boff\b/i.test(text),
      maxXMm: Number(limits[1]),
      maxYMm: Number(limits[2]),
    }
  return { kind: 'text', text }
}

/** A decoder with no line begun. */
export const marlinDecoder = (): TextDecoder<MarlinItem> => textDecoder(LONGEST_LINE, itemOf)
