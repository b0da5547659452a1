import { at } from '../spectra/at.ts'
import { axisWavelengths } from '../spectra/axis.ts'
import { badFile, shown, unknownFormat } from './bad-file.ts'
import { asFractions, quantityOf } from './fraction.ts'
import { decodeLine, isSqueezed } from './jcamp-asdf.ts'
import { jcampBlocks, jcampText, looksLikeJcamp } from './jcamp-records.ts'
import type { JcampBlock, JcampRecord } from './jcamp-records.ts'
import { numberOf } from './number.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'
import { joinSpectra } from './spectra-join.ts'
import type { FoundSpectrum } from './spectra-join.ts'

/** Most points of one block; more is no spectrum but a mistake in the header. */
const MOST_POINTS = 10_000_000

/**
 * Spectra of a JCAMP-DX file, 4.24 to 5.01: XYDATA in AFFN, FIX, PAC, SQZ, DIF and DUP form, XYPOINTS, several blocks;
 * wavelengths from nm, micrometres or wavenumbers.
 * @throws Problem FORMAT_UNKNOWN, FORMAT_BAD with the line
 */
export function readJcamp(text: string, name: string, say?: Say): SpectraDocument {
  if (!looksLikeJcamp(text)) {
    throw unknownFormat(name, 'it does not begin with ##TITLE=.', 'Export as JCAMP-DX or CSV.')
  }
  const all = jcampBlocks(text, name).filter((block) => dataOf(block) !== undefined)
  const blocks = measuredOnly(name, all, say)
  const [first] = blocks
  if (!first) throw badFile({ name }, 'No block has XYDATA or XYPOINTS.', 'Export it with its data points.')
  const word = (label: string): string => jcampText(first, label) ?? ''
  const unit = word('YUNITS')
  const quantity = quantityOf(unit)
  const table = joinSpectra(
    name,
    blocks.map((block) => spectrumIn(block, name)),
    say,
  )
  const model = word('$MODEL')
  return {
    table: asFractions(name, table, quantity, unit, say),
    quantity,
    title: word('$DESCRIPTOR') || word('TITLE'),
    instrumentation: word('SPECTROMETER/DATA SYSTEM'),
    ...(model === '' ? {} : { model }),
    created: word('LONG DATE') || word('DATE'),
  }
}

/** SpectraSuite writes its dark and reference beside the processed spectrum, under the same unit, though they are counts. */
function measuredOnly(name: string, blocks: readonly JcampBlock[], say?: Say): readonly JcampBlock[] {
  const kind = (block: JcampBlock): string => jcampText(block, 'SAMPLE DESCRIPTION') ?? ''
  const processed = blocks.filter((block) => /^processed spectrum$/i.test(kind(block)))
  if (processed.length === 0 || processed.length === blocks.length) return blocks
  say?.(`${name}: dark and reference spectra were left out.`)
  return processed
}

const dataOf = ({ records }: JcampBlock): JcampRecord | undefined =>
  records.find(({ label }) => label === 'XYDATA' || label === 'XYPOINTS')

function spectrumIn(block: JcampBlock, name: string): FoundSpectrum {
  const data = dataOf(block)
  if (!data) throw badFile({ name, line: block.line }, 'the block has no data.', 'Export it again.')
  const [form, ...lines] = data.lines
  const squeezed = isSqueezed(lines)
  const points = /\(XY\.\.XY\)/i.test(form?.text ?? '') || data.label === 'XYPOINTS'
  const found = points
    ? pointsOf(block, { ...data, lines }, squeezed, name)
    : evenOf(block, { ...data, lines }, squeezed, name)
  const toNm = inNm(jcampText(block, 'XUNITS') ?? '', name, block.line)
  return {
    id: jcampText(block, 'TITLE') ?? '',
    wavelengthNm: found.x.map(toNm),
    values: found.y,
    line: block.line,
  }
}

interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
}

