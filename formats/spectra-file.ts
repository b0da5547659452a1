import type { SpectraTable } from '../contract/session.ts'
import { looksLikeCgats, readCgats } from './cgats.ts'
import { firstSpectra } from './cgats-spectra.ts'
import { readSpectraCsv } from './csv-spectra.ts'
import type { SpectraCsvOptions } from './csv-spectra.ts'

/** Spectra of a CSV, CGATS, .ti3 or .cie text, judged by its content. @throws Problem FORMAT_BAD with the line */
export function readSpectraFile(text: string, options: SpectraCsvOptions): SpectraTable {
  if (!looksLikeCgats(text)) return readSpectraCsv(text, options)
  return firstSpectra(readCgats(text, options.name), options.say)
}
