import type { SpectraTable } from '../contract/session.ts'
import { numberText } from './number.ts'
import { looksLikePercent } from './percent.ts'
import type { Say, SpectralQuantity } from './spectra-document.ts'

/** Where a scale is judged, nm: the edges of a spectrometer's range are noise divided by nothing. */
const [FROM_NM, TO_NM] = [430, 680]

/** Half of the values above it: no reflectance or transmittance is so large as a fraction. */
const LEAST_PER_CENT = 2

const PER_CENT = /%|per ?cent/i

/**
 * Values as fractions where they are reflectance or transmittance in per cent: because the file says so (`unit`), or
 * because what lies between 430 and 680 nm looks like it. What was done is said either way.
 */
export function asFractions(
  name: string,
  table: SpectraTable,
  quantity: SpectralQuantity,
  unit: string,
  say?: Say,
): SpectraTable {
  if (quantity === 'absorbance' || quantity === 'emission' || quantity === 'counts') return table
  const stated = PER_CENT.test(unit)
  const known = quantity === 'reflectance' || quantity === 'transmittance'
  if (!stated && !judged(table) && !(known && median(inside(table)) > LEAST_PER_CENT)) return table
  say?.(
    stated
      ? `${name}: the file gives per cent; values were divided by 100.`
      : `${name}: values up to ${numberText(Math.round(largest(table.values) * 10) / 10)} were read as per cent.`,
  )
  return { ...table, values: table.values.map((value) => value / 100) }
}

const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), -Infinity)

const median = (values: Float64Array): number => values.slice().sort()[Math.floor(values.length / 2)] ?? 0

const judged = (table: SpectraTable): boolean => looksLikePercent(inside(table), table.wavelengthNm)

/** Values between the two limits; all of them where none lies there. */
function inside({ wavelengthNm, values }: SpectraTable): Float64Array {
  const bands = wavelengthNm.length
  const found = values.filter((_, i) => {
    const nm = wavelengthNm[i % bands] ?? 0
    return nm >= FROM_NM && nm <= TO_NM
  })
  return found.length > 0 ? found : values
}

/** What a unit or a title says the values are. */
export function quantityOf(words: string): SpectralQuantity {
  if (/reflect/i.test(words)) return 'reflectance'
  if (/transmi/i.test(words)) return 'transmittance'
  if (/absor|optical density/i.test(words)) return 'absorbance'
  if (/radian|emission|irrad|watt|w\/|flux/i.test(words)) return 'emission'
  if (/count|intensity/i.test(words)) return 'counts'
  return 'arbitrary'
}
