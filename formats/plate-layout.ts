import type { PlateCell } from '../spectra/plate.ts'
import { parsePatchId } from '../spectra/patch-id.ts'

/** Rows and columns of a grid for so many patches, about 5 : 3 (660 = 20 x 33, 24 = 4 x 6). */
export function gridFor(patches: number): { readonly rows: number; readonly columns: number } {
  const rows = Math.max(1, Math.round(Math.sqrt(patches / 1.65)))
  return { rows, columns: Math.ceil(patches / rows) }
}

/**
 * Places for named samples: the cell each name stands for when all names are different cells ("A1", "P14"),
 * otherwise a grid filled row by row.
 */
export function placesFor(names: readonly string[]): Pick<PlateCell, 'row' | 'column'>[] {
  const cells = names.map((name) => parsePatchId(name))
  const named = cells.filter((cell) => cell !== undefined)
  const distinct = new Set(named.map(({ row, column }) => row * 1000 + column))
  const rows = named.reduce((most, { row }) => Math.max(most, row + 1), 0)
  const width = named.reduce((most, { column }) => Math.max(most, column + 1), 0)
  // Serial numbers such as P1 ... P660 look like cells but leave most of their grid empty.
  const dense = names.length >= 0.25 * rows * width
  if (named.length === names.length && distinct.size === names.length && dense) return named
  const { columns } = gridFor(names.length)
  return names.map((_, i) => ({ row: Math.floor(i / columns), column: i % columns }))
}

/** A plate's name from its file's name. */
export const plateName = (fileName: string): string => fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '') || fileName
