import { axisWavelengths, evenAxis } from '../../../spectra/axis.ts'
import { type LocalPolynomial, localPolynomial } from './local-polynomial.ts'

/** What the physics knows of the bands. */
export interface BandAxis {
  readonly wavelengthNm: Float64Array
  /** Position from -1 (first band) to 1 (last). */
  readonly position: Float64Array
  /** Second Legendre polynomial of the position. */
  readonly curvature: Float64Array
  readonly polynomial: LocalPolynomial
}

const NOMINAL_FROM_NM = 380
const NOMINAL_TO_NM = 780

/**
 * The wavelengths to reckon with. Plain indices are taken for an even axis from 380 to 780 nm: the parameters then
 * are in 1/400 of the range, which is what their priors were made for. An axis that is even but for the rounding of
 * a file is taken as even.
 */
export function physicalWavelengths(wavelengthNm: Float64Array | null, bands: number): Float64Array {
  if (bands < 2) return wavelengthNm ?? Float64Array.of(NOMINAL_FROM_NM)
  if (!wavelengthNm) return axisWavelengths({ fromNm: NOMINAL_FROM_NM, toNm: NOMINAL_TO_NM, bands })
  const even = evenAxis(wavelengthNm)
  return even ? axisWavelengths(even) : wavelengthNm
}

/** @param wavelengthNm rising */
export function bandAxis(wavelengthNm: Float64Array): BandAxis {
  const first = wavelengthNm[0] ?? 0
  const half = ((wavelengthNm.at(-1) ?? 0) - first) / 2
  const position = wavelengthNm.map((nm) => (half > 0 ? (nm - first) / half - 1 : 0))
  const curvature = position.map((t) => 1.5 * t * t - 0.5)
  return { wavelengthNm, position, curvature, polynomial: localPolynomial(wavelengthNm) }
}
