import { badFile, shown } from './bad-file.ts'
import type { JcampLine } from './jcamp-records.ts'
import { numberOf } from './number.ts'

/**
 * Numbers of JCAMP-DX data lines in any of its forms (McDonald and Wilks, Applied Spectroscopy 42, 1988): AFFN and FIX
 * are plain numbers, PAC puts the sign between them, SQZ makes it one with the first digit, DIF gives differences,
 * DUP counts repetitions.
 */
interface Token {
  readonly kind: 'value' | 'difference' | 'repeat'
  readonly value: number
}

/** Values of one line, and whether it ended with a difference: then the next line begins with a check. */
export interface AsdfLine {
  readonly values: readonly number[]
  readonly endsInDifference: boolean
}

const SQZ = '@ABCDEFGHI'
const SQZ_NEGATIVE = '@abcdefghi'
const DIF = '%JKLMNOPQR'
const DIF_NEGATIVE = '%jklmnopqr'
const DUP = 'STUVWXYZs'

/** Largest count of repetitions believed; more is a damaged file. */
const MOST_REPEATS = 1_000_000

/** Whether lines hold letters other than an exponent's E: then E is a digit, too. */
export const isSqueezed = (lines: readonly JcampLine[]): boolean =>
  lines.some(({ text }) => /[@%A-DF-Za-df-s]/.test(text))

/**
 * Values of one data line, its X left in front.
 * @throws Problem FORMAT_BAD with the line
 */
export function decodeLine(line: JcampLine, squeezed: boolean, name: string): AsdfLine {
  if (!squeezed) return { values: plainNumbers(line, name), endsInDifference: false }
  const values: number[] = []
  let last: Token | undefined
  for (const token of tokensOf(line, name)) {
    const before = values.at(-1)
    if (token.kind === 'value') values.push(token.value)
    else if (before === undefined || last === undefined)
      throw badFile({ name, line: line.line }, 'a difference or repetition without a value before it.', CUT)
    else if (token.kind === 'difference') values.push(before + token.value)
    else {
      // A repeated difference is added again and again; the first of the count stands there already.
      const step = last.kind === 'difference' ? last.value : 0
      if (token.value < 1 || token.value > MOST_REPEATS)
        throw badFile({ name, line: line.line }, `a value is repeated ${token.value} times.`, CUT)
      for (let n = 1; n < token.value; n++) values.push((values.at(-1) ?? 0) + step)
    }
    // A repetition keeps what it repeated: the line may still end in a difference.
    if (token.kind !== 'repeat') last = token
  }
  return { values, endsInDifference: last?.kind === 'difference' }
}

const CUT = 'The file is damaged; export it again.'

function plainNumbers({ line, text }: JcampLine, name: string): number[] {
  // PAC leaves out the blank before a sign; a sign behind an E belongs to the exponent.
  const cells = text.replace(/(?<![eE\s,;])([+-])/g, ' $1').split(/[\s,;]+/)
  return cells.filter((cell) => cell !== '').map((cell) => numberIn(cell, line, name))
}

function numberIn(cell: string, line: number, name: string): number {
  const value = numberOf(cell)
  if (value !== undefined) return value
  throw badFile({ name, line }, `${shown(cell)} is not a number.`, 'Correct it or export the file again.')
}

function tokensOf({ line, text }: JcampLine, name: string): Token[] {
  const tokens: Token[] = []
  const pattern = /[\s,;]*(?:([@%A-Za-z])(\d*\.?\d*)|([+-]?(?:\d+\.?\d*|\.\d+)))/y
  let end = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    end = pattern.lastIndex
    const [, letter, digits = '', number] = match
    tokens.push(
      letter === undefined
        ? { kind: 'value', value: numberIn(number ?? '', line, name) }
        : lettered(letter, digits, line, name),
    )
  }
  if (text.slice(end).trim() !== '') {
    throw badFile({ name, line }, `${shown(text.slice(end))} cannot be read as data.`, CUT)
  }
  return tokens
}

function lettered(letter: string, digits: string, line: number, name: string): Token {
  const number = (sign: '' | '-', digit: number): number => numberIn(`${sign}${digit}${digits}`, line, name)
  for (const [letters, kind, sign] of [
    [SQZ, 'value', ''],
    [SQZ_NEGATIVE, 'value', '-'],
    [DIF, 'difference', ''],
    [DIF_NEGATIVE, 'difference', '-'],
  ] as const) {
    const digit = letters.indexOf(letter)
    if (digit !== -1) return { kind, value: number(sign, digit) }
  }
  const count = DUP.indexOf(letter)
  if (count !== -1) return { kind: 'repeat', value: number('', count + 1) }
  throw badFile({ name, line }, `${shown(letter)} is no digit of a compressed number.`, CUT)
}
