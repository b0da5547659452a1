import type { SpectraTable } from '../contract/session.ts'
import { at } from '../spectra/at.ts'
import { axisWavelengths, firstNotAscending } from '../spectra/axis.ts'
import { badFile, shown } from './bad-file.ts'
import { cellNumber, fieldIndex } from './cgats.ts'
import type { CgatsFile, CgatsTable } from './cgats.ts'
import { numberOf } from './number.ts'

/** Spectral field names of the vendors: nm500, NM_500, SPECTRAL_NM_500, R_500, SPECTRAL_500, SPECTRAL_NM500, 500_NM, SPEC_500. */
const BAND = /^(?:SPECTRAL_?)?(?:NM|R|SPEC)?_?(\d{3,4}(?:\.\d+)?)(?:_?NM)?$/i

interface Band {
  readonly column: number
  readonly nm: number
}

/** The table's spectral columns by rising wavelength; empty when it has none. */
function bandsOf(file: CgatsFile, table: CgatsTable): Band[] {
  const bands = table.fields
    .flatMap((field, column): Band[] => {
      const nm = BAND.exec(field)?.[1]
      return nm === undefined ? [] : [{ column, nm: Number(nm) }]
    })
    .sort((a, b) => a.nm - b.nm)
  if (bands.length < 2) return []
  const bad = firstNotAscending(bands.map(({ nm }) => nm))
  if (bad !== -1) {
    throw badFile(
      { name: file.name },
      `Two fields stand for ${bands[bad]?.nm ?? 0} nm.`,
      'Keep one field per wavelength.',
    )
  }
  return exactBands(table, bands)
}

/** Names are whole nanometres; start, end and number of bands say exactly where evenly spaced bands lie. */
function exactBands(table: CgatsTable, bands: readonly Band[]): Band[] {
  const [count, fromNm, toNm] = ['BANDS', 'START_NM', 'END_NM'].map((word) =>
    numberOf(table.keywords.get(`SPECTRAL_${word}`) ?? ''),
  )
  if (count !== bands.length || fromNm === undefined || toNm === undefined) return [...bands]
  const even = axisWavelengths({ fromNm, toNm, bands: count })
  const agrees = bands.every(({ nm }, i) => Math.abs(nm - at(even, i)) <= 0.501)
  return agrees ? bands.map(({ column }, i) => ({ column, nm: at(even, i) })) : [...bands]
}

/** What full scale is in this table: said by the file, per cent by definition in a .ti3 of reflectance, else judged by the largest value. */
function fullScale(file: CgatsFile, table: CgatsTable, largest: number): number {
  const said = numberOf(table.keywords.get('SPECTRAL_NORM') ?? '')
  if (said !== undefined && said > 0) return said
  const word = (key: string): string => table.keywords.get(key) ?? ''
  const emits =
    /^(DISPLAY|EMISINPUT)$/i.test(word('DEVICE_CLASS')) || /^(EMISSION|AMBIENT|SENS)/i.test(word('MEAS_TYPE'))
  if (emits || file.type === 'CCSS') return 1
  if (file.type.startsWith('CTI')) return 100
  return largest <= 2 ? 1 : largest <= 160 ? 100 : largest <= 256 ? 255 : 1
}

/** Names of the samples: SAMPLE_ID, else SAMPLE_NAME, else SAMPLE_LOC, else 1, 2, .... */
export function sampleIds(file: CgatsFile, table: CgatsTable): string[] {
  const column = fieldIndex(table, 'SAMPLE_ID', 'SAMPLE_NAME', 'SAMPLE_LOC')
  const seen = new Set<string>()
  return table.rows.map((cells, row) => {
    const id = column === -1 ? String(row + 1) : (cells[column] ?? '')
    const place = { name: file.name, line: table.lines[row] ?? 0 }
    if (id === '') throw badFile(place, 'the sample has no name.', 'Give every set a name of its own.')
    if (seen.has(id))
      throw badFile(place, `the sample ${shown(id)} stands twice.`, 'Give every set a name of its own.')
    seen.add(id)
    return id
  })
}

/**
 * Spectra of one table as values 0..1 (reflectance) or as they are (emission); undefined when it has no spectral
 * fields. `say` is told which scale was assumed.
 * @throws Problem FORMAT_BAD with the line
 */
export function cgatsSpectra(
  file: CgatsFile,
  table: CgatsTable,
  say?: (sentence: string) => void,
): SpectraTable | undefined {
  const bands = bandsOf(file, table)
  if (bands.length === 0) return undefined
  const values = new Float64Array(table.rows.length * bands.length)
  table.rows.forEach((_, row) => {
    bands.forEach(({ column }, band) => {
      values[row * bands.length + band] = cellNumber(file, table, row, column)
    })
  })
  const scale = fullScale(
    file,
    table,
    values.reduce((most, value) => Math.max(most, value), 0),
  )
  if (scale !== 1) say?.(`${file.name}: spectral values were divided by ${scale}.`)
  return {
    ids: sampleIds(file, table),
    wavelengthNm: Float64Array.from(bands, ({ nm }) => nm),
    values: values.map((value) => value / scale),
  }
}

/** The first table that has spectra, and them. @throws Problem FORMAT_BAD when none has */
export function firstSpectra(
  file: CgatsFile,
  say?: (sentence: string) => void,
): { readonly spectra: SpectraTable; readonly table: CgatsTable } {
  for (const table of file.tables) {
    const spectra = cgatsSpectra(file, table, say)
    if (spectra) return { spectra, table }
  }
  throw badFile(
    { name: file.name },
    'It has no spectral fields (SPEC_380, nm380, ...).',
    'Export with spectra.',
  )
}
