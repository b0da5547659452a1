import type { Plate } from '../contract/plate.ts'
import type { SpectraTable } from '../contract/session.ts'
import { coversColour, labOfSpectrum } from '../spectra/colour.ts'
import { makePlate } from '../spectra/plate.ts'
import type { PlateCell } from '../spectra/plate.ts'
import { patchId } from '../spectra/patch-id.ts'
import { badFile, unknownFormat } from './bad-file.ts'
import { looksLikeCgats, readCgats, fieldIndex } from './cgats.ts'
import type { CgatsFile, CgatsTable } from './cgats.ts'
import { cgatsLabs } from './cgats-colours.ts'
import { cgatsSpectra, sampleIds } from './cgats-spectra.ts'
import { parseCsv } from './csv.ts'
import { readSpectraCsv } from './csv-spectra.ts'
import { looksLikeCxf, readCxf } from './cxf-read.ts'
import { readJcamp } from './jcamp-read.ts'
import { looksLikeJcamp } from './jcamp-records.ts'
import { numberOf } from './number.ts'
import { isPlateHeader, readPlateCsv } from './plate-csv.ts'
import { placesFor, plateName } from './plate-layout.ts'

/** A plate as a file defines it, with the reflectance of every patch (ids are patch ids) where the file has spectra. */
export interface PlateFile {
  readonly plate: Plate
  readonly reflectance?: SpectraTable
}

/** Patches of a plate made from a list of spectra that has no places: what the default plate holds. */
const MOST_ARRANGED = 660

/**
 * A plate from CSV (`id,row,column,name,L,a,b`, or spectra), .ti2, .ti3, .cie, CxF3 or JCAMP-DX text. `say` is told what was assumed.
 * @throws Problem FORMAT_UNKNOWN when it is none of them, FORMAT_BAD with the line when it is broken
 */
export function readPlate(text: string, fileName: string, say?: (sentence: string) => void): PlateFile {
  if (looksLikeCgats(text)) return plateOfCgats(readCgats(text, fileName), say)
  if (looksLikeCxf(text)) return plateOfSpectra(readCxf(text, fileName, say).table, fileName, say)
  if (looksLikeJcamp(text)) return plateOfSpectra(readJcamp(text, fileName, say).table, fileName, say)
  const head = parseCsv(text, fileName).records[0]?.cells ?? []
  if (isPlateHeader(head)) return { plate: readPlateCsv(text, fileName) }
  const wavelengths = head.slice(1).filter((cell) => (numberOf(cell) ?? 0) >= 100)
  if (wavelengths.length >= 2 || /^(wave ?length|lambda|nm)\b/i.test(head[0] ?? '')) {
    return plateOfSpectra(readSpectraCsv(text, { name: fileName, ...(say && { say }) }), fileName, say)
  }
  throw unknownFormat(
    fileName,
    'neither a plate nor spectra.',
    'Use CSV with the header id,row,column,name,L,a,b, CSV of spectra, .ti2, .ti3, .cie, CxF3 or JCAMP-DX.',
  )
}

function plateOfSpectra(table: SpectraTable, fileName: string, say?: (sentence: string) => void): PlateFile {
  const { wavelengthNm } = table
  if (!coversColour(wavelengthNm)) {
    throw badFile(
      { name: fileName },
      'The spectra do not cover 410 to 700 nm.',
      'Use reflectances of the visible range.',
    )
  }
  const bands = wavelengthNm.length
  const count = Math.min(table.ids.length, MOST_ARRANGED)
  if (count < table.ids.length)
    say?.(`${fileName}: ${table.ids.length} colours; the first ${count} make the plate.`)
  const names = table.ids.slice(0, count)
  const labOf = (row: number): PlateCell['expectedLab'] =>
    labOfSpectrum(table.values.subarray(row * bands, (row + 1) * bands), wavelengthNm)
  const cells = placesFor(names).map((place, row) => namedCell(place, names[row] ?? '', labOf(row)))
  return withReflectance(fileName, cells, {
    ...table,
    ids: names,
    values: table.values.slice(0, count * bands),
  })
}

function plateOfCgats(file: CgatsFile, say?: (sentence: string) => void): PlateFile {
  const table = file.tables.find((one) => one.rows.length > 0)
  if (!table) throw badFile({ name: file.name }, 'There is no patch.', 'Choose a chart that has patches.')
  const labs = cgatsLabs(file, table, say)
  const names = nameColumn(file, table)
  const places = placesFor(locationColumn(table) ?? names)
  const cells = places.map((place, row) => namedCell(place, names[row] ?? '', labs[row]))
  const spectra = cgatsSpectra(file, table)
  return spectra
    ? withReflectance(file.name, cells, spectra)
    : { plate: makePlate(plateName(file.name), cells) }
}

const locationColumn = (table: CgatsTable): string[] | undefined => columnOf(table, 'SAMPLE_LOC')
const nameColumn = (file: CgatsFile, table: CgatsTable): string[] =>
  columnOf(table, 'SAMPLE_NAME') ?? sampleIds(file, table)

function columnOf(table: CgatsTable, name: string): string[] | undefined {
  const column = fieldIndex(table, name)
  return column === -1 ? undefined : table.rows.map((cells) => cells[column] ?? '')
}

function namedCell(
  place: Pick<PlateCell, 'row' | 'column'>,
  name: string,
  expectedLab: PlateCell['expectedLab'],
): PlateCell {
  return { ...place, ...(name !== '' && { name }), ...(expectedLab && { expectedLab }) }
}

function withReflectance(fileName: string, cells: readonly PlateCell[], table: SpectraTable): PlateFile {
  const ids = cells.map(({ row, column }) => patchId(row, column))
  return { plate: makePlate(plateName(fileName), cells), reflectance: { ...table, ids } }
}
