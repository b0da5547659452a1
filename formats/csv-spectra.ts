import type { SpectraTable } from '../contract/session.ts'
import { firstNotAscending } from '../spectra/axis.ts'
import { at } from '../spectra/at.ts'
import { badFile, counted, shown } from './bad-file.ts'
import { parseCsv } from './csv.ts'
import type { CsvRecord } from './csv.ts'
import { samplesInColumns } from './csv-layout.ts'
import { withPoints } from './decimal-comma.ts'
import { numberOf, numberText, whyNoNumber } from './number.ts'
import { looksLikePercent } from './percent.ts'

/** How a CSV of spectra is read. */
export interface SpectraCsvOptions {
  /** File name for messages. */
  readonly name: string
  /** `index`: the header is not read as wavelengths; columns count 1, 2, ... Default `nm`. */
  readonly axis?: 'nm' | 'index'
  /** Told what was assumed ("read as per cent"), one sentence each. */
  readonly say?: (sentence: string) => void
}

interface Header {
  /** Columns before the first value: 1 with ids, 0 without. */
  readonly skip: 0 | 1
  readonly wavelengthNm: Float64Array
}

/**
 * Spectra, one sample a row: header `id,<wavelength>,<wavelength>,...`; a wholly numeric header means there are no
 * ids and rows get 1, 2, .... Reflectance in per cent becomes 0..1.
 * @throws Problem FORMAT_BAD with line and column
 */
export function readSpectraCsv(text: string, options: SpectraCsvOptions): SpectraTable {
  const { name } = options
  const records = withPoints(name, parseCsv(text, name).records, options.say)
  const [head, ...rows] = records
  if (!head) throw badFile({ name }, 'The file is empty.', 'Choose a file that has a header row and data.')
  const byColumns = options.axis === 'index' ? undefined : samplesInColumns(records)
  if (byColumns) {
    options.say?.(`${name}: samples stand in columns; they were read that way.`)
    return readRows(byColumns, readHeader(byColumns[0] ?? head, name, 'nm'), options)
  }
  const header = readHeader(head, name, options.axis ?? 'nm')
  if (rows.length === 0) {
    throw badFile({ name }, 'There is a header but no sample.', 'Add at least one row of values.')
  }
  return readRows(records, header, options)
}

function readHeader(head: CsvRecord, name: string, axis: 'nm' | 'index'): Header {
  const { cells, line } = head
  const numbers = cells.map(numberOf)
  const skip = numbers[0] === undefined || cells.length < 2 ? 1 : 0
  const labels = cells.slice(skip)
  if (labels.length < 2) {
    throw badFile(
      { name, line },
      `the header has ${counted(labels.length, 'wavelength')}.`,
      'A spectrum needs at least two columns of values, separated by commas.',
    )
  }
  if (axis === 'index') return { skip, wavelengthNm: Float64Array.from(labels, (_, i) => i + 1) }
  const wavelengthNm = Float64Array.from(labels, (label, i) => {
    const value = numberOf(label)
    if (value !== undefined && value > 0) return value
    const next = 'The first row must hold wavelengths in nm; for plain columns read with --axis index.'
    throw badFile({ name, line, column: i + skip + 1 }, `${shown(label)} is not a wavelength.`, next)
  })
  const bad = firstNotAscending(wavelengthNm)
  if (bad !== -1) {
    const [before, here] = [at(wavelengthNm, bad - 1), at(wavelengthNm, bad)]
    const what = here === before ? `wavelength ${here} stands twice` : `wavelength ${here} follows ${before}`
    throw badFile(
      { name, line, column: bad + skip + 1 },
      `${what}; they must rise.`,
      'Sort the columns by wavelength and remove doubles.',
    )
  }
  return { skip, wavelengthNm }
}

function readRows(records: readonly CsvRecord[], header: Header, options: SpectraCsvOptions): SpectraTable {
  const { name } = options
  const { skip, wavelengthNm } = header
  const bands = wavelengthNm.length
  const rows = records.slice(1)
  const values = new Float64Array(rows.length * bands)
  const seen = new Map<string, number>()
  const ids = rows.map(({ cells, line }, row) => {
    if (cells.length !== bands + skip) {
      const next =
        cells.length === 2 * bands + skip
          ? 'If the numbers have decimal commas, write them with a point.'
          : 'Make every row as long as the header.'
      const what = `${counted(cells.length, 'cell')}, the header has ${bands + skip}.`
      throw badFile({ name, line }, what, next)
    }
    for (let band = 0; band < bands; band++) {
      const cell = cells[band + skip] ?? ''
      const value = numberOf(cell)
      if (value === undefined) throw badCell(name, line, band + skip + 1, cell)
      values[row * bands + band] = value
    }
    const id = skip === 1 ? (cells[0] ?? '') : String(row + 1)
    if (id === '')
      throw badFile({ name, line, column: 1 }, 'the sample has no name.', 'Give every row a name of its own.')
    const before = seen.get(id)
    if (before !== undefined) {
      throw badFile(
        { name, line, column: 1 },
        `${shown(id)} stands in line ${before} already.`,
        'Give every row a name of its own.',
      )
    }
    seen.set(id, line)
    return id
  })
  if (options.axis !== 'index' && looksLikePercent(values, wavelengthNm)) {
    options.say?.(
      `${name}: values up to ${numberText(Math.round(values.reduce((a, b) => Math.max(a, b)) * 10) / 10)} were read as per cent.`,
    )
    return { ids, wavelengthNm, values: values.map((value) => value / 100) }
  }
  return { ids, wavelengthNm, values }
}

function badCell(name: string, line: number, column: number, cell: string): Error {
  const { happened, next } = whyNoNumber(cell)
  return badFile(
    { name, line, column },
    cell.trim() === ''
      ? `${happened}.`
      : `${shown(cell)} is ${happened === 'decimal comma' ? 'written with a decimal comma' : happened}.`,
    next,
  )
}
