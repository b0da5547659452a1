import { badFile, shown } from './bad-file.ts'
import { asFractions, quantityOf } from './fraction.ts'
import { numberOf } from './number.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'
import { joinSpectra } from './spectra-join.ts'
import { allBelow, childOf, looksLikeXml, readXml } from './xml.ts'

/** Whether a text is IES TM-27: XML with the root IESTM2714 (or a later year). */
export const looksLikeSpdx = (text: string): boolean => looksLikeXml(text, /^IESTM27\d\d$/)

/**
 * Spectra of an IES TM-27 file (.spdx): light sources mostly, reflectance and transmittance too.
 * @throws Problem FORMAT_BAD
 */
export function readSpdx(text: string, name: string, say?: Say): SpectraDocument {
  const root = readXml(text, name)
  const header = childOf(root, 'Header')
  const word = (key: string): string => childOf(header, key)?.text ?? ''
  const distributions = allBelow(root, 'SpectralDistribution')
  const words = distributions.map((one) => childOf(one, 'SpectralQuantity')?.text ?? '')
  const quantity = quantityOf(words[0] ?? '')
  const found = distributions.map((one, row) => {
    const points = one.children.filter((child) => child.name === 'SpectralData')
    const number = (cell: string): number => {
      const value = numberOf(cell.trim())
      if (value !== undefined) return value
      throw badFile({ name }, `${shown(cell)} in distribution ${row + 1} is not a number.`, 'Correct it.')
    }
    return {
      id: distributions.length === 1 ? word('CatalogNumber') || word('Description') : '',
      wavelengthNm: Float64Array.from(points, ({ attributes }) => number(attributes.wavelength ?? '')),
      values: Float64Array.from(points, (point) => number(point.text)),
    }
  })
  return {
    table: asFractions(name, joinSpectra(name, found, say), relative(words[0] ?? '', quantity), '', say),
    quantity: relative(words[0] ?? '', quantity),
    title: word('Description'),
    instrumentation: word('MeasurementEquipment'),
    created: word('ReportDate') || word('DocumentCreationDate'),
  }
}

/** "relative" in such a file is a relative emission. */
const relative = (word: string, quantity: SpectraDocument['quantity']): SpectraDocument['quantity'] =>
  /^relative$|exitance/i.test(word.trim()) ? 'emission' : quantity
