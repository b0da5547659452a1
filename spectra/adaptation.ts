import type { Triple } from '../contract/spectrum.ts'
import { axisWavelengths } from './axis.ts'
import { standardWeights } from './colour.ts'
import { labOf, xyzOfLab } from './lab.ts'

/** White of the ICC profile connection space, D50, Y = 100 (ICC.1:2022). */
export const D50_WHITE: Triple = [96.42, 100, 82.49]

/** White of D65, 2 degrees, as the colour computation uses it, Y = 100. */
export const d65White = (): Triple =>
  standardWeights(axisWavelengths({ fromNm: 380, toNm: 780, bands: 401 })).white

const times = (matrix: readonly Triple[], v: Triple): Triple => {
  const row = (i: number): number => {
    const [a, b, c] = matrix[i] ?? [0, 0, 0]
    return a * v[0] + b * v[1] + c * v[2]
  }
  return [row(0), row(1), row(2)]
}
/** Bradford cone responses (Lam 1985, as in ICC.1 annex E) and their inverse. */
const TO_CONES: readonly Triple[] = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
]
const FROM_CONES: readonly Triple[] = [
  [0.9869929054667121, -0.14705425642099, 0.159962651663731],
  [0.4323052697233945, 0.518360271536777, 0.049291228212855],
  [-0.0085286645751773, 0.040042821654085, 0.96848669578755],
]

/** Tristimulus values of the same appearance under another white (linear Bradford). */
export function adaptXyz(xyz: Triple, from: Triple, to: Triple): Triple {
  const [sample, before, after] = [times(TO_CONES, xyz), times(TO_CONES, from), times(TO_CONES, to)]
  const cone = (i: 0 | 1 | 2): number => (sample[i] * after[i]) / before[i]
  return times(FROM_CONES, [cone(0), cone(1), cone(2)])
}

/** L*a*b* under D65 of XYZ (Y = 100 for white) meant for another white, D50 unless said. */
export function labD65OfXyz(xyz: Triple, white: Triple = D50_WHITE): Triple {
  const d65 = d65White()
  return labOf(adaptXyz(xyz, white, d65), d65)
}

/** L*a*b* under D65 of L*a*b* under D50. */
export const labD65OfLabD50 = (lab: Triple): Triple => labD65OfXyz(xyzOfLab(lab, D50_WHITE))
