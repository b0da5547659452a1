import type { RamanSpectrum } from '../contract/raman.ts'
import { at } from '../spectra/at.ts'
import { wavenumbersOf } from '../spectra/raman-shift.ts'
import { badFile, counted, shown } from './bad-file.ts'
import { type CsvRecord, parseCsv } from './csv.ts'
import { numberOf, whyNoNumber } from './number.ts'

/** How one Raman spectrum in a CSV file is read. */
export interface RamanCsvOptions {
  /** File name for messages. */
  readonly name: string
  /** Laser line for axes in nm; files without a header are then read as wavelengths. */
  readonly laserNm?: number
  /** Told what was assumed, one sentence each. */
  readonly say?: (sentence: string) => void
}

/** Fewer points are no spectrum. */
const FEWEST = 16
/** Columns of values in the order in which they are taken. */
const VALUES = /^(processed|intensity|counts?|raman|spectrum|raw|value)/i

interface Columns {
  readonly axis: number
  readonly values: number
  readonly kind: 'cm' | 'nm'
}

/**
 * One spectrum in two columns of numbers, or under a line of titles with "wavenumber" or "wavelength" in it; lines
 * before that title are name and value pairs, as ENLIGHTEN writes them, of which the laser wavelength is used.
 * @throws Problem FORMAT_BAD with the line
 */
export function readRamanCsv(text: string, options: RamanCsvOptions): RamanSpectrum {
  const { name } = options
  const { records } = parseCsv(text, name)
  const titled = records.findIndex(
    ({ cells }) =>
      cells.some((cell) => /wave ?(number|length)|raman shift/i.test(cell)) &&
      cells.length > 1 &&
      cells.every((cell) => numberOf(cell) === undefined),
  )
  const head = records[titled]
  const plain: Columns = { axis: 0, values: 1, kind: options.laserNm === undefined ? 'cm' : 'nm' }
  const columns = head ? columnsOf(head, name) : plain
  const rows = records.slice(head ? titled + 1 : numberOf(records[0]?.cells[0] ?? '') === undefined ? 1 : 0)
  if (rows.length < FEWEST)
    throw badFile(
      { name },
      `There are ${counted(rows.length, 'point')}.`,
      `A spectrum needs ${FEWEST} or more.`,
    )
  const axis = numbersIn(rows, columns.axis, name)
  const values = numbersIn(rows, columns.values, name)
  const rising = rows.length > 1 && at(axis, 1) > at(axis, 0)
  if (!rising) {
    axis.reverse()
    values.reverse()
  }
  const wrong = axis.findIndex((value, i) => i > 0 && !(value > at(axis, i - 1)))
  if (wrong !== -1) {
    const { line } = rows[rising ? wrong : rows.length - 1 - wrong] ?? { line: 0 }
    throw badFile(
      { name, line },
      `${at(axis, wrong)} breaks the order of the axis.`,
      'Sort the rows by their first column.',
    )
  }
  if (columns.kind === 'cm') return { name, wavenumberCm: axis, values }
  const laserNm = options.laserNm ?? laserIn(records)
  if (laserNm === undefined)
    throw badFile(
      { name },
      'The axis is in nm, and the laser line is not known.',
      'Give the laser line in nm (--laser 785).',
    )
  options.say?.(`${name}: wavelengths became wavenumbers with the laser line at ${laserNm} nm.`)
  return { name, wavenumberCm: wavenumbersOf(axis, laserNm), values }
}

function columnsOf({ cells, line }: CsvRecord, name: string): Columns {
  const where = (pattern: RegExp): number => cells.findIndex((cell) => pattern.test(cell))
  const wavenumber = where(/wave ?number|raman shift/i)
  const axis = wavenumber === -1 ? where(/wave ?length/i) : wavenumber
  const named = where(VALUES)
  const values = named === -1 ? cells.findIndex((_, i) => i > axis) : named
  if (values === -1)
    throw badFile(
      { name, line },
      'no column of values stands beside the axis.',
      'Add the values in a column of their own.',
    )
  return { axis, values, kind: wavenumber === -1 ? 'nm' : 'cm' }
}

function numbersIn(rows: readonly CsvRecord[], column: number, name: string): Float64Array {
  return Float64Array.from(rows, ({ cells, line }) => {
    const cell = cells[column] ?? ''
    const value = numberOf(cell)
    if (value !== undefined) return value
    const { happened, next } = whyNoNumber(cell)
    const what = cell === '' ? 'the cell is empty' : `${shown(cell)} is ${happened}`
    throw badFile({ name, line, column: column + 1 }, `${what}.`, next)
  })
}

/** The laser line among the name and value pairs at the top. */
function laserIn(records: readonly CsvRecord[]): number | undefined {
  const found = records.find(({ cells }) => /^laser wavelength/i.test(cells[0] ?? ''))
  const value = numberOf(found?.cells[1] ?? '')
  return value !== undefined && value > 0 ? value : undefined
}
