import type { Colour, Reflectance, Triple } from '../contract/spectrum.ts'
import { colourOf, coversColour } from '../spectra/colour.ts'
import { deltaE2000 } from '../spectra/delta-e.ts'
import { colourOfXyz, standardXyz } from '../spectra/tristimulus.ts'
import { tileOf } from './reduce.ts'
import type { Reading } from './store/records.ts'
import type { Store } from './store/interface.ts'

/** Colours of both halves of a pair and how far they are apart. */
export interface PairColours {
  readonly spectrometer: Colour
  readonly reference: Colour
  readonly deltaE: number
}

/** X, Y and Z of a stored reading without a spectrum. */
export const tripleOf = ({ values }: Pick<Reading, 'values'>): Triple => [
  values[0] ?? 0,
  values[1] ?? 0,
  values[2] ?? 0,
]

/**
 * Colours (D65, 2 degrees) of a spectrum and of what a reference without one read beside it, the mean of its readings,
 * each divided by its own white; undefined where one has no white or the range is too short for a colour.
 */
export function coloursBeside(
  store: Pick<Store, 'getReading' | 'getSetting'>,
  readings: readonly Pick<Reading, 'values' | 'white'>[],
  reflectance: Reflectance,
  wavelengthNm: Float64Array,
): PairColours | undefined {
  if (!coversColour(wavelengthNm)) return undefined
  const tile = tileOf(store)
  const xyz = [0, 0, 0]
  for (const reading of readings) {
    if (reading.white === undefined) return undefined
    const sample = { xyz: tripleOf(reading), white: tripleOf(store.getReading(reading.white)) }
    const made = standardXyz(sample, reflectance, wavelengthNm, tile)
    made.forEach((value, i) => (xyz[i] = (xyz[i] ?? 0) + value / readings.length))
  }
  const [x = 0, y = 0, z = 0] = xyz
  const [own, calibrated] = [colourOf(reflectance, wavelengthNm), colourOfXyz([x, y, z], wavelengthNm)]
  return { spectrometer: own, reference: calibrated, deltaE: deltaE2000(own.lab, calibrated.lab) }
}
