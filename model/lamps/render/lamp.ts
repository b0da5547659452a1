import type { EmissionLine } from '../../../spectra/lines.ts'

/** Continuous spectra are written down from 330 to 1100 nm in steps of 1 nm: beyond red the second order begins. */
export const FROM_NM = 330
export const TO_NM = 1100
const STEPS = TO_NM - FROM_NM + 1

/** Light of a lamp: a smooth part per nm and lines whose strength is the smooth part's times nm. */
export interface LampLight {
  readonly smooth: Float64Array
  readonly lines: readonly EmissionLine[]
}

/** A smooth spectrum from a function of the wavelength. */
export function smoothOf(power: (nm: number) => number): Float64Array {
  return Float64Array.from({ length: STEPS }, (_, i) => power(FROM_NM + i))
}

export const gaussian = (nm: number, centre: number, deviation: number): number =>
  Math.exp(-0.5 * ((nm - centre) / deviation) ** 2)

/** A bell with different deviations on the side of short and of long waves: what phosphors and LED chips emit. */
export const lopsided = (nm: number, centre: number, short: number, long: number): number =>
  gaussian(nm, centre, nm < centre ? short : long)

/** Smooth power at a wavelength, interpolated; 0 outside. */
export function powerAt(smooth: Float64Array, nm: number): number {
  const place = nm - FROM_NM
  if (place < 0 || place >= STEPS - 1) return 0
  const left = Math.floor(place)
  const share = place - left
  return (smooth[left] ?? 0) * (1 - share) + (smooth[left + 1] ?? 0) * share
}

/** Spectra one over the other, with weights. */
export function mixed(...parts: readonly (readonly [weight: number, light: LampLight])[]): LampLight {
  const smooth = new Float64Array(STEPS)
  const all: EmissionLine[] = []
  for (const [weight, light] of parts) {
    light.smooth.forEach((value, i) => (smooth[i] = (smooth[i] ?? 0) + weight * value))
    for (const { nm, strength } of light.lines) all.push({ nm, strength: weight * strength })
  }
  return { smooth, lines: all }
}
