import { createHash } from 'node:crypto'
import type { Store } from '../store/interface.ts'

/**
 * SHA-256 over the stored values of a session's current pairs: per pair in the order of commit its patch, then the
 * readings of the spectrometer and of the reference as little-endian float64. It changes with any value, patch or order.
 */
export function hashOfReadings(store: Store, session: number): string {
  const hash = createHash('sha256')
  for (const { patch, spectrometer, reference } of store.currentPairs(session)) {
    hash.update(patch)
    for (const { values } of store.getReadings([...spectrometer, ...reference]))
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex')
}
