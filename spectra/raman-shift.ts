import { at } from './at.ts'

/** Raman shift in cm-1 of light of a wavelength, both in nm: 1e7 (1 / laser - 1 / wavelength). */
export const ramanShift = (wavelengthNm: number, laserNm: number): number =>
  1e7 / laserNm - 1e7 / wavelengthNm

/** The wavenumbers of a spectrum taken behind a laser, ascending as its wavelengths are. */
export function wavenumbersOf(wavelengthNm: Float64Array, laserNm: number): Float64Array {
  return wavelengthNm.map((nm) => ramanShift(nm, laserNm))
}

/** Evenly spaced wavenumbers: `bands` from `fromCm` to `toCm`, both included. */
export const wavenumberAxis = (fromCm: number, toCm: number, bands: number): Float64Array =>
  Float64Array.from({ length: bands }, (_, i) => fromCm + ((toCm - fromCm) * i) / (bands - 1))

/** First and last wavenumber that all of these axes have; undefined where they share nothing. */
export function commonRange(
  axes: readonly Float64Array[],
): { readonly fromCm: number; readonly toCm: number } | undefined {
  const fromCm = Math.max(...axes.map((axis) => at(axis, 0)))
  const toCm = Math.min(...axes.map((axis) => at(axis, axis.length - 1)))
  return toCm > fromCm ? { fromCm, toCm } : undefined
}
