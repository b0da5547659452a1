import { Problem } from '../contract/errors.ts'
import type { Axis } from '../contract/spectrum.ts'
import { at } from './at.ts'

/** Band centres in nm, `axis.bands` of them, both ends included. */
export function axisWavelengths(axis: Axis): Float64Array {
  const step = (axis.toNm - axis.fromNm) / (axis.bands - 1)
  return Float64Array.from({ length: axis.bands }, (_, i) => axis.fromNm + i * step)
}

/** Distance of neighbouring band centres in nm. */
export const axisPitchNm = (axis: Axis): number => (axis.toNm - axis.fromNm) / (axis.bands - 1)

/** Wavelength of every pixel in nm from the polynomial c0 + c1 p + c2 p^2 + ... (p = 0, 1, ...). */
export function pixelWavelengths(coefficients: readonly number[], pixels: number): Float64Array {
  return Float64Array.from({ length: pixels }, (_, pixel) =>
    coefficients.reduceRight((sum, coefficient) => sum * pixel + coefficient, 0),
  )
}

/** Index of the first value that is not finite or not above its predecessor; -1 when strictly ascending. */
export function firstNotAscending(wavelengthNm: ArrayLike<number>): number {
  for (let i = 0; i < wavelengthNm.length; i++) {
    const value = at(wavelengthNm, i)
    if (!Number.isFinite(value) || (i > 0 && value <= at(wavelengthNm, i - 1))) return i
  }
  return -1
}

/** Refuses wavelengths that do not rise strictly. @throws Problem FORMAT_BAD */
export function requireAscending(wavelengthNm: ArrayLike<number>, where: string): void {
  const bad = firstNotAscending(wavelengthNm)
  if (bad === -1 && wavelengthNm.length >= 2) return
  throw new Problem({
    code: 'FORMAT_BAD',
    title: 'Wavelengths do not rise',
    happened:
      bad === -1
        ? `${where} has ${wavelengthNm.length} wavelength(s), at least 2 are needed.`
        : bad === 0
          ? `${where}: wavelength 1 is ${at(wavelengthNm, 0)}.`
          : `${where}: wavelength ${bad + 1} is ${at(wavelengthNm, bad)} after ${at(wavelengthNm, bad - 1)}.`,
    kept: 'Nothing was read from it.',
    next: 'Sort the columns by wavelength and remove doubles.',
  })
}

/** Whether two lists of wavelengths are the same within `toleranceNm`. */
export function sameAxis(a: ArrayLike<number>, b: ArrayLike<number>, toleranceNm = 0.005): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (Math.abs(at(a, i) - at(b, i)) > toleranceNm) return false
  return true
}

/** The even axis behind a list of wavelengths, or undefined when their pitch varies by more than `toleranceNm`. */
export function evenAxis(wavelengthNm: ArrayLike<number>, toleranceNm = 0.005): Axis | undefined {
  const bands = wavelengthNm.length
  if (bands < 2) return undefined
  const axis = { fromNm: at(wavelengthNm, 0), toNm: at(wavelengthNm, bands - 1), bands }
  return sameAxis(axisWavelengths(axis), wavelengthNm, toleranceNm) ? axis : undefined
}

/**
 * Wavelengths two ascending axes can share: the common range on the points of the coarser one. Equal axes give
 * `a` itself; fewer than 2 common points give an empty array.
 */
export function commonAxis(a: Float64Array, b: Float64Array, toleranceNm = 0.005): Float64Array {
  if (sameAxis(a, b, toleranceNm)) return a
  const from = Math.max(at(a, 0), at(b, 0)) - toleranceNm
  const to = Math.min(at(a, a.length - 1), at(b, b.length - 1)) + toleranceNm
  const [inA, inB] = [a, b].map((axis) => axis.filter((nm) => nm >= from && nm <= to))
  if (!inA || !inB) return new Float64Array()
  const coarser = inB.length < inA.length ? inB : inA
  return coarser.length < 2 ? new Float64Array() : coarser
}
