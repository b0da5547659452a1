import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDocument } from '../../formats/spectra-file.ts'
import { sharedData } from '../shared-data.ts'

/** File, format, bands, first and last wavelength, serial number or instrument, and whether per cent was divided. */
const FILES: readonly (readonly [string, string, number, number, number, string, boolean])[] = [
  ['OceanView.txt', 'ocean-text', 2389, 187.92, 2116.5, 'USB2+H09794', false],
  ['OOusb4000.txt', 'ocean-text', 3648, 178.65, 888.37, 'USB4A00428', true],
  ['jazspec.jaz', 'ocean-text', 2048, 190.8535, 886.439331, 'JAZA1479', true],
  ['irrad.JazIrrad', 'ocean-text', 2048, 191.016296, 891.9, 'JAZA2517', false],
  ['FMNH6834.00000001.Master.Transmission', 'ocean-text', 3648, 178.53, 889.03, 'USB4C01507', true],
  ['CRAIC_export.txt', 'columns', 3761, 280.11, 949.93, '', true],
  ['spec.csv', 'csv', 1994, 299.99, 700.03, '', false],
  ['OceanOptics.spc', 'spc', 3648, 176.3604183, 893.69433970041, '', true],
  ['OceanOptics_period.jdx', 'jcamp', 3648, 176.36, 893.69, 'OCEANOPTICS EXPORT', true],
  ['OceanOptics_Linux.ProcSpec', 'procspec', 3648, 176.3604183, 893.69433970041, 'USB4C00008', true],
  ['OceanOptics_Windows.ProcSpec', 'procspec', 2048, 190.9393, 888.2, 'JAZA2982', true],
  ['whiteref.ProcSpec', 'procspec', 3648, 176.3604183, 893.69433970041, 'USB4C00008', true],
]

const read = (name: string): ReturnType<typeof readDocument> & { said: string[] } => {
  const said: string[] = []
  const bytes = readFileSync(sharedData(`ocean-optics-formats/${name}`)!)
  return { ...readDocument(bytes, { name, say: (text) => said.push(text) }), said }
}

describe.skipIf(!sharedData('ocean-optics-formats'))('files of real instruments', () => {
  it.each(FILES)('%s is %s', (name, kind, bands, first, last, serial, percent) => {
    const { document, format, said } = read(name)
    const { wavelengthNm, values, ids } = document.table
    expect([format.name, ids.length, wavelengthNm.length]).toEqual([kind, 1, bands])
    expect(wavelengthNm[0]).toBeCloseTo(first, 3)
    expect(wavelengthNm.at(-1)).toBeCloseTo(last, 0)
    expect(document.instrumentation).toBe(serial)
    expect(values.every(Number.isFinite)).toBe(true)
    expect(said.some((text) => /per cent/.test(text))).toBe(percent)
  })
  it('are the same spectrum where the same program saved it as SPC, JCAMP-DX and ProcSpec', () => {
    // The three exports of one file: values in single precision, with decimals cut, and in full.
    const [spc, whole] = [read('OceanOptics.spc'), read('OceanOptics_Linux.ProcSpec')]
    expect(spc.document.table.wavelengthNm.length).toBe(whole.document.table.wavelengthNm.length)
    const at = whole.document.table.wavelengthNm.findIndex((nm) => nm > 550)
    expect(spc.document.table.values[at]).toBeCloseTo(whole.document.table.values[at]!, 1)
  })
  it('say where decimal commas, pixels and dark spectra were not as declared', () => {
    expect(read('OceanView.txt').said[0]).toBe(
      'OceanView.txt: it declares 2048 pixels and holds 2389; all were read.',
    )
    expect(read('OceanOptics_period.jdx').said[0]).toContain('dark and reference spectra were left out')
  })
})

describe.skipIf(!sharedData('raman-enlighten-library/1-Butanol.csv'))(
  'an ENLIGHTEN CSV of a Raman spectrum',
  () => {
    it('gets its wavelengths from the shift and the laser', () => {
      const bytes = readFileSync(sharedData('raman-enlighten-library/1-Butanol.csv')!)
      const said: string[] = []
      const { document, format } = readDocument(bytes, { name: 'b.csv', say: (text) => said.push(text) })
      expect(format.name).toBe('enlighten')
      expect(document.table.wavelengthNm[0]).toBeCloseTo(1e7 / (1e7 / 784.896 - 302), 6)
      expect(document.instrumentation).toBe('WP-785XS-F13-A-I WP-01990')
      expect(said[0]).toContain('the laser')
    })
  },
)
