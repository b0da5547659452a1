import type { PatchDifference, SessionComparison } from '../contract/session.ts'
import { deltaE2000 } from '../spectra/delta-e.ts'
import { percentile } from '../spectra/metrics.ts'
import type { Derived, DerivedPair } from './derived.ts'
import type { Store } from './store/interface.ts'

/**
 * Two sessions patch by patch: CIEDE2000 (D65, 2 degrees) between what the spectrometer read in both, and between
 * what the reference did. Patches of one session only are named, never guessed.
 */
export function compareSessions(
  { store, derived }: { store: Store; derived: Derived },
  a: number,
  b: number,
): SessionComparison {
  store.getSession(a)
  store.getSession(b)
  const [inA, inB] = [a, b].map((session) => pairsByPatch(store, derived, session))
  const patches: PatchDifference[] = []
  for (const [patch, one] of inA ?? []) {
    const other = inB?.get(patch)
    if (one.colours === undefined || other?.colours === undefined) continue
    patches.push({
      patch,
      a: one.colours.spectrometer,
      b: other.colours.spectrometer,
      deltaE: deltaE2000(one.colours.spectrometer.lab, other.colours.spectrometer.lab),
      deltaEReference: deltaE2000(one.colours.reference.lab, other.colours.reference.lab),
    })
  }
  return {
    a,
    b,
    patches,
    onlyA: missing(inA, inB),
    onlyB: missing(inB, inA),
    spectrometer: summary(patches.map(({ deltaE }) => deltaE)),
    reference: summary(patches.map(({ deltaEReference }) => deltaEReference)),
  }
}

type ByPatch = ReadonlyMap<string, DerivedPair>

function pairsByPatch(store: Store, derived: Derived, session: number): ByPatch {
  const entries = store.pairTable(session).flatMap((pair): [string, DerivedPair][] => {
    const made = derived.pair(pair)
    return made === undefined ? [] : [[pair.patch, made]]
  })
  return new Map(entries)
}

const missing = (has: ByPatch | undefined, lacks: ByPatch | undefined): string[] =>
  [...(has?.keys() ?? [])].filter((patch) => lacks?.has(patch) !== true)

function summary(values: readonly number[]): SessionComparison['spectrometer'] {
  if (values.length === 0) return null
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    p95: percentile(values, 95),
    max: Math.max(...values),
  }
}
