import { Problem } from '../contract/errors.ts'
import type { SpectraTable } from '../contract/session.ts'
import { commonAxis, sameAxis } from '../spectra/axis.ts'
import { resampleLinear } from '../spectra/interpolate.ts'
import { counted } from './bad-file.ts'

/** Two tables brought together: row i of x (spectrometer) and of y (reference) is the same sample, on one axis. */
export interface PairedTables {
  readonly ids: readonly string[]
  /** null = plain indices. */
  readonly wavelengthNm: Float64Array | null
  readonly bands: number
  /** Row-major, ids.length x bands. */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly unmatched: { readonly spectrometer: readonly string[]; readonly reference: readonly string[] }
  /** Whether one of the tables was interpolated. */
  readonly resampled: boolean
  /** What was done, for the person: pairs, range, bands, interpolation, samples without a partner. */
  readonly sentence: string
}

/**
 * Pairs rows by id, in the spectrometer's order. Different wavelengths are brought to the common range on the
 * coarser grid, by straight lines.
 * @throws Problem NO_MATCH when no id or no wavelength is common to both
 */
export function pairTables(
  spectrometer: SpectraTable,
  reference: SpectraTable,
  axis: 'nm' | 'index' = 'nm',
): PairedTables {
  const rowOf = new Map(reference.ids.map((id, row) => [id, row]))
  const own = new Set(spectrometer.ids)
  const matched = spectrometer.ids.flatMap((id, row) => {
    const partner = rowOf.get(id)
    return partner === undefined ? [] : [{ id, row, partner }]
  })
  const unmatched = {
    spectrometer: spectrometer.ids.filter((id) => !rowOf.has(id)),
    reference: reference.ids.filter((id) => !own.has(id)),
  }
  if (matched.length === 0) throw noCommonId(spectrometer, reference)
  const grid = axis === 'index' ? sameColumns(spectrometer, reference) : commonGrid(spectrometer, reference)
  const take = (table: SpectraTable, rows: readonly number[]): Float64Array => rowsOn(table, rows, grid)
  const resampled = [spectrometer, reference].some((table) => !sameAxis(table.wavelengthNm, grid))
  const [from, to] = [grid[0] ?? 0, grid.at(-1) ?? 0]
  const left = unmatched.spectrometer.length + unmatched.reference.length
  const sentences = [
    axis === 'index'
      ? `${counted(matched.length, 'pair')}, ${grid.length} columns.`
      : `${counted(matched.length, 'pair')}, ${round(from)} to ${round(to)} nm in ${grid.length} bands.`,
    ...(resampled
      ? ['The files have different wavelengths: the common range on the coarser grid is used.']
      : []),
    ...(left > 0 ? [`${counted(left, 'sample')} without a partner left out.`] : []),
  ]
  return {
    ids: matched.map(({ id }) => id),
    wavelengthNm: axis === 'index' ? null : grid,
    bands: grid.length,
    x: take(
      spectrometer,
      matched.map(({ row }) => row),
    ),
    y: take(
      reference,
      matched.map(({ partner }) => partner),
    ),
    unmatched,
    resampled,
    sentence: sentences.join(' '),
  }
}

/** A table on other wavelengths (nm), by straight lines; the table itself when they are the same. */
export function resampleTable(table: SpectraTable, wavelengthNm: Float64Array): SpectraTable {
  if (sameAxis(table.wavelengthNm, wavelengthNm)) return table
  return {
    ids: table.ids,
    wavelengthNm,
    values: rowsOn(
      table,
      table.ids.map((_, row) => row),
      wavelengthNm,
    ),
  }
}

function rowsOn(table: SpectraTable, rows: readonly number[], grid: Float64Array): Float64Array {
  const { wavelengthNm, values } = table
  const bands = wavelengthNm.length
  const same = sameAxis(wavelengthNm, grid)
  const out = new Float64Array(rows.length * grid.length)
  rows.forEach((row, i) => {
    const spectrum = values.subarray(row * bands, (row + 1) * bands)
    out.set(same ? spectrum : resampleLinear(spectrum, wavelengthNm, grid), i * grid.length)
  })
  return out
}

const round = (nm: number): number => Math.round(nm * 10) / 10

function sameColumns(a: SpectraTable, b: SpectraTable): Float64Array {
  const [left, right] = [a.wavelengthNm.length, b.wavelengthNm.length]
  if (left === right) return a.wavelengthNm
  throw noMatch(
    `The spectrometer's file has ${left} columns, the reference's ${right}.`,
    'Read both files with the same columns, or with wavelengths.',
  )
}

function commonGrid(a: SpectraTable, b: SpectraTable): Float64Array {
  const grid = commonAxis(a.wavelengthNm, b.wavelengthNm)
  if (grid.length >= 2) return grid
  const range = ({ wavelengthNm }: SpectraTable): string =>
    `${wavelengthNm[0] ?? 0} to ${wavelengthNm.at(-1) ?? 0} nm`
  throw noMatch(
    `The spectrometer covers ${range(a)}, the reference ${range(b)}.`,
    'Use files whose wavelengths overlap.',
  )
}

function noCommonId(a: SpectraTable, b: SpectraTable): Problem {
  const some = ({ ids }: SpectraTable): string => ids.slice(0, 3).join(', ')
  return noMatch(
    `No sample name stands in both files (${some(a)} ... against ${some(b)} ...).`,
    'Give the same sample the same name in both files.',
  )
}

const noMatch = (happened: string, next: string): Problem =>
  new Problem({
    code: 'NO_MATCH',
    title: 'The files do not belong together',
    happened,
    kept: 'Nothing was imported.',
    next,
  })
