import { Problem } from '../contract/errors.ts'

/** Where in a file something is wrong; lines and columns count from 1. */
export interface FilePlace {
  /** File name as the person knows it. */
  readonly name: string
  readonly line?: number
  readonly column?: number
}

const quoted = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 37)}...` : text}"`

/** Text of a cell for a sentence: quoted, control characters shown as blanks, shortened. */
export function shown(cell: string): string {
  return quoted(cell.replace(/\p{Cc}/gu, ' '))
}

/** A file whose format is known but whose content is wrong. */
export function badFile(place: FilePlace, happened: string, next: string): Problem {
  const column = place.column === undefined ? '' : `, column ${place.column}`
  const where = place.line === undefined ? '' : `Line ${place.line}${column}: `
  return new Problem({
    code: 'FORMAT_BAD',
    title: `${place.name} cannot be used`,
    happened: `${where}${happened}`,
    kept: 'Nothing was imported.',
    next,
  })
}

/** A file of no known kind. */
export function unknownFormat(name: string, happened: string, next: string): Problem {
  return new Problem({
    code: 'FORMAT_UNKNOWN',
    title: 'File not recognised',
    happened: `"${name}": ${happened}`,
    kept: 'Nothing was imported.',
    next,
  })
}

/** "1 row", "3 rows". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
