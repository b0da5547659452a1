import { textDecoder, unreadable } from './text-lines.ts'
import type { TextDecoder, TextViolation } from './text-lines.ts'

/** GRBL 1.1, doc/markdown/interface.md: lines both ways, and single real-time bytes that are not lines. */
export const GRBL_BYTE = {
  status: Uint8Array.of(0x3f),
  hold: Uint8Array.of(0x21),
  resume: Uint8Array.of(0x7e),
  reset: Uint8Array.of(0x18),
  jogCancel: Uint8Array.of(0x85),
} as const

/** Lines are at most 80 characters by GRBL's own limit; status reports with every field stay under this. */
const LONGEST_LINE = 256

/** One line as bytes. */
export const encodeGrbl = (line: string): Uint8Array => new TextEncoder().encode(`${line}\n`)

/** States of the machine (interface.md, "Real-time Status Reports"). */
const STATES = ['Idle', 'Run', 'Hold', 'Jog', 'Alarm', 'Door', 'Check', 'Home', 'Sleep'] as const
export type GrblState = (typeof STATES)[number]

/** A status report; positions in mm where $13=0. `workOffset` comes only in some reports. */
export interface GrblStatus {
  readonly state: GrblState
  readonly subState: number | undefined
  readonly machine: readonly number[] | undefined
  readonly work: readonly number[] | undefined
  readonly workOffset: readonly number[] | undefined
  /** Letters of the input pins that are active: X, Y, Z limits, P probe, D door, H hold, R reset, S start. */
  readonly pins: string
}

/** One received line. */
export type GrblItem =
  | { readonly kind: 'ok' }
  | { readonly kind: 'error' | 'alarm'; readonly code: number }
  | { readonly kind: 'status'; readonly status: GrblStatus }
  | { readonly kind: 'setting'; readonly number: number; readonly value: number }
  | { readonly kind: 'banner'; readonly version: string }
  | { readonly kind: 'feedback'; readonly text: string }
  | TextViolation

function triple(text: string | undefined): readonly number[] | undefined {
  const values = text?.split(',').map(Number)
  return values && values.length >= 2 && values.every((value) => Number.isFinite(value)) ? values : undefined
}

/** The contents of `<...>`; undefined if it is none of GRBL 1.1's reports. */
export function parseStatus(text: string): GrblStatus | undefined {
  const [head = '', ...rest] = text.split('|')
  const [name, sub] = head.split(':')
  const state = STATES.find((known) => known === name)
  if (!state) return undefined
  const fields = new Map(
    rest.map((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1)]),
  )
  const machine = triple(fields.get('MPos'))
  const work = triple(fields.get('WPos'))
  if (!machine && !work) return undefined
  return {
    state,
    subState: sub === undefined ? undefined : Number(sub),
    machine,
    work,
    workOffset: triple(fields.get('WCO')),
    pins: fields.get('Pn') ?? '',
  }
}

const NUMBERED = /^(?<word>error|ALARM):(?<code>\d{1,3})$/
const SETTING = /^\$(?<number>\d{1,3})=(?<value>-?\d+(?:\.\d+)?)(?:\s*\(.*\))?$/
const BANNER = /^Grbl (?<version>\d+\.\d+\w*)/

/** What one line says. */
function itemOf(line: string): GrblItem {
  if (line === 'ok') return { kind: 'ok' }
  const numbered = NUMBERED.exec(line)?.groups
  if (numbered)
    return { kind: numbered['word'] === 'ALARM' ? 'alarm' : 'error', code: Number(numbered['code']) }
  const setting = SETTING.exec(line)?.groups
  if (setting) return { kind: 'setting', number: Number(setting['number']), value: Number(setting['value']) }
  const version = BANNER.exec(line)?.groups?.['version']
  if (version !== undefined) return { kind: 'banner', version }
  const status = line.startsWith('<') && line.endsWith('>') ? parseStatus(line.slice(1, -1)) : undefined
  if (status) return { kind: 'status', status }
  // `>` echoes a start-up line, `$N0=` lists them: neither answers anything the drivers ask.
  if ((line.startsWith('[') && line.endsWith(']')) || line.startsWith('>') || line.startsWith('$N'))
    return { kind: 'feedback', text: line }
  return unreadable(`"${line.slice(0, 40)}" is no answer of GRBL.`)
}

/** A decoder with no line begun. */
export const grblDecoder = (): TextDecoder<GrblItem> => textDecoder(LONGEST_LINE, itemOf)
