import { asReflectance } from '../contract/spectrum.ts'
import type { BandSignal, Radiance, Reflectance } from '../contract/spectrum.ts'
import { at, requireSameLength } from './at.ts'

/** Least light of a white reading that may divide a sample: about one step of a 12-bit converter. */
export const MINIMUM_WHITE_SIGNAL = 0.00025
/** Least radiance of a white reading that may divide a sample, as a share of its largest value. */
export const MINIMUM_WHITE_SHARE = 0.0001

/** Reflectance factor of the white tile: one number, or one per band. 1 = perfect diffuser. */
export type TileReflectance = number | Float64Array

const tileAt = (tile: TileReflectance, band: number): number =>
  typeof tile === 'number' ? tile : at(tile, band)

/** Bands in which the white reading is too weak to divide by: their reflectance is not a measurement. */
export function weakBands(white: BandSignal, dark: BandSignal, minimum = MINIMUM_WHITE_SIGNAL): number[] {
  requireSameLength(white, dark)
  const weak: number[] = []
  white.forEach((value, band) => {
    if (value - at(dark, band) < minimum) weak.push(band)
  })
  return weak
}

/**
 * Reflectance of a sample from the signals of sample, dark and white: (sample - dark) / (white - dark) x tile.
 * Where the white is weaker than `minimum` that minimum divides instead: the result stays finite and small, and
 * `weakBands` names the band.
 */
export function reflectanceFromSignal(
  sample: BandSignal,
  dark: BandSignal,
  white: BandSignal,
  tile: TileReflectance,
  minimum = MINIMUM_WHITE_SIGNAL,
): Reflectance {
  requireSameLength(sample, dark)
  requireSameLength(sample, white)
  return asReflectance(
    sample.map((value, band) => {
      const zero = at(dark, band)
      return ((value - zero) / Math.max(at(white, band) - zero, minimum)) * tileAt(tile, band)
    }),
  )
}

/** Reflectance from the radiances of sample and white under the same light: sample / white x tile, guarded the same way. */
export function reflectanceFromRadiance(
  sample: Radiance,
  white: Radiance,
  tile: TileReflectance,
): Reflectance {
  requireSameLength(sample, white)
  const peak = white.reduce((largest, value) => Math.max(largest, value), 0)
  const minimum = Math.max(MINIMUM_WHITE_SHARE * peak, 1e-12)
  return asReflectance(
    sample.map((value, band) => (value / Math.max(at(white, band), minimum)) * tileAt(tile, band)),
  )
}
