import type { Triple } from '../contract/spectrum.ts'
import { badFile, counted, shown, unknownFormat } from './bad-file.ts'
import { cellNumber, fieldIndex, looksLikeCgats, readCgats } from './cgats.ts'
import { numberText } from './number.ts'

/** A colorimeter correction matrix: corrected = matrix x measured, columns of X, Y and Z. */
export interface CcmxContent {
  /** By rows. */
  readonly matrix: readonly [Triple, Triple, Triple]
  /** Instrument whose readings it corrects. */
  readonly instrument: string
  /** Its serial number; a word of this program's files alone. */
  readonly serial?: string | undefined
  /** Instrument that gave the true values. */
  readonly reference?: string | undefined
  /** What was measured: a display and its technology, or here a plate under a lamp. */
  readonly subject: string
  readonly descriptor?: string | undefined
  /** As the file says it; ISO 8601 in files of this program. */
  readonly created?: string | undefined
}

const SERIAL = 'ISOCHROME_SERIAL'
const FIELDS = ['XYZ_X', 'XYZ_Y', 'XYZ_Z']
/** Volume spanned by the rows below which colours would fall into one plane. */
const FLAT = 1e-9

/** Whether a text is a .ccmx: the first word of every such file. */
export const looksLikeCcmx = (text: string): boolean =>
  /^\uFEFF?\s*CCMX\s*$/m.test(text.slice(0, 200)) && looksLikeCgats(text)

const quote = (text: string): string => `"${text.replaceAll('"', "'").replace(/\s+/g, ' ').trim()}"`
const declared = (word: string, value: string): string[] => [`KEYWORD "${word}"`, `${word} ${quote(value)}`]

/** Argyll's colorimeter correction matrix; numbers read back exactly. */
export function writeCcmx(content: CcmxContent): string {
  const { matrix, instrument, serial, reference, subject, descriptor, created } = content
  return [
    // ArgyllCMS knows the file by these seven characters.
    'CCMX   ',
    '',
    `DESCRIPTOR ${quote(descriptor ?? `${instrument} on ${subject}`)}`,
    ...declared('INSTRUMENT', instrument),
    ...(serial === undefined ? [] : declared(SERIAL, serial)),
    ...declared('DISPLAY', subject),
    ...declared('TECHNOLOGY', 'Unknown'),
    ...declared('DISPLAY_TYPE_REFRESH', 'NO'),
    // Asked for where the file is installed; a plate is no display, and mode 1 is every instrument's first.
    ...declared('DISPLAY_TYPE_BASE_ID', '1'),
    ...(reference === undefined ? [] : declared('REFERENCE', reference)),
    'ORIGINATOR "Isochrome"',
    ...(created === undefined ? [] : [`CREATED ${quote(created)}`]),
    ...declared('COLOR_REP', 'XYZ'),
    '',
    'NUMBER_OF_FIELDS 3',
    'BEGIN_DATA_FORMAT',
    FIELDS.join(' '),
    'END_DATA_FORMAT',
    '',
    'NUMBER_OF_SETS 3',
    'BEGIN_DATA',
    ...matrix.map((row) => row.map(numberText).join(' ')),
    'END_DATA',
    '',
  ].join('\n')
}

const AGAIN = 'Export it again where it was made.'

/**
 * Reads a .ccmx.
 * @throws Problem FORMAT_UNKNOWN for other files, FORMAT_BAD with the line where it is incomplete or the matrix has no inverse
 */
export function readCcmx(text: string, name: string): CcmxContent {
  if (!looksLikeCcmx(text)) throw unknownFormat(name, 'it does not begin with the word CCMX.', AGAIN)
  const file = readCgats(text, name)
  const [table, second] = file.tables
  if (!table || second) throw badFile({ name }, 'It must hold exactly one table.', AGAIN)
  const { keywords } = table
  const space = keywords.get('COLOR_REP')
  if (space !== 'XYZ')
    throw badFile({ name }, `COLOR_REP is ${space === undefined ? 'missing' : shown(space)}, not XYZ.`, AGAIN)
  const columns = FIELDS.map((field) => fieldIndex(table, field))
  if (columns.includes(-1) || table.rows.length !== 3) {
    const found = `It has the fields ${table.fields.join(' ')} and ${counted(table.rows.length, 'set')}.`
    throw badFile({ name }, `${found} A matrix has XYZ_X XYZ_Y XYZ_Z and three sets.`, AGAIN)
  }
  const cell = (row: number, column: number): number => cellNumber(file, table, row, columns[column] ?? 0)
  const row = (at: number): Triple => [cell(at, 0), cell(at, 1), cell(at, 2)]
  const matrix: CcmxContent['matrix'] = [row(0), row(1), row(2)]
  if (Math.abs(determinant(matrix)) < FLAT)
    throw badFile({ name }, 'Its matrix maps all colours into one plane.', AGAIN)
  const instrument = keywords.get('INSTRUMENT')
  if (instrument === undefined || instrument === '')
    throw badFile({ name }, 'It does not say which INSTRUMENT it corrects.', AGAIN)
  const subject = keywords.get('DISPLAY') ?? keywords.get('TECHNOLOGY')
  if (subject === undefined) throw badFile({ name }, 'Neither DISPLAY nor TECHNOLOGY is there.', AGAIN)
  return {
    matrix,
    instrument,
    serial: keywords.get(SERIAL),
    reference: keywords.get('REFERENCE'),
    subject,
    descriptor: keywords.get('DESCRIPTOR'),
    created: keywords.get('CREATED'),
  }
}

function determinant([a, b, c]: CcmxContent['matrix']): number {
  return (
    a[0] * (b[1] * c[2] - b[2] * c[1]) -
    a[1] * (b[0] * c[2] - b[2] * c[0]) +
    a[2] * (b[0] * c[1] - b[1] * c[0])
  )
}
