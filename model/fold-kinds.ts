import { Problem } from '../contract/errors.ts'
import type { FoldKind } from '../contract/model.ts'
import { labOfSpectrum } from '../spectra/colour.ts'
import { parsePatchId } from '../spectra/patch-id.ts'
import { seededRandom } from '../spectra/random.ts'
import { FOLDS, seededFolds } from './folds.ts'
import { rowOf } from './linear/matrix.ts'
import { colourAxis } from './pairs.ts'
import type { PairTable } from './service.ts'

/** Below this chroma a hue says nothing. */
const NEUTRAL = 5

/**
 * Fold number of every row by what is left out together.
 *
 * - `patch`: random patches. How well a method does between the colours it knows.
 * - `row`: whole rows of the plate in random order. Neighbours share their white and their place, so this shows what drift
 *   and position do.
 * - `hue`: five blocks of equal size along the hue circle; neutral colours are spread over them. How well it does for
 *   colours unlike those it knows.
 * @throws Problem BAD_REQUEST where the names are no cells of a plate, or the values no colours
 */
export function foldNumbers(kind: FoldKind, pairs: PairTable, seed: number): Int32Array {
  switch (kind) {
    case 'patch':
      return seededFolds(pairs.ids.length, seed)
    case 'row':
      return plateRowFolds(pairs.ids, seed)
    case 'hue':
      return hueFolds(pairs, seed)
  }
}

function plateRowFolds(ids: readonly string[], seed: number): Int32Array {
  const places = ids.map((id) => parsePatchId(id)?.row)
  const odd = ids.filter((_, i) => places[i] === undefined)
  if (odd.length > 0)
    throw refused(
      `${odd.length} of ${ids.length} names are no cells of a plate, the first is "${odd[0] ?? ''}".`,
      'Name the pairs by cells (A01, P14), or leave out random patches.',
    )
  const rows = [...new Set(places)].sort((a, b) => (a ?? 0) - (b ?? 0))
  if (rows.length < 2)
    throw refused('All pairs stand in one row of the plate.', 'Leave out random patches instead.')
  const order = seededRandom(seed).fork('folds by row').shuffle(rows)
  return Int32Array.from(places, (row) => order.indexOf(row) % FOLDS)
}

function hueFolds(pairs: PairTable, seed: number): Int32Array {
  const axis = colourAxis(pairs)
  if (!axis) throw refused('These pairs have no colours.', 'Leave out random patches instead.')
  const hues = pairs.ids.map((_, i) => {
    const [, a, b] = labOfSpectrum(rowOf(pairs.y, i), axis)
    return Math.hypot(a, b) < NEUTRAL ? undefined : Math.atan2(b, a)
  })
  const rows = Array.from(hues.keys())
  const coloured = rows
    .filter((row) => hues[row] !== undefined)
    .sort((a, b) => (hues[a] ?? 0) - (hues[b] ?? 0))
  const neutral = seededRandom(seed)
    .fork('folds by hue')
    .shuffle(rows.filter((row) => hues[row] === undefined))
  const folds = new Int32Array(rows.length)
  for (const [place, row] of coloured.entries()) folds[row] = Math.floor((place * FOLDS) / coloured.length)
  for (const [place, row] of neutral.entries()) folds[row] = place % FOLDS
  return folds
}

function refused(happened: string, next: string): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'These folds cannot be made',
    happened,
    kept: 'All readings.',
    next,
  })
}
