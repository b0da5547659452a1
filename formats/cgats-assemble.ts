import type { SpectraTable } from '../contract/session.ts'
import { at } from '../spectra/at.ts'
import { spectrumOf } from './spectra-document.ts'

/** White space and quotes cannot stand in a bare token. */
export const quote = (text: string): string => `"${text.replaceAll('"', "'").replace(/\s+/g, ' ')}"`

/** Nine significant figures: more than any instrument resolves, and reads back as the same reading. */
export const figure = (value: number): string => String(Number(value.toPrecision(9)))

/** A header word beyond the standard: declared, then given. */
export const declared = (word: string, value: string): string[] => [
  `KEYWORD "${word}"`,
  `${word} ${quote(value)}`,
]

/** The lines of a CGATS table below its header. */
export const tableOf = (fields: readonly string[], rows: readonly string[]): string[] => [
  `NUMBER_OF_FIELDS ${fields.length}`,
  'BEGIN_DATA_FORMAT',
  fields.join(' '),
  'END_DATA_FORMAT',
  '',
  `NUMBER_OF_SETS ${rows.length}`,
  'BEGIN_DATA',
  ...rows,
  'END_DATA',
  '',
]

/** What a CGATS table of spectra is made of. */
export interface CgatsParts {
  /** Header lines, the words of the spectral axis not among them. */
  readonly head: readonly string[]
  /** On whole nanometres or evenly spaced. */
  readonly table: SpectraTable
  /** What one of the file's full scale is: 1, or 100 for per cent. */
  readonly scale: number
  readonly names: 'SAMPLE_ID' | 'none'
  readonly locations?: readonly string[] | undefined
  /** Columns before the spectrum. */
  readonly extra?: readonly string[]
  readonly extraOf?: (spectrum: Float64Array) => readonly number[]
  /** KEYWORD lines before the words of the spectral axis, as CGATS.17 wants them. */
  readonly declareAxis: boolean
}

/** One CGATS table with spectral fields SPEC_nnn. */
export function assembleCgats(parts: CgatsParts): string {
  const { head, table, scale, locations, extra = [], extraOf } = parts
  const { wavelengthNm, ids } = table
  const axis: readonly (readonly [string, string])[] = [
    ['SPECTRAL_BANDS', String(wavelengthNm.length)],
    ['SPECTRAL_START_NM', figure(at(wavelengthNm, 0))],
    ['SPECTRAL_END_NM', figure(at(wavelengthNm, wavelengthNm.length - 1))],
  ]
  const named = parts.names === 'SAMPLE_ID'
  const fields = [
    ...(named ? ['SAMPLE_ID'] : []),
    ...(locations ? ['SAMPLE_LOC'] : []),
    ...extra,
    ...Array.from(wavelengthNm, (nm) => `SPEC_${Math.round(nm)}`),
  ]
  const rows = ids.map((id, row) => {
    const spectrum = spectrumOf(table, row)
    const numbers = [...(extraOf?.(spectrum) ?? []), ...spectrum.map((value) => value * scale)]
    return [
      ...(named ? [quote(id)] : []),
      ...(locations ? [quote(locations[row] ?? '')] : []),
      ...numbers.map(figure),
    ].join(' ')
  })
  return [
    ...head,
    ...(parts.declareAxis ? axis.map(([word]) => `KEYWORD "${word}"`) : []),
    ...axis.map(([word, value]) => `${word} "${value}"`),
    '# The names of the bands are rounded to whole nanometres; start, end and number say where they lie.',
    '',
    ...tableOf(fields, rows),
  ].join('\n')
}
