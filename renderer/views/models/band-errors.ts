import type { SpectraTable } from '../../../contract/session.ts'
import { mean, percentile } from '../../../spectra/metrics.ts'
import { nearestIndex } from '../../components/charts/samples.ts'

/** Signed error of several spectra by wavelength: mean and the middle 80 %. */
export interface ErrorBands {
  readonly wavelengthNm: Float64Array
  readonly mean: Float64Array
  readonly p10: Float64Array
  readonly p90: Float64Array
}

/** Values minus reference, per band over the rows; both have the same rows, the values some of the reference's bands. */
export function errorBands(values: SpectraTable, reference: SpectraTable): ErrorBands {
  const bands = values.wavelengthNm.length
  const rows = values.ids.length
  const all = reference.wavelengthNm.length
  const first = nearestIndex(reference.wavelengthNm, values.wavelengthNm[0] ?? NaN)
  const columns = Array.from({ length: bands }, (_, band) =>
    Float64Array.from(
      { length: rows },
      (_, row) =>
        (values.values[row * bands + band] ?? NaN) - (reference.values[row * all + first + band] ?? NaN),
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
