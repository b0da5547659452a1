import type { Random } from '../../spectra/random.ts'
import { takeRows } from '../linear/matrix.ts'
import type { KnownSpectra } from './training-rows.ts'

/** A class with fewer measured spectra keeps them all for learning. */
const ENOUGH = 3

/** Part of the known spectra. */
function rowsOf(known: KnownSpectra, rows: readonly number[]): KnownSpectra {
  const labels = Int32Array.from(rows, (row) => known.labels[row] ?? 0)
  return { ...known, spectra: takeRows(known.spectra, rows), labels }
}

/**
 * One measured spectrum in five of every class that has at least three, kept out of learning; `held` is undefined where
 * no class has so many.
 */
export function holdOut(
  known: KnownSpectra,
  random: Random,
): { readonly learned: KnownSpectra; readonly held: KnownSpectra | undefined } {
  const all = Array.from(known.labels.keys())
  const held = known.classes.flatMap((_, label) => {
    const own = all.filter((row) => known.labels[row] === label)
    if (own.length < ENOUGH) return []
    return random.shuffle(own).slice(0, Math.max(1, Math.round(own.length / 5)))
  })
  if (held.length === 0) return { learned: known, held: undefined }
  const apart = new Set(held)
  return {
    learned: rowsOf(
      known,
      all.filter((row) => !apart.has(row)),
    ),
    held: rowsOf(known, held),
  }
}
