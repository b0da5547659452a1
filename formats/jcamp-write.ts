import { at } from '../spectra/at.ts'
import { axisPitchNm, evenAxis } from '../spectra/axis.ts'
import { numberText } from './number.ts'
import { spectrumOf } from './spectra-document.ts'
import type { SpectraDocument, SpectralQuantity } from './spectra-document.ts'

/** How JCAMP-DX is written. */
export interface JcampStyle {
  /** `affn` keeps every digit; `fix` writes whole numbers and a factor, for readers that know nothing else. */
  readonly form?: 'affn' | 'fix'
  /** Some programs open nothing but infrared spectra. */
  readonly dataType?: 'uv-vis' | 'infrared'
}

/** Longest line of the format. */
const LINE = 80
/** Whole numbers of `fix`: what 32 bits hold, as the format demands of its readers. */
const MOST = 2 ** 31 - 1

const UNITS: Record<SpectralQuantity, string> = {
  reflectance: 'REFLECTANCE',
  transmittance: 'TRANSMITTANCE',
  absorbance: 'ABSORBANCE',
  emission: 'EMISSION',
  counts: 'COUNTS',
  arbitrary: 'ARBITRARY UNITS',
}

/** JCAMP-DX 5.01: one block per spectrum, several inside a LINK block. Even axes become XYDATA, others XYPOINTS. */
export function writeJcamp(document: SpectraDocument, style: JcampStyle = {}): string {
  const { table, title } = document
  const blocks = table.ids.flatMap((_, row) => blockOf(document, row, style))
  if (table.ids.length === 1) return `${blocks.join('\n')}\n`
  const head = [
    ...record('TITLE', title),
    ...record('JCAMP-DX', '5.01'),
    ...record('DATA TYPE', 'LINK'),
    ...record('BLOCKS', String(table.ids.length)),
    ...record('ORIGIN', 'Isochrome'),
    ...record('OWNER', ''),
  ]
  return `${[...head, ...blocks, ...record('END', '')].join('\n')}\n`
}

function blockOf(document: SpectraDocument, row: number, style: JcampStyle): string[] {
  const { table, title, instrumentation, model, created, quantity } = document
  const x = table.wavelengthNm
  const y = spectrumOf(table, row)
  const [least, most] = [y.reduce((a, b) => Math.min(a, b)), y.reduce((a, b) => Math.max(a, b))]
  const largest = Math.max(Math.abs(least), Math.abs(most))
  const yFactor = style.form === 'fix' && largest > 0 ? largest / MOST : 1
  const integer = style.form === 'fix'
  const even = evenAxis(x, 1e-6)
  const numbers = (values: Float64Array): string[] => Array.from(values, figure)
  const scaled = integer ? y.map((value) => Math.round(value / yFactor)) : y
  const data = even
    ? [...record('XYDATA', '(X++(Y..Y))'), ...evenLines(x, numbers(scaled))]
    : [
        ...record('XYPOINTS', '(XY..XY)'),
        ...Array.from(x, (nm, i) => `${figure(nm)}, ${figure(at(scaled, i))}`),
      ]
  return [
    ...record('TITLE', table.ids[row] ?? ''),
    ...record('JCAMP-DX', '5.01'),
    ...record('DATA TYPE', style.dataType === 'infrared' ? 'INFRARED SPECTRUM' : 'UV/VIS SPECTRUM'),
    ...record('ORIGIN', 'Isochrome'),
    ...record('OWNER', ''),
    ...(created === '' ? [] : record('LONG DATE', created)),
    ...(instrumentation === '' ? [] : record('SPECTROMETER/DATA SYSTEM', instrumentation)),
    ...record('$DESCRIPTOR', title),
    ...(model === undefined ? [] : record('$MODEL', model)),
    ...record('XUNITS', 'NANOMETERS'),
    ...record('YUNITS', UNITS[quantity]),
    ...record('XFACTOR', '1'),
    ...record('YFACTOR', figure(yFactor)),
    ...record('FIRSTX', figure(at(x, 0))),
    ...record('LASTX', figure(at(x, x.length - 1))),
    ...record('FIRSTY', figure(at(y, 0))),
    ...(even ? record('DELTAX', figure(axisPitchNm(even))) : []),
    ...record('MAXX', figure(at(x, x.length - 1))),
    ...record('MINX', figure(at(x, 0))),
    ...record('MAXY', figure(most)),
    ...record('MINY', figure(least)),
    ...record('NPOINTS', String(x.length)),
    ...data,
    ...record('END', ''),
  ]
}

/** X, then as many Y as the line holds. */
function evenLines(x: Float64Array, ys: readonly string[]): string[] {
  const lines: string[] = []
  let line = ''
  ys.forEach((y, i) => {
    if (line !== '' && line.length + 1 + y.length <= LINE) line += ` ${y}`
    else {
      if (line !== '') lines.push(line)
      line = `${figure(at(x, i))} ${y}`
    }
  })
  return [...lines, line]
}

/** A small e is a digit of the compressed forms, a capital E with a sign an exponent. */
const figure = (value: number): string => numberText(value).replace('e', 'E')

/** A labelled record, broken at blanks into lines of 80 characters. Comments and labels inside a text are taken apart. */
function record(label: string, value: string): string[] {
  const words = value
    .replace(/\p{Cc}+/gu, ' ')
    .replaceAll('$$', '$ $')
    .replaceAll('##', '# #')
    .split(' ')
  const lines: string[] = []
  let line = `##${label}=`
  for (const word of words) {
    if (line.length + 1 + word.length > LINE && lines.length + line.length > 0 && word !== '') {
      lines.push(line)
      line = word
    } else line += line.endsWith('=') && word !== '' ? word : ` ${word}`
  }
  return [...lines, line].map((text) => text.trimEnd())
}
