import type { Interleave } from './envi-header.ts'
import { ENVI_TYPES, type EnviTypeName } from './envi-types.ts'
import { numberText } from './number.ts'

/** A cube to be written. */
export interface EnviCube {
  readonly lines: number
  readonly samples: number
  readonly bands: number
  /** lines x samples x bands, the bands of a pixel beside each other. */
  readonly data: Float32Array
  readonly wavelengthNm?: Float64Array
  readonly description?: string
}

/** How it is written. */
export interface EnviForm {
  readonly interleave: Interleave
  readonly type: EnviTypeName
  readonly littleEndian?: boolean
  readonly scaleFactor?: number
  readonly ignoreValue?: number
}

/** Header and numbers of an ENVI cube; the file of numbers is named by its interleave. */
export function writeEnvi(cube: EnviCube, form: EnviForm): { header: string; bytes: Uint8Array } {
  const { lines, samples, bands, data } = cube
  const { interleave, littleEndian = true, scaleFactor = 1 } = form
  const type = ENVI_TYPES[form.type]
  const bytes = new Uint8Array(data.length * type.bytes)
  const view = new DataView(bytes.buffer)
  const places: Record<Interleave, (row: number, sample: number, band: number) => number> = {
    bip: (row, sample, band) => (row * samples + sample) * bands + band,
    bil: (row, sample, band) => (row * bands + band) * samples + sample,
    bsq: (row, sample, band) => (band * lines + row) * samples + sample,
  }
  const place = places[interleave]
  let k = 0
  for (let row = 0; row < lines; row++)
    for (let sample = 0; sample < samples; sample++)
      for (let band = 0; band < bands; band++) {
        const value = data[k++] ?? 0
        const kept =
          Number.isNaN(value) && form.ignoreValue !== undefined ? form.ignoreValue : value * scaleFactor
        type.write(view, place(row, sample, band) * type.bytes, kept, littleEndian)
      }
  return { header: headerText(cube, form, type.code), bytes }
}

function headerText(cube: EnviCube, form: EnviForm, code: number): string {
  const { wavelengthNm, description = 'Isochrome' } = cube
  const { interleave, littleEndian = true, scaleFactor = 1, ignoreValue } = form
  const fields: [string, string][] = [
    ['description', `{${description.replace(/[{}\n\r]/g, ' ')}}`],
    ['samples', String(cube.samples)],
    ['lines', String(cube.lines)],
    ['bands', String(cube.bands)],
    ['header offset', '0'],
    ['file type', 'ENVI Standard'],
    ['data type', String(code)],
    ['interleave', interleave],
    ['byte order', littleEndian ? '0' : '1'],
  ]
  if (scaleFactor !== 1) fields.push(['reflectance scale factor', String(scaleFactor)])
  if (ignoreValue !== undefined) fields.push(['data ignore value', String(ignoreValue)])
  if (wavelengthNm) {
    fields.push(['wavelength units', 'Nanometers'])
    fields.push([
      'wavelength',
      `{${Array.from(wavelengthNm, (nm) => numberText(Number(nm.toFixed(4)))).join(', ')}}`,
    ])
  }
  return `ENVI\n${fields.map(([key, value]) => `${key} = ${value}\n`).join('')}`
}
