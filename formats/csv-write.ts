import type { SpectraTable } from '../contract/session.ts'
import { firstNotAscending } from '../spectra/axis.ts'
import { writeCsv } from './csv.ts'
import type { CsvStyle } from './csv.ts'
import { numberText } from './number.ts'
import { spectrumOf } from './spectra-document.ts'

/** Columns beside the values: one word per row, and half widths of the interval, row-major like the values. */
export interface ExtraColumns {
  readonly domain?: readonly string[]
  readonly interval?: Float64Array
}

/** How a CSV of spectra is laid out; rows of samples, commas and decimal points where nothing is said. */
export interface SpectraCsvStyle extends CsvStyle {
  readonly layout?: 'rows' | 'columns'
  /** What the first cell says behind its word, for people: the model behind the values. */
  readonly remark?: string
}

/** Spectra as CSV text that reads back as the same table (values exactly, wavelengths to 0.0001 nm). */
export function writeSpectraCsv(
  table: SpectraTable,
  extra: ExtraColumns = {},
  style: SpectraCsvStyle = {},
): string {
  const labels = wavelengthLabels(table.wavelengthNm)
  const { domain, interval } = extra
  const remark = style.remark === undefined ? '' : ` (${style.remark})`
  const numbers = (values: Float64Array): string[] => Array.from(values, numberText)
  const rows = table.ids.map((id, row) => [
    id,
    ...numbers(spectrumOf(table, row)),
    ...(domain ? [domain[row] ?? ''] : []),
    ...(interval ? numbers(spectrumOf({ ...table, values: interval }, row)) : []),
  ])
  if (style.layout === 'columns') {
    const first = [`wavelength${remark}`, ...labels]
    const lines = [first, ...rows]
    return writeCsv(
      first.map((_, i) => lines.map((line) => line[i] ?? '')),
      style,
    )
  }
  const head = [
    `id${remark}`,
    ...labels,
    ...(domain ? ['domain'] : []),
    ...(interval ? labels.map((nm) => `interval_${nm}`) : []),
  ]
  return writeCsv([head, ...rows], style)
}

/** Wavelengths for a header: at most four decimals, more only where neighbours would become equal. */
export function wavelengthLabels(wavelengthNm: Float64Array): string[] {
  const short = wavelengthNm.map((nm) => Number(nm.toFixed(4)))
  return Array.from(firstNotAscending(short) === -1 ? short : wavelengthNm, numberText)
}
