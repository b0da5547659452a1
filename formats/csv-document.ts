import { readSpectraCsv } from './csv-spectra.ts'
import type { SpectraCsvOptions } from './csv-spectra.ts'
import { parseCsv } from './csv.ts'
import type { SpectraDocument, SpectralQuantity } from './spectra-document.ts'

/** Spectra of a CSV; a table says of itself no more than the model in its first cell. @throws Problem FORMAT_BAD */
export function documentOfCsv(text: string, options: SpectraCsvOptions): SpectraDocument {
  const table = readSpectraCsv(text, options)
  const corrected = /\(corrected by ([^)]*)\)\s*$/.exec(
    parseCsv(text, options.name).records[0]?.cells[0] ?? '',
  )
  const model = corrected?.[1]
  return {
    table,
    quantity: judged(table.values),
    title: options.name,
    instrumentation: '',
    ...(model === undefined ? {} : { model }),
    created: '',
  }
}

/** Values of a reflectance lie between a little below nought and twice the perfect diffuser. */
const judged = (values: Float64Array): SpectralQuantity =>
  values.every((value) => value >= -0.5 && value <= 2) ? 'reflectance' : 'arbitrary'
