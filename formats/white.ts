import { sameAxis } from '../spectra/axis.ts'
import { resampleLinear } from '../spectra/interpolate.ts'
import { badFile, counted } from './bad-file.ts'
import { readSpectraCsv } from './csv-spectra.ts'
import type { SpectraCsvOptions } from './csv-spectra.ts'

/**
 * White reference from a CSV of one row: dark-subtracted white counts as fractions of full scale. With
 * `wavelengthNm` (the spectrometer's grid, nm) a white on another grid is interpolated to it.
 * @throws Problem FORMAT_BAD for more rows, values outside 0..1.2, or a grid that does not cover the spectrometer's
 */
export function readWhiteCsv(
  text: string,
  options: SpectraCsvOptions & { readonly wavelengthNm?: Float64Array },
): Float64Array {
  const { name, wavelengthNm, axis } = options
  const { ids, values, wavelengthNm: own } = readSpectraCsv(text, options)
  if (ids.length !== 1) {
    throw badFile(
      { name },
      `A white reference has one row, this file has ${ids.length}.`,
      'Keep the row of the mean white.',
    )
  }
  const outside = values.findIndex((value) => value < 0 || value > 1.2)
  if (outside !== -1) {
    const what = `Value ${outside + 1} is ${values[outside] ?? NaN}; white counts are fractions of full scale, 0 to 1.`
    throw badFile({ name }, what, 'Subtract the dark reading and divide by the full scale.')
  }
  if (!wavelengthNm || sameAxis(own, wavelengthNm)) return values
  const [from, to] = [own[0] ?? 0, own.at(-1) ?? 0]
  const [first, last] = [wavelengthNm[0] ?? 0, wavelengthNm.at(-1) ?? 0]
  if (axis === 'index' ? own.length !== wavelengthNm.length : from > first + 0.005 || to < last - 0.005) {
    throw badFile(
      { name },
      `It has ${counted(own.length, 'value')} from ${from} to ${to}, the spectrometer ${wavelengthNm.length} from ${first} to ${last}.`,
      "Use a white reference on the spectrometer's grid.",
    )
  }
  return axis === 'index' ? values : resampleLinear(values, own, wavelengthNm)
}
