import type { Patch, Plate } from '../contract/plate.ts'
import type { Triple } from '../contract/spectrum.ts'
import { parsePatchId, patchId, rowName } from '../spectra/patch-id.ts'
import { makePlate } from '../spectra/plate.ts'
import type { PlateCell } from '../spectra/plate.ts'
import { badFile, shown } from './bad-file.ts'
import { parseCsv, writeCsv } from './csv.ts'
import type { CsvRecord } from './csv.ts'
import { numberOf, numberText, whyNoNumber } from './number.ts'
import { placesFor, plateName } from './plate-layout.ts'

const COLUMNS = ['id', 'row', 'column', 'name', 'l', 'a', 'b'] as const
type Column = (typeof COLUMNS)[number]
const NEXT =
  'Write the header id,row,column,name,L,a,b; row and column may be left out when ids are cells such as P14.'

/** Whether a first row is the header of a plate definition. */
export function isPlateHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.toLowerCase())
  const known = names.filter((name) => COLUMNS.some((column) => column === name))
  return (
    known.length === names.length &&
    (names.includes('id') || (names.includes('row') && names.includes('column')))
  )
}

/**
 * A plate from CSV text `id,row,column,name,L,a,b` in any order; L*a*b* (D65, 2 degrees) may be left empty; rows are
 * letters or numbers from 1, columns numbers from 1.
 * @throws Problem FORMAT_BAD with line and column
 */
export function readPlateCsv(text: string, fileName: string): Plate {
  const { records } = parseCsv(text, fileName)
  const [head, ...rows] = records
  if (!head || !isPlateHeader(head.cells)) {
    throw badFile({ name: fileName, line: 1 }, 'the header is not that of a plate.', NEXT)
  }
  if (rows.length === 0) throw badFile({ name: fileName }, 'There is no patch.', NEXT)
  const names = head.cells.map((cell) => cell.toLowerCase())
  const patches = rows.map((row) => patchOf(row, names, fileName))
  const lines = patches.map(({ line }) => line)
  refuseSharedIds(patches, fileName)
  const places = patches.every(({ place }) => place === undefined)
    ? placesFor(patches.map(({ id }) => id))
    : patches.map(({ place, id, line }) => {
        const found = place ?? parsePatchId(id)
        if (found) return found
        throw badFile(
          { name: fileName, line },
          `${shown(id)} has neither row and column nor the name of a cell.`,
          NEXT,
        )
      })
  const cells = patches.map(({ name, lab }, i): PlateCell => ({
    ...(places[i] ?? { row: 0, column: i }),
    ...(name !== '' && { name }),
    ...(lab && { expectedLab: lab }),
  }))
  refuseSharedCells(cells, lines, fileName)
  return makePlate(plateName(fileName), cells)
}

function patchOf(
  { cells, line }: CsvRecord,
  names: readonly string[],
  fileName: string,
): {
  id: string
  name: string
  line: number
  place: { row: number; column: number } | undefined
  lab: Triple | undefined
} {
  if (cells.length !== names.length) {
    throw badFile({ name: fileName, line }, `${cells.length} cells, the header has ${names.length}.`, NEXT)
  }
  const cell = (column: Column): string => cells[names.indexOf(column)] ?? ''
  const number = (column: Column): number => {
    const value = numberOf(cell(column))
    if (value !== undefined) return value
    const { happened, next } = whyNoNumber(cell(column))
    throw badFile(
      { name: fileName, line, column: names.indexOf(column) + 1 },
      `${shown(cell(column))}: ${happened}.`,
      next,
    )
  }
  const hasLab = (['l', 'a', 'b'] as const).some((column) => cell(column) !== '')
  const lab: Triple | undefined = hasLab ? [number('l'), number('a'), number('b')] : undefined
  const hasPlace = cell('row') !== '' || cell('column') !== ''
  const place = hasPlace ? placeOf(cell('row'), cell('column')) : undefined
  if (hasPlace && !place) {
    throw badFile(
      { name: fileName, line },
      `row ${shown(cell('row'))} and column ${shown(cell('column'))} are no cell.`,
      NEXT,
    )
  }
  const id = cell('id')
  if (id === '' && !place)
    throw badFile({ name: fileName, line }, 'the patch has neither id nor place.', NEXT)
  const isCell = parsePatchId(id) !== undefined
  return { id, line, place, lab, name: cell('name') || (isCell ? '' : id) }
}

/** Two spellings of one cell ("A1", "a01") are one name. */
function refuseSharedIds(
  patches: readonly { readonly id: string; readonly line: number }[],
  fileName: string,
): void {
  const seen = new Map<string, number>()
  for (const { id, line } of patches) {
    const cell = parsePatchId(id)
    const key = cell ? patchId(cell.row, cell.column) : id
    const before = seen.get(key)
    if (id !== '' && before !== undefined) {
      throw badFile({ name: fileName, line }, `${shown(id)} stands in line ${before} already.`, NEXT)
    }
    seen.set(key, line)
  }
}

function placeOf(row: string, column: string): { row: number; column: number } | undefined {
  const letters = numberOf(row) === undefined ? row : rowNameOfNumber(numberOf(row) ?? 0)
  return letters === undefined ? undefined : parsePatchId(`${letters}${column}`)
}

const rowNameOfNumber = (row: number): string | undefined =>
  Number.isInteger(row) && row >= 1 && row <= 702 ? rowName(row - 1) : undefined

function refuseSharedCells(cells: readonly PlateCell[], lines: readonly number[], fileName: string): void {
  const seen = new Set<string>()
  cells.forEach(({ row, column }, i) => {
    const key = patchId(row, column)
    if (seen.has(key))
      throw badFile({ name: fileName, line: lines[i] ?? 0 }, `the cell ${key} is taken already.`, NEXT)
    seen.add(key)
  })
}

/** A plate as CSV text that reads back as the same patches; ids are cell names. */
export function writePlateCsv(plate: Plate): string {
  const row = (patch: Patch): string[] => [
    patch.id,
    rowName(patch.row),
    String(patch.column + 1),
    patch.name,
    ...(patch.expectedLab ?? []).map(numberText),
    ...(patch.expectedLab ? [] : ['', '', '']),
  ]
  return writeCsv([['id', 'row', 'column', 'name', 'L', 'a', 'b'], ...plate.patches.map(row)])
}
