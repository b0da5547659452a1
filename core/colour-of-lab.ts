import { WORKING_AXIS } from '../contract/spectrum.ts'
import type { Colour, Triple } from '../contract/spectrum.ts'
import { axisWavelengths } from '../spectra/axis.ts'
import { standardWeights } from '../spectra/colour.ts'
import { srgbOf, xyzOfLab } from '../spectra/lab.ts'

const WORKING = axisWavelengths(WORKING_AXIS)

/** The colour behind an expected L*a*b* (D65, 2 degrees). */
export function colourOfLab(lab: Triple): Colour {
  const xyz = xyzOfLab(lab, standardWeights(WORKING).white)
  return { xyz, lab, ...srgbOf(xyz) }
}
