import { badFile, shown } from './bad-file.ts'
import { asFractions, quantityOf } from './fraction.ts'
import { numberOf } from './number.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'
import { joinSpectra } from './spectra-join.ts'
import { plainText } from './text.ts'

/** The line every text of OOIBase32, SpectraSuite, OceanView and the Jaz has before its numbers. */
const BEGIN = /^>+Begin (?:Processed )?Spectral Data<+\s*$/m
const END = /^>+End (?:Processed )?Spectral Data<+/

/** Whether a text was written by one of these programs. */
export const looksLikeOceanText = (text: string): boolean => BEGIN.test(plainText(text))

/**
 * The spectrum of a text of OceanView, SpectraSuite, OOIBase32 or a Jaz (W, D, R, S, P columns: the processed one).
 * Decimal commas are read. The date is kept as it stands: its time zone is not clear.
 * @throws Problem FORMAT_BAD with the line
 */
export function readOceanText(text: string, name: string, say?: Say): SpectraDocument {
  const lines = plainText(text).split('\n')
  const begin = lines.findIndex((line) => BEGIN.test(line))
  const head = lines.slice(0, begin)
  const word = (...keys: readonly string[]): string => {
    const line = head.find((one) => keys.some((key) => one.toLowerCase().startsWith(`${key.toLowerCase()}:`)))
    return line?.slice(line.indexOf(':') + 1).trim() ?? ''
  }
  const { wavelengthNm, values } = numbersOf(lines, begin, name, say)
  const declared = numberOf(
    word(
      'Number of Pixels in Spectrum',
      'Number of Pixels in Processed Spectrum',
      'Number of Pixels in File',
    ),
  )
  if (declared !== undefined && declared < values.length)
    say?.(`${name}: it declares ${declared} pixels and holds ${values.length}; all were read.`)
  if (declared !== undefined && declared > values.length) {
    const what = `it declares ${declared} pixels and holds ${values.length}.`
    throw badFile({ name, line: begin + 1 }, what, 'The file looks cut short; export it again.')
  }
  const title = (head[0] ?? '').trim()
  const serial = word('Spectrometer', 'Spectrometers', 'Spectrometer Serial Number')
  const quantity = quantityOf(`${title} ${extension(name)}`)
  const table = joinSpectra(name, [{ id: stem(name), wavelengthNm, values, line: begin + 1 }], say)
  // These programs write reflection and transmission in per cent, under whatever extension.
  const unit = /reflect|transmi/i.test(extension(name)) ? '%' : ''
  return {
    table: asFractions(name, table, quantity, unit, say),
    quantity,
    title,
    instrumentation: serial,
    created: word('Date'),
  }
}

const extension = (name: string): string => /\.([^.]*)$/.exec(name)?.[1] ?? ''
const stem = (name: string): string => name.replace(/\.[^.]*$/, '') || name

function numbersOf(
  lines: readonly string[],
  begin: number,
  name: string,
  say?: Say,
): { readonly wavelengthNm: Float64Array; readonly values: Float64Array } {
  const pairs: (readonly [number, number])[] = []
  let column = 1
  let commas = false
  for (let i = begin + 1; i < lines.length; i++) {
    const text = (lines[i] ?? '').trim()
    if (END.test(text)) break
    if (text === '') continue
    const cells = text.split(/[\t ;]+/)
    if (pairs.length === 0 && cells[0] === 'W') {
      column = cells.indexOf('P') === -1 ? cells.length - 1 : cells.indexOf('P')
      continue
    }
    commas ||= /\d,\d/.test(text)
    const number = (at: number): number => {
      const cell = cells[at] ?? ''
      const value = numberOf(cell.replace(',', '.'))
      if (value !== undefined) return value
      throw badFile(
        { name, line: i + 1 },
        cell === '' ? 'a wavelength without a value.' : `${shown(cell)} is not a number.`,
        'Correct the line or export the file again.',
      )
    }
    pairs.push([number(0), number(column)])
  }
  if (commas) say?.(`${name}: decimal commas were read as decimal points.`)
  return {
    wavelengthNm: Float64Array.from(pairs, ([nm]) => nm),
    values: Float64Array.from(pairs, ([, value]) => value),
  }
}
