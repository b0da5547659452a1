import type { Axis, Triple } from '../../contract/spectrum.ts'
import { axisPitchNm } from '../../spectra/axis.ts'
import { OBSERVER_2 } from '../../spectra/cie/observer-2.ts'

/** Maximum luminous efficacy of radiation, lm/W (CIE 018). */
const LUMENS_PER_WATT = 683
/** An instrument that integrates in wider steps may differ this much under lamps with lines. */
const RELATIVE = 0.02
/** Rounding of the printed values of a dark sample, cd/m2. */
const ABSOLUTE = 0.05

/** X, Y, Z (Y in cd/m2) of a radiance in W/(sr m2 nm) in steps of whole nm within 360..830 nm, CIE 1931 observer. */
export function tristimulusOf(values: Float64Array, axis: Axis): Triple {
  const first = axis.fromNm - OBSERVER_2.fromNm
  const pitchNm = axisPitchNm(axis)
  const weighted = (curve: readonly number[]): number =>
    LUMENS_PER_WATT *
    pitchNm *
    values.reduce((sum, value, i) => sum + value * (curve[first + i * pitchNm] ?? 0), 0)
  return [weighted(OBSERVER_2.x), weighted(OBSERVER_2.y), weighted(OBSERVER_2.z)]
}

/**
 * Whether a spectrum and the tristimulus values that the instrument computed from it tell the same. A line of
 * text has no checksum: a lost or changed digit of an exponent shows here only.
 */
export function agree(values: Float64Array, axis: Axis, xyz: Triple): boolean {
  const own = tristimulusOf(values, axis)
  const most = ABSOLUTE + RELATIVE * Math.max(...xyz.map(Math.abs))
  return own.every((value, i) => Math.abs(value - (xyz[i] ?? NaN)) <= most)
}

/** `agree` for an instrument whose luminance is sure and whose X and Z are not. */
export function luminanceAgrees(values: Float64Array, axis: Axis, luminance: number): boolean {
  return Math.abs(tristimulusOf(values, axis)[1] - luminance) <= ABSOLUTE + RELATIVE * Math.abs(luminance)
}
