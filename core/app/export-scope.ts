import type { ExportScope } from '../../contract/session.ts'
import type { PairRecord } from '../store/records.ts'
import type { Store } from '../store/interface.ts'

/** More readings than a session can hold. */
const ALL = 10_000_000

/** The pairs of a session that count and that an export is about, in order of commit. */
export function pairsToExport(store: Store, session: number, scope: ExportScope = {}): PairRecord[] {
  const { filter, patches } = scope
  const pairs = store.currentPairs(session)
  const named = patches && new Set(patches)
  const found =
    filter && new Set(store.listReadings(session, 0, ALL, filter).rows.map(({ patch }) => patch ?? ''))
  return pairs.filter(({ patch }) => named?.has(patch) !== false && found?.has(patch) !== false)
}
