import type { Provenance } from '../../contract/provenance.ts'
import type { Store } from '../store/interface.ts'
import { hashOfReadings } from './hash.ts'

/** What a report says of where a session comes from, for the window. @throws Problem NOT_FOUND */
export async function provenanceOf(store: Store, session: number, signal?: AbortSignal): Promise<Provenance> {
  const { pairs } = store.getSession(session)
  return {
    conditions: store.conditions(session),
    oldestWhiteMs: store.oldestWhiteMs(session),
    pairsHash: pairs === 0 ? null : await hashOfReadings(store, session, signal),
  }
}
