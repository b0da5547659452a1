import { at } from '../../spectra/at.ts'
import { bell, FINE_NM, FINE_POINTS, onFineGrid } from './fine-grid.ts'

/** Second radiation constant in nm K. */
const C2_NM_K = 1.4388e7

/** Shape of black-body radiation per nm at `kelvin`, not normalised (Planck). */
const planck = (nm: number, kelvin: number): number => 1 / (nm ** 5 * Math.expm1(C2_NM_K / (nm * kelvin)))

/** The LED part: blue and violet pumps with their phosphor. */
const ledPart = (nm: number): number =>
  0.55 * bell(nm, 452, 11) + 0.9 * bell(nm, 560, 60) + 0.3 * bell(nm, 403, 9) + 0.14 * bell(nm, 383, 8)

/** Sensitivity of silicon with its optics. */
const detectorPart = (nm: number): number => bell(nm, 590, 150)

/**
 * Light of the bench lamp as the detector weighs it, on the fine grid: tungsten of `kelvin`, 1 at 780 nm, mixed with
 * a share `led` of LED light.
 */
export function lampSpectrum(kelvin: number, led: number): Float64Array {
  const unit = planck(780, kelvin)
  return onFineGrid((nm) => ((1 - led) * (planck(nm, kelvin) / unit) + led * ledPart(nm)) * detectorPart(nm))
}

/** Change of the lamp spectrum per kelvin, on the fine grid. */
export function lampSlope(kelvin: number, led: number): Float64Array {
  const warmer = lampSpectrum(kelvin + 1, led)
  const cooler = lampSpectrum(kelvin - 1, led)
  return warmer.map((value, i) => (value - at(cooler, i)) / 2)
}

const REFERENCE_KELVIN = 5500
/** Radiance of a perfect diffuser at 560 nm under the reference's own lamp, W/(sr m2 nm): about 1000 lx. */
const REFERENCE_PEAK = 0.003

/**
 * Radiance of a perfect diffuser under the reference's own lamp, filtered to daylight and too stable to matter,
 * W/(sr m2 nm) on the fine grid.
 */
export const REFERENCE_LIGHT: Float64Array = onFineGrid(
  (nm) => (REFERENCE_PEAK * planck(nm, REFERENCE_KELVIN)) / planck(560, REFERENCE_KELVIN),
)

/** Product of two spectra on the fine grid. */
export function times(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: FINE_POINTS }, (_, i) => at(a, i) * at(b, i))
}

/** The bare table: grey paint with a slight rise towards red. */
export const TABLE_REFLECTANCE: Float64Array = FINE_NM.map(
  (nm) => 0.2 + 0.015 * ((nm - 580) / 200) - 0.02 * bell(nm, 440, 40),
)