function pointsOf(block: JcampBlock, data: JcampRecord, squeezed: boolean, name: string): Points {
  const numbers = data.lines.flatMap((line) => decodeLine(line, squeezed, name).values)
  if (numbers.length % 2 !== 0)
    throw badFile(
      { name, line: data.line },
      'an X without its Y.',
      'The file looks cut short; export it again.',
    )
  const [fx, fy] = [factor(block, 'XFACTOR', name), factor(block, 'YFACTOR', name)]
  requireCount(block, numbers.length / 2, data.line, name)
  const pick = (odd: 0 | 1, by: number): Float64Array =>
    Float64Array.from({ length: numbers.length / 2 }, (_, i) => at(numbers, 2 * i + odd) * by)
  return { x: pick(0, fx), y: pick(1, fy) }
}

function evenOf(block: JcampBlock, data: JcampRecord, squeezed: boolean, name: string): Points {
  const xs: { line: number; x: number; before: number }[] = []
  const values: number[] = []
  let check = false
  for (const line of data.lines) {
    const { values: numbers, endsInDifference } = decodeLine(line, squeezed, name)
    const [x, ...ys] = numbers
    if (x === undefined) continue
    // After a difference the next line repeats the value it ended with.
    const checked = check && ys.length > 0 && values.length > 0
    if (checked) {
      const [again = NaN] = ys.splice(0, 1)
      if (again !== values.at(-1))
        throw badFile(
          { name, line: line.line },
          `the check value is ${again}, the line before ended with ${values.at(-1) ?? NaN}.`,
          'The file is damaged; export it again.',
        )
    }
    xs.push({ line: line.line, x, before: values.length - (checked ? 1 : 0) })
    values.push(...ys)
    check = endsInDifference
  }
  requireCount(block, values.length, data.line, name)
  const x = axisOf(block, values.length, data.line, name)
  requireX(block, xs, x, name)
  const fy = factor(block, 'YFACTOR', name)
  return { x, y: Float64Array.from(values, (value) => value * fy) }
}

function axisOf(block: JcampBlock, bands: number, line: number, name: string): Float64Array {
  const [fromNm, toNm] = ['FIRSTX', 'LASTX'].map((label) => numberOf(jcampText(block, label) ?? ''))
  if (fromNm === undefined || toNm === undefined || fromNm === toNm || bands < 2 || bands > MOST_POINTS)
    throw badFile(
      { name, line },
      'FIRSTX and LASTX do not say where the points lie.',
      'Export the file again, or as XYPOINTS.',
    )
  return axisWavelengths({ fromNm, toNm, bands })
}

/** Every line begins with its X: one that lies a step away tells of a missing or damaged line. */
function requireX(
  block: JcampBlock,
  lines: readonly { line: number; x: number; before: number }[],
  axis: Float64Array,
  name: string,
): void {
  const fx = factor(block, 'XFACTOR', name)
  const step = Math.abs(at(axis, 1) - at(axis, 0))
  for (const { line, x, before } of lines) {
    const expected = axis[before]
    if (expected !== undefined && Math.abs(x * fx - expected) > 1.5 * step)
      throw badFile(
        { name, line },
        `X is ${x * fx} where ${Math.round(expected * 1e4) / 1e4} is due.`,
        'A line is missing or damaged; export the file again.',
      )
  }
}

function factor(block: JcampBlock, label: string, name: string): number {
  const text = jcampText(block, label)
  if (text === undefined) return 1
  const value = numberOf(text)
  if (value !== undefined && value !== 0) return value
  throw badFile(
    { name, line: block.line },
    `##${label}= ${shown(text)} is no factor.`,
    'Correct it or export the file again.',
  )
}

function requireCount(block: JcampBlock, found: number, line: number, name: string): void {
  const declared = numberOf(jcampText(block, 'NPOINTS') ?? '')
  if (declared === undefined || declared === found) return
  const what = `it declares ${declared} points and holds ${found}.`
  throw badFile({ name, line }, what, 'The file looks cut short; export it again.')
}

function inNm(unit: string, name: string, line: number): (x: number) => number {
  const plain = unit.toUpperCase().replace(/[\s_-]/g, '')
  if (/^(NANOMET(ER|RE)S?|NM)/.test(plain) || plain === '') return (x) => x
  if (/^(MICROMET(ER|RE)S?|UM|MICRONS?)/.test(plain)) return (x) => x * 1000
  if (/^(1\/CM|CM\^?-?1|WAVENUMBERS?)/.test(plain)) return (x) => 1e7 / x
  throw badFile({ name, line }, `XUNITS ${shown(unit)} are no wavelengths.`, 'Export over nanometres.')
}
