/**
 * The 14 parameters of the physical correction, in the order in which they are stored:
 * non-linearity a1 a2 (of counts, white peak = 1), uniform stray light su, near scatter sn with the logarithm of its
 * length in nm, wavelength offset d0 d1 d2 (nm; constant, slope, curvature), line width k0 k1 (nm^2),
 * gain g0 g1, offset o0 o1.
 */
export const PARAMETERS = [
  'a1',
  'a2',
  'su',
  'sn',
  'ltau',
  'd0',
  'd1',
  'd2',
  'k0',
  'k1',
  'g0',
  'g1',
  'o0',
  'o1',
] as const
export type ParameterName = (typeof PARAMETERS)[number]

/** One value for each name of `PARAMETERS`. */
export type Theta = Float64Array

export const indexOf = (name: ParameterName): number => PARAMETERS.indexOf(name)

/** What is believed before anything is measured, or after a calibration: a Gaussian around `centre`. */
export interface Prior {
  readonly centre: Theta
  /** Standard deviations of the free parameters. */
  readonly sd: Float64Array
  /** Places in `PARAMETERS` of those that are fitted; the others stay at `centre`. */
  readonly free: readonly number[]
}

const SCATTER_LENGTH_NM = 25
const SD = [0.1, 0.1, 0.01, 0.02, 0.3, 1, 0.7, 0.5, 12, 5, 0.03, 0.02, 0.01, 0.01]

/** An ideal instrument, and how far low-cost ones are from it. */
export function instrumentPrior(): Prior {
  const centre = new Float64Array(PARAMETERS.length)
  centre[indexOf('ltau')] = Math.log(SCATTER_LENGTH_NM)
  return { centre, sd: Float64Array.from(SD), free: PARAMETERS.map((_, i) => i) }
}

/** What ages in an instrument, and how far within a season. */
const AGEING = [
  ['su', 0.01],
  ['sn', 0.01],
  ['d0', 0.4],
  ['g0', 0.01],
  ['g1', 0.01],
  ['o0', 0.004],
] as const

/** A calibrated instrument that may have aged. */
export function ageingPrior(calibrated: Theta): Prior {
  return {
    centre: calibrated,
    sd: Float64Array.from(AGEING, ([, sd]) => sd),
    free: AGEING.map(([name]) => indexOf(name)),
  }
}
