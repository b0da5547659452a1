/** Error numbers of GRBL 1.1 for G-code. */
export const GCODE_ERROR = {
  letter: 1,
  number: 2,
  unsupported: 20,
  modalGroup: 21,
  feed: 22,
  integer: 23,
  twoAxisCommands: 24,
  repeatedWord: 25,
  noAxisWords: 26,
  valueMissing: 28,
  noSuchOffset: 29,
  g53: 30,
  unusedAxisWords: 31,
  unusedWords: 36,
} as const

/** One line taken apart: G and M codes in order, and the value of every other letter. */
export interface Words {
  readonly g: readonly number[]
  readonly m: readonly number[]
  readonly values: ReadonlyMap<string, number>
}

const VALUE_LETTERS = 'FIJKLNPRSTXYZ'

/** Splits a line (upper case, no blanks or comments) into words; an error number where it cannot. */
export function wordsOf(line: string): Words | number {
  const g: number[] = []
  const m: number[] = []
  const values = new Map<string, number>()
  let rest = line
  while (rest !== '') {
    const letter = rest.charAt(0)
    if (!/[A-Z]/.test(letter)) return GCODE_ERROR.letter
    const number = /^[+-]?(\d+\.?\d*|\.\d+)/.exec(rest.slice(1))?.[0]
    if (number === undefined) return GCODE_ERROR.number
    rest = rest.slice(1 + number.length)
    const value = Number(number)
    if (letter === 'G') g.push(value)
    else if (letter === 'M') {
      if (!Number.isInteger(value)) return GCODE_ERROR.integer
      m.push(value)
    } else {
      if (!VALUE_LETTERS.includes(letter)) return GCODE_ERROR.unsupported
      if (values.has(letter)) return GCODE_ERROR.repeatedWord
      values.set(letter, value)
    }
  }
  return { g, m, values }
}
