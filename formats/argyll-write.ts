import { Problem } from '../contract/errors.ts'
import { assembleCgats, quote } from './cgats-assemble.ts'
import { counted } from './bad-file.ts'
import { onWholeNm } from './even-table.ts'
import { madeBy } from './spectra-document.ts'
import type { Say, SpectraDocument, SpectralQuantity } from './spectra-document.ts'

/** What Argyll calls the quantity of a spectrum. */
const TYPES: Partial<Record<SpectralQuantity, string>> = {
  reflectance: 'REFLECTIVE',
  transmittance: 'TRANSMISSIVE',
  emission: 'EMISSION',
}

/** Argyll makes no calibration of fewer display colours. */
const LEAST_SPECTRA = 3

/**
 * Argyll's .sp: spectra alone, one set each, in their order; the names of the samples have no place in it.
 * @throws Problem BAD_REQUEST when the range is shorter than two whole nanometres
 */
export function writeSp(document: SpectraDocument, say?: Say): string {
  const type = TYPES[document.quantity]
  return assembleCgats({
    head: [
      'SPECT',
      '',
      `DESCRIPTOR ${quote(document.title)}`,
      'ORIGINATOR "Isochrome"',
      `CREATED ${quote(document.created)}`,
      `# ${madeBy(document).replace(/\s+/g, ' ')}`,
      ...(type === undefined ? [] : [`MEAS_TYPE "${type}"`]),
      'SPECTRAL_NORM "1.0"',
    ],
    table: onWholeNm(document.table, say),
    scale: 1,
    names: 'none',
    declareAxis: false,
  })
}

/**
 * Argyll's .ccss: spectra of a display's colours, from which a colorimeter's calibration is made. The title of the
 * document is the display.
 * @throws Problem BAD_REQUEST for fewer than three spectra, and for reflectance or transmittance
 */
export function writeCcss(document: SpectraDocument, say?: Say): string {
  const { quantity } = document
  if (quantity !== 'emission' && quantity !== 'arbitrary')
    throw noDisplay(`A .ccss holds spectra of a display; these are ${quantity}.`, 'Choose another format.')
  const { length } = document.table.ids
  if (length < LEAST_SPECTRA)
    throw noDisplay(
      `A .ccss needs at least ${LEAST_SPECTRA} spectra of a display, there ${length === 1 ? 'is' : 'are'} ${counted(length, 'spectrum').replace('spectrums', 'spectra')}.`,
      'Measure red, green, blue and white of the display.',
    )
  return assembleCgats({
    head: [
      // Argyll's installer knows the file by its first seven characters.
      'CCSS   ',
      '',
      `DESCRIPTOR ${quote(document.title)}`,
      'ORIGINATOR "Isochrome"',
      `CREATED ${quote(document.created)}`,
      `DISPLAY ${quote(document.title === '' ? 'not named' : document.title)}`,
      `REFERENCE ${quote(madeBy(document) === '' ? 'not named' : madeBy(document))}`,
      'SPECTRAL_NORM "1.0"',
    ],
    table: onWholeNm(document.table, say),
    scale: 1,
    names: 'SAMPLE_ID',
    declareAxis: false,
  })
}

function noDisplay(happened: string, next: string): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'These spectra make no .ccss',
    happened,
    kept: 'The spectra.',
    next,
  })
}
