import type { ReferenceAge } from '../contract/instrument.ts'

/** Minutes and pairs after which a dark or white reference deserves attention or counts as stale. */
export const REFERENCE_LIMITS = { attentionMinutes: 30, attentionPairs: 66, staleMinutes: 60 } as const

/** What is known about a dark or white reference. Times in ms since 1970. */
export interface ReferenceFacts {
  readonly kind: 'dark' | 'white'
  readonly takenAtMs?: number | undefined
  readonly nowMs: number
  readonly pairsSince: number
  /** The integration time is another one than when it was taken. */
  readonly integrationChanged: boolean
  /** Control patches have left their limits: data decide before the clock does. */
  readonly controlsOutside: boolean
}

/** Age and state of a reference: stale never blocks a reading, it flags it. */
export function referenceAge(facts: ReferenceFacts): ReferenceAge {
  const { pairsSince, takenAtMs, nowMs } = facts
  const name = facts.kind === 'dark' ? 'Dark' : 'White'
  if (takenAtMs === undefined) return { pairsSince, state: 'missing', reason: `${name} has not been taken.` }
  const ageSeconds = Math.max(0, (nowMs - takenAtMs) / 1000)
  const minutes = Math.floor(ageSeconds / 60)
  const taken = { takenAt: new Date(takenAtMs).toISOString(), ageSeconds, pairsSince }
  if (facts.controlsOutside)
    return { ...taken, state: 'stale', reason: 'Control patches have left their limits.' }
  if (facts.integrationChanged)
    return { ...taken, state: 'stale', reason: 'The integration time has changed since.' }
  if (minutes >= REFERENCE_LIMITS.staleMinutes) {
    return { ...taken, state: 'stale', reason: `${name} is ${minutes} min old.` }
  }
  if (minutes >= REFERENCE_LIMITS.attentionMinutes) {
    return { ...taken, state: 'attention', reason: `${name} is ${minutes} min old.` }
  }
  if (pairsSince >= REFERENCE_LIMITS.attentionPairs) {
    return { ...taken, state: 'attention', reason: `${pairsSince} pairs since the last ${facts.kind}.` }
  }
  return { ...taken, state: 'fresh', reason: `${name} is ${minutes} min old.` }
}
