import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Store } from '../store/interface.ts'

/** Pairs after which others get their turn. */
const BREATH = 50

/**
 * SHA-256 over the stored values of a session's current pairs: per pair in the order of commit its patch, then the
 * readings of the spectrometer and of the reference as little-endian float64. It changes with any value, patch or order.
 * @throws AbortError when cancelled
 */
export async function hashOfReadings(store: Store, session: number, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for (const [i, { patch, spectrometer, reference }] of store.currentPairs(session).entries()) {
    if (i % BREATH === BREATH - 1) await setImmediate(undefined, { signal })
    hash.update(patch)
    for (const { values } of store.getReadings([...spectrometer, ...reference]))
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex')
}
