import type { Explanation } from '../contract/explain.ts'
import { numberText } from './number.ts'
import { writeCsv } from './csv.ts'

const HEADS = { nm: 'wavelength_nm', 'cm-1': 'wavenumber_cm-1', index: 'band' } as const

/** An explanation as CSV: one band a row with what the model read there and the relevance for the output. */
export function writeExplanationCsv({ unit, axis, spectrum, relevance }: Explanation): string {
  const rows = Array.from(axis, (x, band) =>
    [x, spectrum[band] ?? NaN, relevance[band] ?? NaN].map((value) => numberText(value)),
  )
  return writeCsv([[HEADS[unit], 'spectrum', 'relevance'], ...rows])
}
