import type { ExportFormat, Session } from '../../../contract/session.ts'
import type { ExportValues } from './managing.ts'

/** The formats the sheet offers, with their file endings. */
export const FORMATS: readonly {
  readonly value: ExportFormat
  readonly title: string
  readonly ending: string
  readonly what: string
}[] = [
  {
    value: 'csv',
    title: 'CSV',
    ending: 'csv',
    what: 'One sample a row, wavelengths in the first row. Spreadsheets and the command line read it.',
  },
  {
    value: 'cgats',
    title: 'CGATS',
    ending: 'txt',
    what: 'CGATS.17 with spectra and Lab, for colour management software.',
  },
  { value: 'ti3', title: 'ti3', ending: 'ti3', what: 'Measurements as ArgyllCMS writes them.' },
]

/** Characters that some file system refuses. */
const REFUSED = /[<>:"/\\|?*\p{Cc}]+/gu

/** "line-3-acceptance-corrected.csv" */
export function fileName(
  session: Pick<Session, 'name' | 'id'>,
  format: ExportFormat,
  values: ExportValues,
): string {
  const words = session.name
    .replace(REFUSED, ' ')
    .trim()
    .replace(/[\s.,;]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
  const ending = FORMATS.find((known) => known.value === format)?.ending ?? format
  const stem = words === '' ? `session-${String(session.id)}` : words
  return `${stem}${values === 'both' ? '' : `-${values}`}.${ending}`
}

const BANDS = 224
/** A value with its separator, and what stands before the values. */
const CELL_BYTES = 9
const ROW_BYTES = 24

/** Bytes a file of so many rows takes, roughly. */
export const sizeEstimate = (rows: number): number => (rows + 1) * (ROW_BYTES + BANDS * CELL_BYTES)
