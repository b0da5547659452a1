import { createHash } from 'node:crypto'
import { Problem } from '../contract/errors.ts'
import { firstNotAscending } from '../spectra/axis.ts'
import { coversColour } from '../spectra/colour.ts'
import { columnMeans, rowOf, takeRows } from './linear/matrix.ts'
import type { Matrix, PairTable } from './service.ts'

function refused(happened: string, next: string): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'These pairs cannot be used',
    happened,
    kept: 'All readings.',
    next,
  })
}

function requireFinite(name: string, matrix: Matrix, ids: readonly string[]): void {
  const bad = matrix.data.findIndex((value) => !Number.isFinite(value))
  if (bad === -1) return
  const id = ids[Math.floor(bad / matrix.columns)] ?? ''
  throw refused(
    `The ${name} of "${id}" has no number in band ${(bad % matrix.columns) + 1}.`,
    'Leave this pair out or read it again.',
  )
}

/** Refuses tables that do not fit together or hold what is no number. @throws Problem BAD_REQUEST */
export function requirePairs(pairs: PairTable): void {
  const { ids, x, y, wavelengthNm } = pairs
  if (x.rows !== y.rows || x.rows !== ids.length)
    throw refused(
      `${x.rows} spectra, ${y.rows} reference spectra and ${ids.length} names do not pair.`,
      'Pair them by name first.',
    )
  if (x.columns !== y.columns || (wavelengthNm && wavelengthNm.length !== x.columns))
    throw refused(
      `${x.columns} and ${y.columns} bands do not share one axis.`,
      'Bring both sides to one axis first.',
    )
  if (x.data.length !== x.rows * x.columns || y.data.length !== y.rows * y.columns)
    throw refused('The number of values does not match rows times bands.', 'Read the file again.')
  if (x.columns === 0) throw refused('The spectra have no bands.', 'Read the file again.')
  if (wavelengthNm && firstNotAscending(wavelengthNm) !== -1)
    throw refused('The wavelengths do not rise.', 'Sort the columns by wavelength.')
  requireFinite('spectrum', x, ids)
  requireFinite('reference', y, ids)
}

/** Mean sizes of the two sides this many times apart are per cent against 0..1; no instrument errs so. */
const PER_CENT_AGAINST_ONE = { least: 60, most: 160 } as const

/** Refuses reflectance in per cent paired with reflectance as 0..1. @throws Problem BAD_REQUEST */
export function requireSameUnits({ x, y }: PairTable): void {
  const size = ({ data }: Matrix): number => data.reduce((sum, value) => sum + Math.abs(value), 0)
  const [own, reference] = [size(x), size(y)]
  const ratio = Math.max(own, reference) / Math.min(own, reference)
  if (!(ratio >= PER_CENT_AGAINST_ONE.least && ratio <= PER_CENT_AGAINST_ONE.most)) return
  const [larger, smaller] = own > reference ? ['spectrometer', 'reference'] : ['reference', 'spectrometer']
  throw refused(
    `The values of the ${larger} are ${Math.round(ratio)} times those of the ${smaller}: per cent against 0 to 1.`,
    `Divide the values of the ${larger} by 100.`,
  )
}

/** The listed rows of all parts of a table. */
export function takePairs(pairs: PairTable, rows: ArrayLike<number>): PairTable {
  const ids = Array.from(rows, (row) => pairs.ids[row] ?? '')
  return { ...pairs, ids, x: takeRows(pairs.x, rows), y: takeRows(pairs.y, rows) }
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const data = new Float64Array(first.length + second.length)
  data.set(first)
  data.set(second, first.length)
  return data
}

/** The rows of two tables of the same bands, one below the other. */
export function stacked(first: PairTable, second: PairTable): PairTable {
  const side = (key: 'x' | 'y'): Matrix => ({
    rows: first[key].rows + second[key].rows,
    columns: first[key].columns,
    data: joined(first[key].data, second[key].data),
  })
  return { ...first, ids: [...first.ids, ...second.ids], x: side('x'), y: side('y') }
}

/** One row per id: repeated readings of a patch are averaged, in the order of their first appearance. */
export function meanOfRepeats(pairs: PairTable): PairTable {
  const groups = new Map<string, number[]>()
  for (const [row, id] of pairs.ids.entries()) groups.set(id, [...(groups.get(id) ?? []), row])
  if (groups.size === pairs.ids.length) return pairs
  const firsts = [...groups.values()].map((rows) => rows[0] ?? 0)
  const mean = takePairs(pairs, firsts)
  for (const side of ['x', 'y'] as const)
    for (const [i, rows] of [...groups.values()].entries())
      rowOf(mean[side], i).set(columnMeans(takeRows(pairs[side], rows)))
  return mean
}

/** Wavelengths where colour means something for these values, else null. */
export function colourAxis(pairs: Pick<PairTable, 'wavelengthNm' | 'quantity'>): Float64Array | null {
  const { wavelengthNm, quantity } = pairs
  return quantity === 'reflectance' && wavelengthNm && coversColour(wavelengthNm) ? wavelengthNm : null
}

/** SHA-256 (hex) of names, axis and values: the same data give the same hash on every machine. */
export function hashOfPairs(pairs: PairTable): string {
  const hash = createHash('sha256').update(JSON.stringify([pairs.ids, pairs.quantity]))
  for (const part of [pairs.wavelengthNm, pairs.x.data, pairs.y.data, pairs.white])
    if (part) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  return hash.digest('hex')
}
