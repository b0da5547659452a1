import type { SpectraTable } from '../../../contract/session.ts'
import { mean, percentile } from '../../../spectra/metrics.ts'

/** Signed error of several spectra by wavelength: mean and the middle 80 %. */
export interface ErrorBands {
  readonly wavelengthNm: Float64Array
  readonly mean: Float64Array
  readonly p10: Float64Array
  readonly p90: Float64Array
}

/** Values minus reference, per band over the rows; both tables have the same rows and bands. */
export function errorBands(values: SpectraTable, reference: SpectraTable): ErrorBands {
  const bands = values.wavelengthNm.length
  const rows = values.ids.length
  const columns = Array.from({ length: bands }, (_, band) =>
    Float64Array.from(
      { length: rows },
      (_, row) => (values.values[row * bands + band] ?? NaN) - (reference.values[row * bands + band] ?? NaN),
    ),
  )
  return {
    wavelengthNm: values.wavelengthNm,
    mean: Float64Array.from(columns, (column) => mean(column)),
    p10: Float64Array.from(columns, (column) => percentile(column, 10)),
    p90: Float64Array.from(columns, (column) => percentile(column, 90)),
  }
}

/** One table from spectra on the same axis. */
export function tableOf(
  rows: readonly { readonly id: string; readonly values: Float64Array }[],
  wavelengthNm: Float64Array,
): SpectraTable {
  const values = new Float64Array(rows.length * wavelengthNm.length)
  rows.forEach((row, at) => values.set(row.values, at * wavelengthNm.length))
  return { ids: rows.map((row) => row.id), wavelengthNm, values }
}
