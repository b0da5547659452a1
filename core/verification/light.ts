import { mean } from '../../spectra/metrics.ts'
import type { Derived } from '../derived.ts'
import { countsOf, signalOf } from '../reduce.ts'
import type { Reading } from '../store/records.ts'
import type { Store } from '../store/interface.ts'

/** The light and the dark of a session, as its instruments counted them. */
export interface SessionLight {
  /** Mean dark-subtracted white over the bands in fractions of full scale per ms, of each white of the spectrometer. */
  readonly whites: readonly number[]
  /** Mean newest dark in fractions of full scale, and its exposure. */
  readonly dark?: { readonly level: number; readonly integrationMs: number }
  /** Mean newest white of a reference that measures light, in its own unit; absent where it calibrates itself. */
  readonly referenceWhite?: number
}

/** Fewer pixels would be ruled by one of them. */
const LEAST_BANDS = 2

const levelOf = ({ values, wavelengthNm, maxCounts }: Reading): Float64Array =>
  signalOf(countsOf(values), wavelengthNm, maxCounts ?? 1)

/** Whites and dark behind the pairs of a session; imported ones have no exposure and tell nothing. */
export function sessionLight(
  { store, derived }: { readonly store: Store; readonly derived: Derived },
  session: number,
): SessionLight {
  const pairs = store.currentPairs(session)
  const ids = new Set(pairs.flatMap((pair) => derived.pair(pair)?.whites ?? []))
  const whites = store.getReadings([...ids]).flatMap((white) => {
    const { integrationMs, maxCounts, role } = white
    const dark = store.latestReference(session, 'dark', role, integrationMs)
    if (!dark || integrationMs === undefined || (maxCounts ?? 1) <= 1) return []
    const [light, black] = [levelOf(white), levelOf(dark)]
    if (light.length < LEAST_BANDS || light.length !== black.length) return []
    return [(mean(light) - mean(black)) / integrationMs]
  })
  const dark = store.latestReference(session, 'dark', 'spectrometer')
  const referenceWhite = store.latestReference(session, 'white', 'reference')
  return {
    whites,
    ...(dark?.integrationMs !== undefined && (dark.maxCounts ?? 1) > 1
      ? { dark: { level: mean(levelOf(dark)), integrationMs: dark.integrationMs } }
      : {}),
    ...(referenceWhite?.quantity === 'radiance' ? { referenceWhite: mean(referenceWhite.values) } : {}),
  }
}
