import { Problem } from '../contract/errors.ts'
import { at } from '../spectra/at.ts'
import { colourOf, coversColour } from '../spectra/colour.ts'
import { onEvenAxis } from './even-table.ts'
import { numberText } from './number.ts'
import { spectrumOf } from './spectra-document.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'
import { xmlText } from './xml.ts'

/** What a spectrum is called by its quantity; others have no name in the format. */
const ELEMENTS: Partial<Record<SpectraDocument['quantity'], readonly [string, string]>> = {
  reflectance: ['ReflectanceSpectrum', 'Spectrum_Reflectance'],
  transmittance: ['TransmittanceSpectrum', 'Spectrum_Transmittance'],
  emission: ['EmissiveSpectrum', 'Spectrum_Emissive'],
}

/**
 * CxF3 (ISO 17972-1): one object per spectrum, fractions of 1, with XYZ and L*a*b* (D65, 2 degrees) of reflectance.
 * The format knows even steps only: other axes are interpolated, and that is said.
 * @throws Problem BAD_REQUEST for counts and absorbance
 */
export function writeCxf(document: SpectraDocument, say?: Say): string {
  const element = ELEMENTS[document.quantity]
  if (!element) throw noSuchSpectrum(document.quantity)
  const [spectrumName, measurement] = element
  const table = onEvenAxis(document.table, say)
  const { wavelengthNm, ids } = table
  const [start, bands] = [at(wavelengthNm, 0), wavelengthNm.length]
  const increment = (at(wavelengthNm, bands - 1) - start) / (bands - 1)
  const coloured = document.quantity === 'reflectance' && coversColour(wavelengthNm)
  const objects = ids.flatMap((id, row) => {
    const values = spectrumOf(table, row)
    return [
      `      <cc:Object ObjectType="Standard" Name="${xmlText(id)}" Id="o${row + 1}">`,
      `        <cc:CreationDate>${xmlText(document.created)}</cc:CreationDate>`,
      '        <cc:ColorValues>',
      `          <cc:${spectrumName} ColorSpecification="spectrum" StartWL="${numberText(start)}">${Array.from(values, numberText).join(' ')}</cc:${spectrumName}>`,
      ...(coloured ? coloursOf(values, wavelengthNm) : []),
      '        </cc:ColorValues>',
      '      </cc:Object>',
    ]
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<cc:CxF xmlns:cc="http://colorexchangeformat.com/CxF3-core">',
    '  <cc:FileInformation>',
    '    <cc:Creator>Isochrome</cc:Creator>',
    `    <cc:CreationDate>${xmlText(document.created)}</cc:CreationDate>`,
    `    <cc:Description>${xmlText(document.title)}</cc:Description>`,
    `    <cc:Tag Name="Instrument" Value="${xmlText(document.instrumentation)}"/>`,
    ...(document.model === undefined
      ? []
      : [`    <cc:Tag Name="Model" Value="${xmlText(document.model)}"/>`]),
    '  </cc:FileInformation>',
    '  <cc:Resources>',
    '    <cc:ObjectCollection>',
    ...objects,
    '    </cc:ObjectCollection>',
    '    <cc:ColorSpecificationCollection>',
    '      <cc:ColorSpecification Id="spectrum">',
    '        <cc:MeasurementSpec>',
    `          <cc:MeasurementType>${measurement}</cc:MeasurementType>`,
    `          <cc:WavelengthRange StartWL="${numberText(start)}" Increment="${numberText(increment)}"/>`,
    '        </cc:MeasurementSpec>',
    '      </cc:ColorSpecification>',
    ...(coloured ? COLOUR_SPECIFICATION : []),
    '    </cc:ColorSpecificationCollection>',
    '  </cc:Resources>',
    '</cc:CxF>',
    '',
  ].join('\n')
}

const COLOUR_SPECIFICATION = [
  '      <cc:ColorSpecification Id="colour">',
  '        <cc:TristimulusSpec>',
  '          <cc:Illuminant>D65</cc:Illuminant>',
  '          <cc:Observer>2_Degree</cc:Observer>',
  '        </cc:TristimulusSpec>',
  '      </cc:ColorSpecification>',
]

function coloursOf(values: Float64Array, wavelengthNm: Float64Array): string[] {
  const { xyz, lab } = colourOf(values, wavelengthNm)
  const parts = (names: string, triple: readonly number[]): string =>
    Array.from(names, (letter, i) => `<cc:${letter}>${numberText(triple[i] ?? 0)}</cc:${letter}>`).join('')
  return [
    `          <cc:ColorCIEXYZ ColorSpecification="colour">${parts('XYZ', xyz)}</cc:ColorCIEXYZ>`,
    `          <cc:ColorCIELab ColorSpecification="colour">${parts('LAB', lab)}</cc:ColorCIELab>`,
  ]
}

function noSuchSpectrum(quantity: string): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'CxF3 has no place for these spectra',
    happened: `It holds reflectance, transmittance and emission; these are ${quantity === 'arbitrary' ? 'of no known quantity' : quantity}.`,
    kept: 'The spectra.',
    next: 'Export as CSV or JCAMP-DX.',
  })
}
