import { badFile } from './bad-file.ts'
import { plainText } from './text.ts'

/** One record: its cells, trimmed unless quoted, and the line it starts on. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

/** Decimal commas would look like this separator: the one that splits the first line into most cells wins. */
function separatorOf(firstLine: string): string {
  const count = (separator: string): number => firstLine.split(separator).length
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
}

/**
 * Records of RFC 4180 text (comma, or semicolon or tab where the first line has more of them); blank lines are
 * skipped. Written here because the reader must name lines and run without Node.
 * @throws Problem FORMAT_BAD for an empty text or a quote that never ends
 */
export function parseCsv(
  text: string,
  name: string,
): { readonly separator: string; readonly records: readonly CsvRecord[] } {
  const source = plainText(text)
  const lines = source.split('\n')
  const separator = separatorOf(lines.find((line) => line.trim() !== '') ?? '')
  const records: CsvRecord[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1
    let record = lines[i] ?? ''
    if (record.trim() === '') continue
    // A quoted cell may hold line ends.
    while (oddQuotes(record)) {
      const more = lines[++i]
      if (more === undefined) {
        throw badFile({ name, line }, 'a quoted cell never ends.', 'Close the quote or remove it.')
      }
      record += `\n${more}`
    }
    records.push({
      line,
      cells: record.includes('"') ? quotedCells(record, separator) : plainCells(record, separator),
    })
  }
  if (records.length === 0)
    throw badFile({ name }, 'The file is empty.', 'Choose a file that has a header row and data.')
  return { separator, records }
}

const oddQuotes = (text: string): boolean => text.includes('"') && (text.split('"').length - 1) % 2 === 1
const plainCells = (record: string, separator: string): string[] =>
  record.split(separator).map((cell) => cell.trim())

/** Cells of a record that has quotes: a doubled quote inside quotes is one quote. */
function quotedCells(record: string, separator: string): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  let wasQuoted = false
  const end = (): void => {
    cells.push(wasQuoted ? cell : cell.trim())
    cell = ''
    wasQuoted = false
  }
  for (let i = 0; i < record.length; i++) {
    const character = record.charAt(i)
    if (quoted && character === '"' && record.charAt(i + 1) === '"') {
      cell += '"'
      i++
    } else if (character === '"') {
      // Blanks between separator and quote belong to neither.
      if (!quoted && cell.trim() === '') cell = ''
      quoted = !quoted
      wasQuoted = true
    } else if (character === separator && !quoted) end()
    else if (!(wasQuoted && !quoted && character.trim() === '')) cell += character
  }
  end()
  return cells
}

/** How CSV is written: commas and decimal points where nothing is said. */
export interface CsvStyle {
  readonly separator?: ',' | ';' | '\t'
  readonly decimalComma?: boolean
  /** Spreadsheets on Windows know UTF-8 by it. */
  readonly byteOrderMark?: boolean
}

/** One cell as text: quoted where its content would not survive without. */
export function csvCell(text: string): string {
  return /[",;\t\r\n]|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const NUMBER = /^[+-]?\d*\.\d+(?:[eE][+-]?\d+)?$/

/** Rows of cells as CSV text with LF line ends. */
export function writeCsv(rows: readonly (readonly string[])[], style: CsvStyle = {}): string {
  const { separator = ',', decimalComma = false, byteOrderMark = false } = style
  const cellOf = (text: string): string =>
    decimalComma && NUMBER.test(text)
      ? // Between semicolons or tabs a decimal comma needs no quotes.
        separator === ','
        ? csvCell(text.replace('.', ','))
        : text.replace('.', ',')
      : csvCell(text)
  const lines = rows.map((row) => `${row.map(cellOf).join(separator)}\n`).join('')
  return byteOrderMark ? `\uFEFF${lines}` : lines
}
