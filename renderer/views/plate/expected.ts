import type { Colour, Triple } from '../../../contract/spectrum.ts'
import { srgbOf, xyzOfLab } from '../../../spectra/lab.ts'

/** D65, 2 degrees, Y = 100 (CIE 15). */
const WHITE: Triple = [95.047, 100, 108.883]

/** An expected colour as the plate map needs it. */
export function colourOfLab(lab: Triple): Colour {
  const xyz = xyzOfLab(lab, WHITE)
  return { xyz, lab, ...srgbOf(xyz) }
}
