import type { Triple } from '../contract/spectrum.ts'
import { at } from './at.ts'
import { OBSERVER_2 } from './cie/observer-2.ts'

/** Chromaticity in the CIE 1960 diagram, in which colour temperature is defined (CIE 015:2018, section 9.5). */
export type Uv = readonly [u: number, v: number]

/** Temperature of the black body that looks nearest, and how far away it is; positive = greener. */
export interface ColourTemperature {
  readonly kelvin: number
  readonly duv: number
}

/** Second radiation constant in nm K (CODATA 2018). */
const C2_NM_K = 1.438777e7
const COLDEST = 1000
const HOTTEST = 100_000
/** Farther from the black bodies than this a temperature says nothing (CIE 015:2018, section 9.5). */
export const FARTHEST_DUV = 0.05
const SCAN = 60
const HALVINGS = 60

/** @throws RangeError for black */
export function uvOf([x, y, z]: Triple): Uv {
  const sum = x + 15 * y + 3 * z
  if (!(sum > 0)) throw new RangeError('black has no chromaticity')
  return [(4 * x) / sum, (6 * y) / sum]
}

/** Power of a black body at a wavelength, 1 at 560 nm. */
export function blackBody(kelvin: number, nm: number): number {
  const power = (at: number): number => (560 / at) ** 5 / Math.expm1(C2_NM_K / (at * kelvin))
  return power(nm) / power(560)
}

function uvOfBlackBody(kelvin: number): Uv {
  const { fromNm, stepNm, x, y, z } = OBSERVER_2
  let [sx, sy, sz] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const power = blackBody(kelvin, fromNm + i * stepNm)
    sx += power * at(x, i)
    sy += power * at(y, i)
    sz += power * at(z, i)
  }
  return uvOf([sx, sy, sz])
}

/**
 * Correlated colour temperature, 1000 to 100 000 K, and Duv: the nearest point of the locus of black bodies in the CIE
 * 1960 diagram, searched on reciprocal temperatures, where the locus is nearly even. null beyond 0.05 and at both ends.
 */
export function colourTemperature(uv: Uv): ColourTemperature | null {
  const kelvinAt = (share: number): number => 1 / ((1 - share) / COLDEST + share / HOTTEST)
  const distance = (share: number): number => {
    const [u, v] = uvOfBlackBody(kelvinAt(share))
    return Math.hypot(uv[0] - u, uv[1] - v)
  }
  const scanned = Array.from({ length: SCAN + 1 }, (_, i) => distance(i / SCAN))
  const nearest = scanned.indexOf(Math.min(...scanned))
  if (nearest === 0 || nearest === SCAN) return null
  let [low, high] = [(nearest - 1) / SCAN, (nearest + 1) / SCAN]
  for (let i = 0; i < HALVINGS; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3]
    if (distance(a) < distance(b)) high = b
    else low = a
  }
  const kelvin = kelvinAt((low + high) / 2)
  const size = distance((low + high) / 2)
  if (size > FARTHEST_DUV) return null
  return { kelvin, duv: uv[1] >= uvOfBlackBody(kelvin)[1] ? size : -size }
}
