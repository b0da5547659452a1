import type { Triple } from '../contract/spectrum.ts'

/** Euclidean distance in L*a*b* (CIE 1976). */
export function deltaE76(a: Triple, b: Triple): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

/** CIE94 for graphic arts, kL = kC = kH = 1 (CIE 116-1995); the chroma of `standard` weighs, so it is not symmetric. */
export function deltaE94(standard: Triple, sample: Triple): number {
  const chroma = Math.hypot(standard[1], standard[2])
  const dL = standard[0] - sample[0]
  const dC = chroma - Math.hypot(sample[1], sample[2])
  const dH2 = Math.max(0, (standard[1] - sample[1]) ** 2 + (standard[2] - sample[2]) ** 2 - dC * dC)
  return Math.sqrt(dL * dL + (dC / (1 + 0.045 * chroma)) ** 2 + dH2 / (1 + 0.015 * chroma) ** 2)
}

const DEGREE = Math.PI / 180
const SEVENTH_POWER_OF_25 = 25 ** 7
const chromaWeight = (chroma: number): number => {
  const power = chroma ** 7
  return Math.sqrt(power / (power + SEVENTH_POWER_OF_25))
}
/** Hue angle in degrees, 0..360; 0 for neutrals. */
const hueDegrees = (a: number, b: number): number => {
  if (a === 0 && b === 0) return 0
  const angle = Math.atan2(b, a) / DEGREE
  return angle < 0 ? angle + 360 : angle
}

/** CIEDE2000 with kL = kC = kH = 1 (CIE 142-2001; steps and special cases of Sharma, Wu, Dalal 2005). */
export function deltaE2000(one: Triple, two: Triple): number {
  const g = 0.5 * (1 - chromaWeight((Math.hypot(one[1], one[2]) + Math.hypot(two[1], two[2])) / 2))
  const [a1, a2] = [one[1] * (1 + g), two[1] * (1 + g)]
  const [c1, c2] = [Math.hypot(a1, one[2]), Math.hypot(a2, two[2])]
  const [h1, h2] = [hueDegrees(a1, one[2]), hueDegrees(a2, two[2])]
  const coloured = c1 * c2 !== 0

  const turn = h2 - h1
  const dh = !coloured ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn
  const dL = two[0] - one[0]
  const dC = c2 - c1
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((dh / 2) * DEGREE)

  const sum = h1 + h2
  const meanH = !coloured
    ? sum
    : Math.abs(turn) <= 180
      ? sum / 2
      : sum < 360
        ? (sum + 360) / 2
        : (sum - 360) / 2
  const meanC = (c1 + c2) / 2
  const t =
    1 -
    0.17 * Math.cos((meanH - 30) * DEGREE) +
    0.24 * Math.cos(2 * meanH * DEGREE) +
    0.32 * Math.cos((3 * meanH + 6) * DEGREE) -
    0.2 * Math.cos((4 * meanH - 63) * DEGREE)
  const fromMiddle = ((one[0] + two[0]) / 2 - 50) ** 2
  const l = dL / (1 + (0.015 * fromMiddle) / Math.sqrt(20 + fromMiddle))
  const c = dC / (1 + 0.045 * meanC)
  const h = dH / (1 + 0.015 * meanC * t)
  const rotation = -Math.sin(60 * Math.exp(-(((meanH - 275) / 25) ** 2)) * DEGREE) * 2 * chromaWeight(meanC)
  return Math.sqrt(Math.max(0, l * l + c * c + h * h + rotation * c * h))
}
