import { badFile, shown } from './bad-file.ts'
import { parseCsv } from './csv.ts'
import type { CsvRecord } from './csv.ts'
import { asFractions, quantityOf } from './fraction.ts'
import { numberOf } from './number.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'
import { joinSpectra } from './spectra-join.ts'
import type { FoundSpectrum } from './spectra-join.ts'
import { plainText } from './text.ts'

/** Whether a text is a CSV of ENLIGHTEN: its version stands among the first lines. */
export const looksLikeEnlighten = (text: string): boolean =>
  /^(?:\uFEFF)?(?:[^\n]*\n){0,60}?"?ENLIGHTEN Version"?\s*,/i.test(plainText(text))

/**
 * Spectra of an ENLIGHTEN CSV in column form: rows of name and value, then a header with Wavelength (or Wavenumber, the
 * shift from the laser) and Processed, else Raw; one row per pixel; several spectra stand side by side.
 * @throws Problem FORMAT_BAD with line and column
 */
export function readEnlighten(text: string, name: string, say?: Say): SpectraDocument {
  const { records } = parseCsv(text, name)
  const start = records.findIndex(
    ({ cells }) => [...columnsOf(cells, 'wavelength'), ...columnsOf(cells, 'wavenumber')].length > 0,
  )
  const header = records[start]
  if (!header) {
    throw badFile(
      { name },
      'No row names a column Wavelength or Wavenumber.',
      'Export by columns, with the wavelength among them.',
    )
  }
  const [inNm] = columnsOf(header.cells, 'wavelength')
  const axis = inNm ?? columnsOf(header.cells, 'wavenumber')[0] ?? 0
  const processed = columnsOf(header.cells, 'processed')
  const columns = processed.length > 0 ? processed : columnsOf(header.cells, 'raw')
  if (columns.length === 0)
    throw badFile({ name, line: header.line }, 'no column is Processed or Raw.', 'Export one of them.')
  const about = (key: string): readonly string[] =>
    records
      .slice(0, start)
      .find(({ cells }) => cells[0]?.toLowerCase() === key)
      ?.cells.slice(1) ?? []
  const word = (key: string): string => about(key)[0] ?? ''
  const rows = records.slice(start + 1)
  const x = Float64Array.from(rows, (row) => numberAt(row, axis, name))
  const wavelengthNm = inNm === undefined ? fromShift(x, word('laser wavelength'), header, name) : x
  if (inNm === undefined)
    say?.(`${name}: wavelengths were computed from the shift and the laser's wavelength.`)
  const names = about('label')
  const found = columns.map((column, i): FoundSpectrum => ({
    id: names[i] ?? (word('measurement id') || String(i + 1)),
    wavelengthNm,
    values: Float64Array.from(rows, (row) => numberAt(row, column, name)),
    line: header.line,
  }))
  const quantity = processed.length > 0 ? quantityOf(word('technique')) : 'counts'
  const unit = quantity === 'reflectance' || quantity === 'transmittance' ? '%' : ''
  return {
    table: asFractions(name, joinSpectra(name, found, say), quantity, unit, say),
    quantity,
    title: word('label'),
    instrumentation: [word('model'), word('serial number')].filter((part) => part !== '').join(' '),
    created: word('timestamp'),
  }
}

/** Raman shift in 1/cm to wavelength in nm. */
function fromShift(shift: Float64Array, laser: string, { line }: CsvRecord, name: string): Float64Array {
  const laserNm = numberOf(laser)
  if (laserNm !== undefined && laserNm > 0) return shift.map((value) => 1e7 / (1e7 / laserNm - value))
  const what = 'wavenumbers without the wavelength of the laser.'
  throw badFile({ name, line }, what, 'Export with wavelengths.')
}

const columnsOf = (cells: readonly string[], word: string): number[] =>
  cells.flatMap((cell, i) => (cell.trim().toLowerCase() === word ? [i] : []))

function numberAt({ cells, line }: CsvRecord, column: number, name: string): number {
  const cell = cells[column] ?? ''
  const value = numberOf(cell)
  if (value !== undefined) return value
  throw badFile(
    { name, line, column: column + 1 },
    `${shown(cell)} is not a number.`,
    'Correct the row or export the file again.',
  )
}
