import type { Triple } from '../contract/spectrum.ts'
import { D50_WHITE } from '../spectra/adaptation.ts'
import { colourOf, colourWeights, coversColour, xyzOf } from '../spectra/colour.ts'
import { labOf } from '../spectra/lab.ts'
import { assembleCgats, declared, quote } from './cgats-assemble.ts'
import { onWholeNm } from './even-table.ts'
import { madeBy } from './spectra-document.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'

/**
 * CGATS.17 with XYZ and L*a*b* (D65, 2 degrees) and spectra 0..1. Header words beyond the standard are declared.
 * @throws Problem BAD_REQUEST when the range is shorter than two whole nanometres
 */
export function writeCgats(document: SpectraDocument, say?: Say): string {
  const table = onWholeNm(document.table, say)
  const { wavelengthNm } = table
  const colour = coversColour(wavelengthNm)
  return assembleCgats({
    head: [
      'CGATS.17',
      '',
      'ORIGINATOR "Isochrome"',
      `DESCRIPTOR ${quote(document.title)}`,
      `CREATED ${quote(document.created)}`,
      `INSTRUMENTATION ${quote(madeBy(document))}`,
      'MEASUREMENT_SOURCE "Illumination=D65 ObserverAngle=2"',
      ...declared('SPECTRAL_NORM', '1.0'),
    ],
    table,
    scale: 1,
    names: 'SAMPLE_ID',
    locations: document.locations,
    declareAxis: true,
    extra: colour ? ['XYZ_X', 'XYZ_Y', 'XYZ_Z', 'LAB_L', 'LAB_A', 'LAB_B'] : [],
    extraOf: (spectrum) => {
      if (!colour) return []
      const { xyz, lab } = colourOf(spectrum, wavelengthNm)
      return [...xyz, ...lab]
    },
  })
}

/**
 * Argyll's .ti3 of an input device: XYZ and L*a*b* for D50, 2 degrees, spectra in per cent. The file must have device
 * values; nobody sent any to these patches, so the sRGB of the spectrum (0..100) stands in and the header says so.
 * @throws Problem BAD_REQUEST when 410 to 700 nm are not covered
 */
export function writeTi3(document: SpectraDocument, say?: Say): string {
  const table = onWholeNm(document.table, say)
  const { wavelengthNm } = table
  const weights = colourWeights(wavelengthNm, { illuminant: 'D50', observerDegrees: 2 })
  return assembleCgats({
    head: [
      'CTI3',
      '',
      `DESCRIPTOR ${quote(document.title)}`,
      'ORIGINATOR "Isochrome"',
      `CREATED ${quote(document.created)}`,
      ...declared('DEVICE_CLASS', 'INPUT'),
      ...declared('COLOR_REP', 'XYZ_RGB'),
      ...declared('TARGET_INSTRUMENT', madeBy(document)),
      ...declared('INSTRUMENT_TYPE_SPECTRAL', 'YES'),
      '# RGB is the sRGB of the spectrum under D65: no device has drawn these patches.',
    ],
    table,
    scale: 100,
    names: 'SAMPLE_ID',
    locations: document.locations,
    declareAxis: true,
    extra: ['XYZ_X', 'XYZ_Y', 'XYZ_Z', 'LAB_L', 'LAB_A', 'LAB_B', 'RGB_R', 'RGB_G', 'RGB_B'],
    extraOf: (spectrum) => {
      const xyz: Triple = xyzOf(spectrum, weights)
      const rgb = colourOf(spectrum, wavelengthNm).srgb.map((value) => value * 100)
      return [...xyz, ...labOf(xyz, D50_WHITE), ...rgb]
    },
  })
}
