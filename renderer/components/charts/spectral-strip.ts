import type { Triple } from '../../../contract/spectrum.ts'
import { OBSERVER_2 } from '../../../spectra/cie/observer-2.ts'
import { srgbOf } from '../../../spectra/lab.ts'
import { cssColour } from '../colour.ts'

/** Where there is light to see at all; beyond it an axis has no strip. */
export const VISIBLE_NM = { from: 360, to: 830 } as const

const made = new Map<number, string>()

/** Screen colour of a wavelength: CIE 1931, brought into the gamut by adding white, fading beyond 420 and 700 nm. */
export function stripColour(nm: number): string {
  const whole = Math.round(nm)
  const known = made.get(whole)
  if (known !== undefined) return known
  const i = whole - OBSERVER_2.fromNm
  const xyz: Triple = [OBSERVER_2.x[i] ?? 0, OBSERVER_2.y[i] ?? 0, OBSERVER_2.z[i] ?? 0]
  const colour = cssColour(faded(hueOf(xyz), fade(whole)))
  made.set(whole, colour)
  return colour
}

/** Full brightness of a hue: the brightest channel at 1, what falls outside the gamut cut off. */
function hueOf(xyz: Triple): Triple {
  const sum = xyz[0] + xyz[1] + xyz[2]
  if (sum <= 0) return [0, 0, 0]
  // Moderate luminance, so that only the hue is clipped and not the brightness.
  const { srgb } = srgbOf([(30 * xyz[0]) / sum, (30 * xyz[1]) / sum, (30 * xyz[2]) / sum])
  const top = Math.max(...srgb, 1e-6)
  return [srgb[0] / top, srgb[1] / top, srgb[2] / top]
}

function fade(nm: number): number {
  if (nm < 420) return 0.25 + (0.75 * Math.max(0, nm - 380)) / 40
  if (nm > 700) return 0.25 + (0.75 * Math.max(0, 780 - nm)) / 80
  return 1
}

const faded = (colour: Triple, by: number): Triple => [colour[0] * by, colour[1] * by, colour[2] * by]
