import type { ColourFigures, Spread } from '../../contract/figures.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { type ColourWeights, colourWeights, xyzOf } from '../../spectra/colour.ts'
import { deltaE2000, deltaE76, deltaE94 } from '../../spectra/delta-e.ts'
import { labOf } from '../../spectra/lab.ts'
import { mean, percentile } from '../../spectra/metrics.ts'
import { rowOf } from '../linear/matrix.ts'
import type { Matrix } from '../service.ts'

const LIGHTS = ['D65', 'D50', 'A', 'F11'] as const
const OBSERVERS = [2, 10] as const

/** Mean, median, 95th percentile and largest; zeros of nothing. */
export function spreadOf(values: ArrayLike<number>): Spread {
  if (values.length === 0) return { mean: 0, median: 0, p95: 0, max: 0 }
  const [median, p95, max] = [50, 95, 100].map((share) => percentile(values, share))
  return { mean: mean(values), median: median ?? 0, p95: p95 ?? 0, max: max ?? 0 }
}

type Labs = readonly Triple[]

function labsOf(spectra: Matrix, weights: ColourWeights): Labs {
  return Array.from({ length: spectra.rows }, (_, i) => {
    const [x, y, z] = xyzOf(rowOf(spectra, i), weights)
    return labOf([Math.max(0, x), Math.max(0, y), Math.max(0, z)], weights.white)
  })
}

/** Tristimulus weights of one axis under every light and observer, and the reference's colours: the same for all methods. */
export interface ColourStandard {
  readonly conditions: readonly {
    readonly illuminant: (typeof LIGHTS)[number]
    readonly observerDegrees: (typeof OBSERVERS)[number]
    readonly weights: ColourWeights
    readonly labs: Labs
  }[]
}

/** @param wavelengthNm has to cover 410 to 700 nm */
export function colourStandard(reference: Matrix, wavelengthNm: Float64Array): ColourStandard {
  return {
    conditions: OBSERVERS.flatMap((observerDegrees) =>
      LIGHTS.map((illuminant) => {
        const weights = colourWeights(wavelengthNm, { illuminant, observerDegrees })
        return { illuminant, observerDegrees, weights, labs: labsOf(reference, weights) }
      }),
    ),
  }
}

/** Colour differences of corrected spectra under every light and observer, and how much they depend on the light. */
export interface ColourErrors {
  readonly figures: readonly ColourFigures[]
  /** dE00 of every row under D65, 2 degrees. */
  readonly dE00: Float64Array
  readonly metamerism: Spread
}

/**
 * Metamerism: |(dLab under the test light) - (dLab under D65)| with the difference as a vector in L*a*b*, 2 degrees,
 * the largest over A, D50 and F11: what would be left between corrected and reference under that light if they were
 * made equal under D65 (special metamerism index of CIE 015:2018, section 9.2.2, with additive correction).
 */
export function colourErrors(standard: ColourStandard, corrected: Matrix): ColourErrors {
  const all = standard.conditions.map((condition) => ({
    ...condition,
    own: labsOf(corrected, condition.weights),
  }))
  const each = (condition: (typeof all)[number], distance: (a: Triple, b: Triple) => number): Float64Array =>
    Float64Array.from(condition.labs, (lab, i) => distance(lab, condition.own[i] ?? lab))
  const figures = all.map((condition) => ({
    illuminant: condition.illuminant,
    observerDegrees: condition.observerDegrees,
    dE76: spreadOf(each(condition, deltaE76)),
    dE94: spreadOf(each(condition, deltaE94)),
    dE00: spreadOf(each(condition, deltaE2000)),
  }))
  const [base, ...others] = all.filter(({ observerDegrees }) => observerDegrees === 2)
  const shift = ({ labs, own }: (typeof all)[number], i: number): Triple => {
    const [l0, a0, b0] = labs[i] ?? [0, 0, 0]
    const [l1, a1, b1] = own[i] ?? [0, 0, 0]
    return [l1 - l0, a1 - a0, b1 - b0]
  }
  const indices = Float64Array.from({ length: corrected.rows }, (_, i) =>
    base ? Math.max(...others.map((other) => deltaE76(shift(other, i), shift(base, i)))) : 0,
  )
  return {
    figures,
    dE00: base ? each(base, deltaE2000) : new Float64Array(corrected.rows),
    metamerism: spreadOf(indices),
  }
}
