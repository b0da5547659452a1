import type { ExportScope, SpectraTable } from '../../contract/session.ts'
import { resampleTable } from '../../formats/pair-tables.ts'
import type { PairRecord } from '../store/records.ts'
import type { Store } from '../store/interface.ts'

/** More readings than a session can hold. */
const ALL = 10_000_000
/** Ends of an axis this near to a step belong to it. */
const ROUNDING_NM = 1e-6

/** The pairs of a session that count and that an export is about, in order of commit. */
export function pairsToExport(store: Store, session: number, scope: ExportScope = {}): PairRecord[] {
  const { filter, patches } = scope
  const pairs = store.currentPairs(session)
  const named = patches && new Set(patches)
  const found =
    filter && new Set(store.listReadings(session, 0, ALL, filter).rows.map(({ patch }) => patch ?? ''))
  return pairs.filter(({ patch }) => named?.has(patch) !== false && found?.has(patch) !== false)
}

/** A table on whole steps of `everyNm` within its range, by straight lines. */
export function everyNm(table: SpectraTable, step: number): SpectraTable {
  const { wavelengthNm } = table
  const first = Math.ceil(((wavelengthNm[0] ?? 0) - ROUNDING_NM) / step)
  const last = Math.floor(((wavelengthNm.at(-1) ?? 0) + ROUNDING_NM) / step)
  const grid = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step)
  return resampleTable(table, grid)
}
