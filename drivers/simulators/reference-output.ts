import { at } from '../../spectra/at.ts'
import { REFERENCE_FROM_NM, REFERENCE_POINTS } from './reference-eye.ts'

/** What a reference instrument looks at. */
export interface ReferenceView {
  /** Brightest radiance as a share of a perfect diffuser's under the reference's lamp; 0 = no light. */
  brightness(): number
  /** Radiance in W/(sr m2 nm), 380..780 nm in steps of 1 nm, mean of `averages` readings. */
  radiance(averages: number): Float64Array
}

/** Radiance at 380, 380 + step, ... 780 nm: mean over one step around each, as a detector of that pitch sees it. */
export function inSteps(radiance: Float64Array, stepNm: number): Float64Array {
  const points = (REFERENCE_POINTS - 1) / stepNm + 1
  return Float64Array.from({ length: points }, (_, i) => {
    const first = Math.max(0, i * stepNm - Math.floor((stepNm - 1) / 2))
    const last = Math.min(REFERENCE_POINTS - 1, i * stepNm + Math.floor(stepNm / 2))
    let sum = 0
    for (let k = first; k <= last; k++) sum += at(radiance, k)
    return sum / (last - first + 1)
  })
}

/** Wavelengths that `inSteps` gives values for, nm. */
export const stepsNm = (stepNm: number): number[] =>
  Array.from({ length: (REFERENCE_POINTS - 1) / stepNm + 1 }, (_, i) => REFERENCE_FROM_NM + i * stepNm)

/** A value with three decimals and a two-digit exponent, e.g. 1.234E-05. */
export function shortScientific(value: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(3).split('e')
  const power = Number(exponent)
  return `${mantissa}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** Exposure that fills the detector on a perfect diffuser, ms: spectroradiometers are slow. */
const FULL_WELL_MS = 75
const TARGET_LEVEL = 0.7

/** Automatic exposure of a sample of that brightness, or undefined where the longest allowed is too short. */
export function automaticExposureMs(brightness: number, longestMs: number): number | undefined {
  const ms = (TARGET_LEVEL * FULL_WELL_MS) / brightness
  return ms > longestMs ? undefined : ms
}
