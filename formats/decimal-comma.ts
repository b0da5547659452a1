import { badFile, shown } from './bad-file.ts'
import type { CsvRecord } from './csv.ts'
import type { Say } from './spectra-document.ts'

const COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/
const POINT = /^[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const PLAIN = /^[+-]?\d+(?:[eE][+-]?\d+)?$/

const pointed = (cell: string): string => (COMMA.test(cell) ? cell.replace(',', '.') : cell)

/**
 * Records whose decimal commas have become points, and that is said; the same records where there are none. The first
 * column holds names and stays as it is, unless all of it are numbers.
 * @throws Problem FORMAT_BAD where some numbers have a comma and others a point
 */
export function withPoints(name: string, records: readonly CsvRecord[], say?: Say): readonly CsvRecord[] {
  const named = records
    .slice(1)
    .some(({ cells }) => !COMMA.test(cells[0] ?? '') && !PLAIN.test(cells[0] ?? ''))
  const first = named ? 1 : 0
  const find = (form: RegExp): { line: number; column: number; cell: string } | undefined => {
    for (const { line, cells } of records) {
      const column = cells.findIndex((cell, i) => i >= first && form.test(cell))
      if (column !== -1) return { line, column: column + 1, cell: cells[column] ?? '' }
    }
    return undefined
  }
  const comma = find(COMMA)
  if (!comma) return records
  const point = find(POINT)
  if (point) {
    throw badFile(
      { name, line: comma.line, column: comma.column },
      `${shown(comma.cell)} has a decimal comma, ${shown(point.cell)} in line ${point.line} a point.`,
      'Write all numbers with a point as decimal mark.',
    )
  }
  say?.(`${name}: decimal commas were read as decimal points.`)
  return records.map(({ line, cells }) => ({
    line,
    cells: cells.map((cell, i) => (i < first ? cell : pointed(cell))),
  }))
}
