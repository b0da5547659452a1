import { at } from '../spectra/at.ts'
import { firstNotAscending } from '../spectra/axis.ts'
import { asFractions, quantityOf } from './fraction.ts'
import { numberOf } from './number.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'
import { joinSpectra } from './spectra-join.ts'
import { plainText } from './text.ts'

/** Longest head of words before the numbers, lines. */
const MOST_HEAD = 60
/** As many lines of numbers make it a spectrum. */
const LEAST_POINTS = 10

interface Parts {
  readonly head: readonly string[]
  readonly pairs: readonly (readonly [number, number])[]
}

/** Head and pairs of numbers where a text consists of both; decimal commas only beside other separators. */
function partsOf(text: string): Parts | undefined {
  const lines = plainText(text).split('\n')
  while (lines.at(-1)?.trim() === '') lines.pop()
  const pair = (line: string): readonly [number, number] | undefined => {
    const trimmed = line.trim()
    const cells = /[\t; ]/.test(trimmed)
      ? trimmed.split(/[\t; ]+/).map((cell) => cell.replace(',', '.'))
      : trimmed.split(',')
    const [x, y] = cells.map(numberOf)
    return cells.length === 2 && x !== undefined && y !== undefined ? [x, y] : undefined
  }
  const start = lines.findIndex((line) => pair(line) !== undefined)
  if (start < 1 || start > MOST_HEAD) return undefined
  const pairs = lines.slice(start).map(pair)
  if (pairs.length < LEAST_POINTS || pairs.some((one) => one === undefined)) return undefined
  const found = pairs.filter((one) => one !== undefined)
  const nm = found.map(([x]) => x)
  return firstNotAscending(nm) === -1 && at(nm, 0) >= 100
    ? { head: lines.slice(0, start).filter((line) => line.trim() !== ''), pairs: found }
    : undefined
}

/** Whether a text is a few lines of words, then wavelengths with one value each: what many instruments print. */
export const looksLikeColumnText = (text: string): boolean => partsOf(text) !== undefined

/** The spectrum of such a text; the words of its head say what the values are. @throws Problem FORMAT_BAD */
export function readColumnText(text: string, name: string, say?: Say): SpectraDocument {
  const { head, pairs } = partsOf(text) ?? { head: [], pairs: [] }
  const words = head.join(' ')
  const quantity = quantityOf(words)
  const title = (head[0] ?? '').trim()
  const table = joinSpectra(
    name,
    [
      {
        id: name.replace(/\.[^.]*$/, '') || name,
        wavelengthNm: Float64Array.from(pairs, ([nm]) => nm),
        values: Float64Array.from(pairs, ([, value]) => value),
      },
    ],
    say,
  )
  const scaled = asFractions(name, table, quantity, words.includes('%') ? '%' : '', say)
  return { table: scaled, quantity, title, instrumentation: '', created: '' }
}
