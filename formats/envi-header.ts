import { badFile, shown, unknownFormat } from './bad-file.ts'
import { ENVI_TYPES, type EnviType, typeOfCode } from './envi-types.ts'
import { plainText } from './text.ts'

export const INTERLEAVES = ['bil', 'bip', 'bsq'] as const
export type Interleave = (typeof INTERLEAVES)[number]

/** What an ENVI header says of its file of numbers. */
export interface EnviHeader {
  readonly lines: number
  readonly samples: number
  readonly bands: number
  readonly interleave: Interleave
  readonly type: EnviType
  readonly littleEndian: boolean
  /** Bytes before the first number. */
  readonly offset: number
  /** In nm; undefined where the header has none. */
  readonly wavelengthNm: Float64Array | undefined
  /** The number that stands for no value. */
  readonly ignoreValue: number | undefined
  /** Numbers are reflectance times this. */
  readonly scaleFactor: number
  readonly description: string
}

interface Field {
  readonly value: string
  readonly line: number
}

const NEXT = 'Correct the header, or export the cube again.'

/** Fields by lower-case name; a value in braces may go over several lines. */
function fieldsOf(text: string, name: string): Map<string, Field> {
  const lines = plainText(text).split('\n')
  if (lines[0]?.trim() !== 'ENVI')
    throw unknownFormat(name, 'the first line is not ENVI.', 'Choose the .hdr file of an ENVI cube.')
  const fields = new Map<string, Field>()
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]?.trim() ?? ''
    if (line === '' || line.startsWith(';')) continue
    const place = { name, line: i + 1 }
    const equals = line.indexOf('=')
    if (equals === -1) throw badFile(place, `${shown(line)} is no "name = value".`, NEXT)
    const key = line.slice(0, equals).trim().toLowerCase().replace(/\s+/g, ' ')
    let value = line.slice(equals + 1).trim()
    if (value.startsWith('{'))
      while (!value.endsWith('}')) {
        i++
        const more = lines[i]
        if (more === undefined) throw badFile(place, `the brace of ${shown(key)} is never closed.`, NEXT)
        value += `\n${more.trim()}`
      }
    fields.set(key, { value: value.replace(/^\{|\}$/g, '').trim(), line: place.line })
  }
  return fields
}

/**
 * Reads the text of an ENVI header (.hdr).
 * @throws Problem FORMAT_UNKNOWN, FORMAT_BAD with the line
 */
export function readEnviHeader(text: string, name = 'The header'): EnviHeader {
  const fields = fieldsOf(text, name)
  const whole = (key: string, least: number, otherwise?: number): number => {
    const field = fields.get(key)
    if (!field && otherwise !== undefined) return otherwise
    if (!field) throw badFile({ name }, `${shown(key)} is missing.`, NEXT)
    const value = Number(field.value)
    if (field.value !== '' && Number.isSafeInteger(value) && value >= least) return value
    const what = `${key} is ${shown(field.value)}, not a whole number from ${least} on.`
    throw badFile({ name, line: field.line }, what, NEXT)
  }
  const number = (key: string): number | undefined => {
    const field = fields.get(key)
    if (!field) return undefined
    const value = Number(field.value)
    if (field.value !== '' && !Number.isNaN(value)) return value
    throw badFile({ name, line: field.line }, `${key} is ${shown(field.value)}, not a number.`, NEXT)
  }
  const bands = whole('bands', 1)
  return {
    lines: whole('lines', 1),
    samples: whole('samples', 1),
    bands,
    interleave: interleaveOf(fields, name),
    type: enviTypeOf(fields, name, whole('data type', 0)),
    littleEndian: whole('byte order', 0, 0) === 0,
    offset: whole('header offset', 0, 0),
    wavelengthNm: wavelengthsOf(fields, name, bands),
    ignoreValue: number('data ignore value'),
    scaleFactor: positive(fields, name, number('reflectance scale factor') ?? 1),
    description: fields.get('description')?.value ?? '',
  }
}

function positive(fields: Map<string, Field>, name: string, factor: number): number {
  if (factor > 0 && Number.isFinite(factor)) return factor
  const line = fields.get('reflectance scale factor')?.line ?? 1
  throw badFile({ name, line }, `the reflectance scale factor is ${factor}.`, NEXT)
}

function interleaveOf(fields: Map<string, Field>, name: string): Interleave {
  const field = fields.get('interleave')
  if (!field) throw badFile({ name }, '"interleave" is missing.', 'Add interleave = bil, bip or bsq.')
  const found = INTERLEAVES.find((word) => word === field.value.toLowerCase())
  if (found) return found
  const what = `interleave is ${shown(field.value)}.`
  throw badFile(
    { name, line: field.line },
    what,
    'It has to be bil, bip or bsq; correct it if you know the order.',
  )
}

function enviTypeOf(fields: Map<string, Field>, name: string, code: number): EnviType {
  const type = typeOfCode(code)
  if (type) return type
  const line = fields.get('data type')?.line ?? 1
  const known = Object.values(ENVI_TYPES)
    .map((one) => one.code)
    .join(', ')
  const complex = code === 6 || code === 9 ? 'complex numbers' : 'unknown'
  throw badFile({ name, line }, `data type ${code} is ${complex}.`, `Export the cube as one of ${known}.`)
}

/** Nanometres in one of a unit, by the words in use. */
const UNITS: readonly (readonly [pattern: RegExp, nm: number])[] = [
  [/^(nm|nanomet(er|re)s?)$/i, 1],
  [/^(um|µm|micromet(er|re)s?|microns?)$/i, 1000],
]

function wavelengthsOf(fields: Map<string, Field>, name: string, bands: number): Float64Array | undefined {
  const field = fields.get('wavelength')
  if (!field) return undefined
  const cells = field.value.split(',').map((cell) => cell.trim())
  if (cells.at(-1) === '') cells.pop()
  const place = { name, line: field.line }
  if (cells.length !== bands)
    throw badFile(
      place,
      `${cells.length} wavelengths for ${bands} bands.`,
      'Give one wavelength for each band.',
    )
  const values = Float64Array.from(cells, Number)
  const bad = values.findIndex((value) => !(value > 0 && Number.isFinite(value)))
  if (bad !== -1) throw badFile(place, `wavelength ${bad + 1} is ${shown(cells[bad] ?? '')}.`, NEXT)
  const unit = fields.get('wavelength units')
  const factor = UNITS.find(([pattern]) => pattern.test(unit?.value ?? ''))?.[1]
  // Without a unit, or with "Unknown", the size tells: no camera sees 100 nm or 100 micrometres.
  const guessed = Math.max(...values) < 100 ? 1000 : 1
  const unknown = unit === undefined || /^(unknown|)$/i.test(unit.value)
  if (factor === undefined && !unknown)
    throw badFile(
      { name, line: unit.line },
      `wavelength units are ${shown(unit.value)}.`,
      'Give wavelengths in Nanometers or Micrometers.',
    )
  return values.map((value) => value * (factor ?? guessed))
}
