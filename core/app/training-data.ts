import { Problem } from '../../contract/errors.ts'
import type { ProblemData } from '../../contract/errors.ts'
import type { PairTable } from '../../model/service.ts'
import type { Derived } from '../derived.ts'
import { pairTableOf } from '../pair-table.ts'
import type { NamedPair } from '../pair-table.ts'
import type { PairRecord } from '../store/records.ts'
import type { Store } from '../store/interface.ts'

/** The pairs as spectra; those without both references are left out. */
export const namedPairs = (derived: Derived, pairs: readonly PairRecord[]): NamedPair[] =>
  pairs.flatMap((pair) => {
    const made = derived.pair(pair)
    return made ? [{ id: pair.patch, pair: made }] : []
  })

/** Pairs of a session as the table that is learned from. @throws Problem BAD_REQUEST for bands of two kinds */
export const tableOf = (
  { store, derived }: { readonly store: Store; readonly derived: Derived },
  session: number,
  rows: readonly NamedPair[],
): PairTable => pairTableOf(rows, imported(store, session) ?? derived.whiteOf(rows.map(({ pair }) => pair)))

/** Serial numbers of the instruments whose pairs a session holds. */
export function instrumentsOf(store: Store, session: number): { instrument: string; reference: string } {
  const [pair] = store.pairTable(session)
  const serial = (reading: number | undefined): string =>
    reading === undefined ? '' : store.getDevice(store.getReading(reading).device).serial
  return { instrument: serial(pair?.spectrometer[0]), reference: serial(pair?.reference[0]) }
}

/** The white that came with imported pairs: dark-subtracted, fractions of full scale, on the pairs' own axis. */
function imported(store: Store, session: number): Float64Array | undefined {
  const white = store.latestReference(session, 'white', 'spectrometer')
  return white?.maxCounts === 1 ? white.values : undefined
}

/**
 * Pairs of patches that a session read more than once, its control patches: they show how well the instruments repeat
 * themselves. Undefined without any on the bands of the pairs.
 */
export function repeatsOf(
  { store, derived }: { readonly store: Store; readonly derived: Derived },
  session: number,
  { x }: PairTable,
): PairTable | undefined {
  const controls = store.controlPairs(session)
  const again = new Set(controls.map(({ patch }) => patch))
  const first = store.pairTable(session).filter(({ patch }) => again.has(patch))
  const rows = [...first, ...controls].flatMap((pair) => {
    const made = derived.pair(pair)
    return made?.wavelengthNm.length === x.columns ? [{ id: pair.patch, pair: made }] : []
  })
  return rows.length === 0 ? undefined : pairTableOf(rows)
}

/** Nothing can be learned from so few. */
export function tooFewPairs(pairs: number, least: number): Problem {
  return new Problem({
    code: 'TOO_FEW_PAIRS',
    title: 'Too few pairs to learn from',
    happened: `The session has ${pairs} pairs that may be used, the simplest method needs ${least}.`,
    kept: 'All readings.',
    next: '24 pairs are enough for a first model, 100 are good. Scan more of the plate.',
  })
}

/** No method is better than leaving the spectra alone. */
export const nullWins = (methods: number): ProblemData => ({
  code: 'NULL_WINS',
  title: 'No correction wins',
  happened: 'No method beats the raw instrument beyond its noise.',
  kept: `All ${methods} results are kept.`,
  next: 'Use the instrument as it is, or improve the measurement first.',
})
