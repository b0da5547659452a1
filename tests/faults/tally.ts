import { FAULT_NAMES } from '../../drivers/simulators/fault-spec.ts'
import type { FaultName } from '../../drivers/simulators/fault-spec.ts'

/** What one instrument went through. */
export interface Tally {
  readonly injected: Map<FaultName, number>
  readonly codes: Map<string, number>
  /** Attempts to open it, and readings tried and right. */
  opened: number
  readings: number
  good: number
  /** Wrong values after a fault that nothing in the protocol can show. */
  undetected: number
  /** Longest wait for one opening or reading, ms of its own clock. */
  longestMs: number
  /** Rules that were broken, in sentences. */
  readonly broken: string[]
}

export const emptyTally = (): Tally => ({
  injected: new Map(),
  codes: new Map(),
  opened: 0,
  readings: 0,
  good: 0,
  undetected: 0,
  longestMs: 0,
  broken: [],
})

function addCounts<K>(into: Map<K, number>, more: ReadonlyMap<K, number>): void {
  for (const [key, count] of more) into.set(key, (into.get(key) ?? 0) + count)
}

/** Adds `more` to `sum`. */
export function addTally(sum: Tally, more: Tally): void {
  addCounts(sum.injected, more.injected)
  addCounts(sum.codes, more.codes)
  sum.opened += more.opened
  sum.readings += more.readings
  sum.good += more.good
  sum.undetected += more.undetected
  sum.longestMs = Math.max(sum.longestMs, more.longestMs)
  sum.broken.push(...more.broken)
}

const SHORT: Readonly<Record<FaultName, string>> = {
  late: 'late',
  split: 'split',
  merged: 'merg',
  truncated: 'trunc',
  garbled: 'garb',
  stalled: 'stall',
  frozen: 'froz',
  'half-open': 'half',
  unplugged: 'unpl',
  'wrong-serial': 'serial',
}

/** A line of the table for each instrument, with the sum at its end. */
export function tallyTable(
  rows: readonly { readonly name: string; readonly safeguard: string; readonly tally: Tally }[],
): string {
  const head = ['instrument', 'check', 'opened', 'read', 'right', ...FAULT_NAMES.map((name) => SHORT[name])]
  const heading = [...head, 'faults', 'unseen', 'longest s', 'errors by code']
  const line = (name: string, safeguard: string, tally: Tally): string[] => {
    const counts = FAULT_NAMES.map((fault) => tally.injected.get(fault) ?? 0)
    const codes = [...tally.codes].sort(([a], [b]) => (a < b ? -1 : 1))
    return [
      ...[name, safeguard],
      ...[tally.opened, tally.readings, tally.good, ...counts].map(String),
      String(counts.reduce((sum, count) => sum + count, 0)),
      String(tally.undetected),
      (tally.longestMs / 1000).toFixed(1),
      codes.map(([code, count]) => `${code} ${count}`).join(', '),
    ]
  }
  const sum = emptyTally()
  for (const { tally } of rows) addTally(sum, tally)
  const table = [
    heading,
    ...rows.map(({ name, safeguard, tally }) => line(name, safeguard, tally)),
    line('all', '', sum),
  ]
  const widths = heading.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  const pad = (cell: string, column: number): string =>
    column < 2 || column === heading.length - 1
      ? cell.padEnd(widths[column] ?? 0)
      : cell.padStart(widths[column] ?? 0)
  return table.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}
