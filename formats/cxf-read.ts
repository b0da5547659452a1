import { badFile, shown } from './bad-file.ts'
import { asFractions } from './fraction.ts'
import { numberOf } from './number.ts'
import type { Say, SpectraDocument, SpectralQuantity } from './spectra-document.ts'
import { joinSpectra } from './spectra-join.ts'
import type { FoundSpectrum } from './spectra-join.ts'
import { allBelow, childOf, looksLikeXml, readXml } from './xml.ts'
import type { XmlElement } from './xml.ts'

const SPECTRA: readonly (readonly [string, SpectralQuantity])[] = [
  ['ReflectanceSpectrum', 'reflectance'],
  ['TransmittanceSpectrum', 'transmittance'],
  ['EmissiveSpectrum', 'emission'],
]

/** Whether a text is CxF: XML with the root CxF, whatever its prefix. */
export const looksLikeCxf = (text: string): boolean => looksLikeXml(text, /^CxF$/)

/**
 * Spectra of a CxF3 file (ISO 17972-1): any prefix, American or British spelling, the first wavelength on the spectrum
 * or on its specification.
 * @throws Problem FORMAT_BAD
 */
export function readCxf(text: string, name: string, say?: Say): SpectraDocument {
  const root = american(readXml(text, name))
  const specifications = new Map(
    allBelow(root, 'ColorSpecification').map((one) => [one.attributes.Id ?? '', one] as const),
  )
  const objects = allBelow(root, 'Object')
  const kind = SPECTRA.find(([element]) => objects.some((object) => allBelow(object, element).length > 0))
  if (!kind) {
    throw badFile({ name }, 'No object in it has a spectrum.', 'Export with spectra, not colours alone.')
  }
  const [element, quantity] = kind
  const found = objects.flatMap((object) =>
    allBelow(object, element)
      .slice(0, 1)
      .map((spectrum) => spectrumIn(object, spectrum, specifications, name)),
  )
  if (found.length < objects.length)
    say?.(
      `${name}: ${objects.length - found.length} of ${objects.length} objects without such a spectrum were left out.`,
    )
  const information = childOf(root, 'FileInformation')
  const tag = (word: string): string | undefined =>
    information?.children.find(({ attributes }) => attributes.Name === word)?.attributes.Value
  const model = tag('Model')
  return {
    table: asFractions(name, joinSpectra(name, found, say), quantity, '', say),
    quantity,
    title: childOf(information, 'Description')?.text ?? '',
    instrumentation: tag('Instrument') ?? '',
    ...(model === undefined ? {} : { model }),
    created: childOf(information, 'CreationDate')?.text ?? '',
  }
}

/** The same tree with American names. */
function american(element: XmlElement): XmlElement {
  const plain = (text: string): string => text.replaceAll('Colour', 'Color')
  return {
    ...element,
    name: plain(element.name),
    attributes: Object.fromEntries(
      Object.entries(element.attributes).map(([key, value]) => [plain(key), value]),
    ),
    children: element.children.map(american),
  }
}

function spectrumIn(
  object: XmlElement,
  spectrum: XmlElement,
  specifications: ReadonlyMap<string, XmlElement>,
  name: string,
): FoundSpectrum {
  const id = object.attributes.Name ?? object.attributes.Id ?? ''
  const specification = specifications.get(spectrum.attributes.ColorSpecification ?? '')
  const [range] = specification ? allBelow(specification, 'WavelengthRange') : []
  const attribute = (key: string): number | undefined =>
    numberOf(spectrum.attributes[key] ?? range?.attributes[key] ?? '')
  const [start, increment] = [attribute('StartWL'), attribute('Increment')]
  if (start === undefined || increment === undefined || start <= 0 || increment <= 0) {
    throw badFile(
      { name },
      `The spectrum of ${shown(id)} has no first wavelength (StartWL) or no Increment.`,
      'Export it with its specification.',
    )
  }
  const cells = spectrum.text.split(/[\s,;]+/).filter((cell) => cell !== '')
  const values = Float64Array.from(cells, (cell) => {
    const value = numberOf(cell)
    if (value !== undefined) return value
    throw badFile({ name }, `${shown(cell)} in the spectrum of ${shown(id)} is not a number.`, 'Correct it.')
  })
  return { id, wavelengthNm: values.map((_, i) => start + i * increment), values }
}
