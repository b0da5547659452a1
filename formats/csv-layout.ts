import { at } from '../spectra/at.ts'
import { firstNotAscending } from '../spectra/axis.ts'
import type { CsvRecord } from './csv.ts'
import { numberOf } from './number.ts'

/** Shortest wavelength (nm) that a first column is taken for one. */
const SHORTEST_NM = 100
/** Two columns of numbers are one spectrum from this many lines on; fewer could be a table of two bands. */
const LEAST_LINES = 3

const isAxis = (values: readonly number[]): boolean =>
  firstNotAscending(values) === -1 && at(values, 0) >= SHORTEST_NM
const numbers = (cells: readonly string[]): number[] => cells.map((cell) => numberOf(cell) ?? NaN)

/** The table turned round where wavelengths run down its first column, not along its first row; else undefined. */
export function samplesInColumns(records: readonly CsvRecord[]): CsvRecord[] | undefined {
  return oneSpectrum(records) ?? columnsWithHeader(records)
}

/** Two columns without a header: wavelength and value. */
function oneSpectrum(records: readonly CsvRecord[]): CsvRecord[] | undefined {
  const pairs = records.map(({ cells }) => numbers(cells))
  if (records.length < LEAST_LINES || pairs.some((pair) => pair.length !== 2 || pair.some(Number.isNaN)))
    return undefined
  if (!isAxis(pairs.map(([nm = NaN]) => nm))) return undefined
  return [
    { line: 1, cells: ['id', ...records.map(({ cells }) => cells[0] ?? '')] },
    { line: 1, cells: ['1', ...records.map(({ cells }) => cells[1] ?? '')] },
  ]
}

function columnsWithHeader(records: readonly CsvRecord[]): CsvRecord[] | undefined {
  const [head, ...rows] = records
  if (!head || rows.length < 2 || !/^(wave ?length|lambda|nm)\b/i.test(head.cells[0] ?? '')) return undefined
  const down = numbers(rows.map((row) => row.cells[0] ?? ''))
  if (!isAxis(down) || isAxis(numbers(head.cells.slice(1)))) return undefined
  if (records.some((row) => row.cells.length !== head.cells.length)) return undefined
  return head.cells.map((_, column) => ({ line: 1, cells: records.map((row) => row.cells[column] ?? '') }))
}
