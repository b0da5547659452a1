import { Problem } from '../contract/errors.ts'
import type { SpectraTable } from '../contract/session.ts'
import { at } from '../spectra/at.ts'
import { axisPitchNm, axisWavelengths, evenAxis } from '../spectra/axis.ts'
import { resampleTable } from './pair-tables.ts'
import type { Say } from './spectra-document.ts'

/** Argyll reads no more spectral bands than this. */
const MOST_BANDS = 601

/**
 * The table on an axis whose bands can be named by whole nanometres and are evenly spaced: itself where it is so, else
 * interpolated to whole nanometres, and that is said.
 * @throws Problem BAD_REQUEST when the range is shorter than two whole nanometres
 */
export function onWholeNm(table: SpectraTable, say?: Say): SpectraTable {
  const axis = evenAxis(table.wavelengthNm)
  if (axis && axisPitchNm(axis) >= 0.999 && axis.bands <= MOST_BANDS) return table
  const { from, to } = wholeRange(table)
  const step = Math.max(1, Math.ceil((to - from) / (MOST_BANDS - 1)))
  const bands = Math.floor((to - from) / step) + 1
  if (bands < 2) throw tooNarrow(table)
  return resampled(table, from, step, bands, say)
}

/**
 * The table on an even axis: itself where it is so, else interpolated to as many even steps of the same range, and that
 * is said. For formats that give a start and an increment.
 */
export function onEvenAxis(table: SpectraTable, say?: Say): SpectraTable {
  const { wavelengthNm } = table
  if (evenAxis(wavelengthNm, 1e-6)) return table
  const bands = wavelengthNm.length
  const [from, to] = [at(wavelengthNm, 0), at(wavelengthNm, bands - 1)]
  const axis = evenAxis(wavelengthNm) ?? { fromNm: from, toNm: to, bands }
  const even = axisWavelengths(axis)
  // Steps that differ by less than any instrument resolves are the same step.
  if (evenAxis(wavelengthNm)) return { ...table, wavelengthNm: even }
  say?.(`Spectra were interpolated to ${from} to ${to} nm in ${bands} even steps.`)
  return resampleTable(table, even)
}

/** The table on whole steps of `step` nm within its range, by straight lines. */
export function everyNm(table: SpectraTable, step: number): SpectraTable {
  const { from, to } = wholeRange(table, step)
  return resampled(table, from, step, Math.max(0, Math.round((to - from) / step) + 1))
}

/** Ends of an axis this near to a whole step belong to it. */
const ROUNDING_NM = 1e-6

/** First and last whole step of the range, nm. */
function wholeRange(
  { wavelengthNm }: SpectraTable,
  step = 1,
): { readonly from: number; readonly to: number } {
  return {
    from: step * Math.ceil((at(wavelengthNm, 0) - ROUNDING_NM) / step),
    to: step * Math.floor((at(wavelengthNm, wavelengthNm.length - 1) + ROUNDING_NM) / step),
  }
}

function resampled(table: SpectraTable, from: number, step: number, bands: number, say?: Say): SpectraTable {
  say?.(`Spectra were interpolated to ${from} to ${from + (bands - 1) * step} nm in steps of ${step} nm.`)
  return resampleTable(
    table,
    Float64Array.from({ length: bands }, (_, i) => from + i * step),
  )
}

function tooNarrow({ wavelengthNm }: SpectraTable): Problem {
  const [fromNm, toNm] = [at(wavelengthNm, 0), at(wavelengthNm, wavelengthNm.length - 1)]
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'This range cannot be written',
    happened: `The format names bands by whole nanometres, the spectra cover ${fromNm} to ${toNm} nm.`,
    kept: 'The spectra.',
    next: 'Export as CSV.',
  })
}
