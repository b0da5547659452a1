import type { Triple } from '../contract/spectrum.ts'

const EPSILON = 216 / 24389
const KAPPA = 24389 / 27
const forward = (t: number): number => (t > EPSILON ? Math.cbrt(t) : (KAPPA * t + 16) / 116)
const backward = (f: number): number => (f ** 3 > EPSILON ? f ** 3 : (116 * f - 16) / KAPPA)

/** L*a*b* of tristimulus values against a white, both on the same scale (CIE 015:2018, section 8.2.1). */
export function labOf(xyz: Triple, white: Triple): Triple {
  const [x, y, z] = [forward(xyz[0] / white[0]), forward(xyz[1] / white[1]), forward(xyz[2] / white[2])]
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** Tristimulus values of L*a*b* against a white. */
export function xyzOfLab(lab: Triple, white: Triple): Triple {
  const y = (lab[0] + 16) / 116
  return [
    white[0] * backward(y + lab[1] / 500),
    white[1] * backward(y),
    white[2] * backward(y - lab[2] / 200),
  ]
}

/** Linear light to sRGB code (IEC 61966-2-1). */
const encode = (linear: number): number =>
  linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055

/**
 * sRGB (0..1, clipped) of tristimulus values under D65 with Y = 100 for white, and whether the colour lay inside the
 * gamut. Matrix of IEC 61966-2-1.
 */
export function srgbOf(xyz: Triple): { readonly srgb: Triple; readonly inGamut: boolean } {
  const [x, y, z] = [xyz[0] / 100, xyz[1] / 100, xyz[2] / 100]
  const linear: Triple = [
    3.2404541621 * x - 1.5371385128 * y - 0.4985314096 * z,
    -0.969266030505 * x + 1.8760108454 * y + 0.0415560175304 * z,
    0.055643430959 * x - 0.204025913517 * y + 1.05722518822 * z,
  ]
  // One thousandth of the full scale is below what a screen of 8 bits shows.
  const inGamut = linear.every((value) => value >= -0.001 && value <= 1.001)
  const clip = (value: number): number => encode(Math.min(1, Math.max(0, value)))
  return { srgb: [clip(linear[0]), clip(linear[1]), clip(linear[2])], inGamut }
}
