import { badFile, counted, shown, unknownFormat } from './bad-file.ts'
import { tokenLines } from './cgats-tokens.ts'
import type { TokenLine } from './cgats-tokens.ts'
import { numberOf } from './number.ts'

/** One table: header words, field names and one row of cells per sample. */
export interface CgatsTable {
  readonly keywords: ReadonlyMap<string, string>
  readonly fields: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Line of the file each row starts on. */
  readonly lines: readonly number[]
}

/** A CGATS file: its type (`CGATS.17`, `CTI3`, ...; empty when it does not say) and its tables, at least one. */
export interface CgatsFile {
  readonly name: string
  readonly type: string
  readonly tables: readonly CgatsTable[]
}

/** Whether a text is CGATS: the one word every such file has. */
export const looksLikeCgats = (text: string): boolean => /^[ \t]*BEGIN_DATA_FORMAT\b/m.test(text)

const CUT = 'The file looks cut short; export it again.'

/**
 * Reads CGATS.17, CGATS.5 and Argyll's relatives (.ti1, .ti2, .ti3, .cie).
 * @throws Problem FORMAT_UNKNOWN when it is none, FORMAT_BAD with the line when it is broken
 */
export function readCgats(text: string, name: string): CgatsFile {
  if (!looksLikeCgats(text)) {
    throw unknownFormat(name, 'no CGATS table in it.', 'Export as CGATS, .ti3 or CSV.')
  }
  const lines = tokenLines(text, name)
  const tables: CgatsTable[] = []
  let type = ''
  let keywords = new Map<string, string>()
  let fields: readonly string[] = []
  let declaredSets: number | undefined
  for (let i = 0; i < lines.length; i++) {
    const { line, tokens } = lines[i] ?? { line: 0, tokens: [] }
    const [word = '', ...rest] = tokens
    if (word === 'BEGIN_DATA_FORMAT') {
      const block = blockUntil('END_DATA_FORMAT', lines, i, name)
      fields = block.flatMap(({ tokens: names }) => names)
      i += block.length + 1
      refuseDoubles(fields, name, line)
    } else if (word === 'BEGIN_DATA') {
      const block = blockUntil('END_DATA', lines, i, name)
      if (fields.length === 0) throw badFile({ name, line }, 'data without field names.', CUT)
      const { rows, lines: starts } = rowsOf(block, fields.length, declaredSets, name)
      tables.push({ keywords, fields, rows, lines: starts })
      keywords = new Map<string, string>()
      declaredSets = undefined
      i += block.length + 1
    } else if (word === 'NUMBER_OF_SETS') declaredSets = numberOf(rest[0] ?? '')
    else if (word === 'NUMBER_OF_FIELDS' || word === 'KEYWORD') continue
    else if (rest.length === 0 && /^[A-Z][\w.]*$/.test(word)) type ||= word
    else keywords.set(word.toUpperCase(), rest.join(' '))
  }
  if (tables.length === 0) throw badFile({ name }, 'There is no data.', CUT)
  return { name, type, tables }
}

/** Lines between a BEGIN and its END, without both. */
function blockUntil(end: string, lines: readonly TokenLine[], begin: number, name: string): TokenLine[] {
  const first = lines[begin]
  const length = lines.slice(begin).findIndex(({ tokens }) => tokens[0] === end)
  if (!first || length === -1) throw badFile({ name, line: first?.line ?? 1 }, `${end} is missing.`, CUT)
  return lines.slice(begin + 1, begin + length)
}

function refuseDoubles(fields: readonly string[], name: string, line: number): void {
  const double = fields.find((field, i) => fields.indexOf(field) !== i)
  if (double !== undefined) {
    throw badFile({ name, line }, `the field ${shown(double)} stands twice.`, 'Name every field once.')
  }
}

/** Usually one set per line; a file whose lines are broken differently is read token by token if the count fits. */
function rowsOf(
  block: readonly TokenLine[],
  fields: number,
  declared: number | undefined,
  name: string,
): { rows: readonly (readonly string[])[]; lines: number[] } {
  const odd = block.find(({ tokens }) => tokens.length !== fields)
  const tokens = odd ? block.flatMap(({ line, tokens: cells }) => cells.map((cell) => ({ line, cell }))) : []
  if (odd && tokens.length !== fields * (declared ?? NaN)) {
    const what = `${counted(odd.tokens.length, 'value')}, there are ${counted(fields, 'field')}.`
    throw badFile(
      { name, line: odd.line },
      what,
      'Give every set one value per field; quote texts that hold blanks.',
    )
  }
  const sets = odd ? tokens.length / fields : block.length
  if (declared !== undefined && declared !== sets) {
    throw badFile({ name }, `It declares ${counted(declared, 'set')} and holds ${sets}.`, CUT)
  }
  if (!odd) return { rows: block.map((row) => row.tokens), lines: block.map(({ line }) => line) }
  const set = Array.from({ length: sets }, (_, row) => tokens.slice(row * fields, (row + 1) * fields))
  return {
    rows: set.map((cells) => cells.map(({ cell }) => cell)),
    lines: set.map((cells) => cells[0]?.line ?? 0),
  }
}

/** Column of the first of these field names, compared without case, blanks and `_`; -1 when there is none. */
export function fieldIndex(table: CgatsTable, ...names: readonly string[]): number {
  const plain = (field: string): string => field.replace(/[_\s]/g, '').toUpperCase()
  for (const name of names) {
    const index = table.fields.findIndex((field) => plain(field) === plain(name))
    if (index !== -1) return index
  }
  return -1
}

/** The number in a cell. @throws Problem FORMAT_BAD with line and column */
export function cellNumber(file: CgatsFile, table: CgatsTable, row: number, column: number): number {
  const cell = table.rows[row]?.[column] ?? ''
  const value = numberOf(cell)
  if (value !== undefined) return value
  const place = { name: file.name, line: table.lines[row] ?? 0, column: column + 1 }
  throw badFile(
    place,
    `${shown(cell)} is not a number (field ${table.fields[column] ?? ''}).`,
    'Correct the value or remove the set.',
  )
}
