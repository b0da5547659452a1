import { type Absorption, BASE_PER_MM, MATERIALS, SCATTER } from './parameters.ts'
import { absorptionOf } from './kubelka-munk.ts'

/** Absorption over scattering of the analyte and of the two parts of the rest. */
export type Absorptions = readonly [analyte: number, first: number, second: number]

/** Pure materials that are mixed in every pixel. */
export interface EndMembers {
  absorptions(wavelengthNm: number): Absorptions
  /** Scattering relative to that at 1200 nm. */
  scattering(wavelengthNm: number): number
}

/** Analyte and rest of a mixture in which `share` of the rest is its first part. */
export const mixed = ([analyte, first, second]: Absorptions, fraction: number, share: number): number =>
  fraction * analyte + (1 - fraction) * (share * first + (1 - share) * second)

const sumOf = (bands: readonly Absorption[], nm: number): number =>
  bands.reduce(
    (sum, { centreNm, widthNm, perMm }) => sum + perMm * Math.exp(-(((nm - centreNm) / widthNm) ** 2) / 2),
    BASE_PER_MM,
  )

/** Fat in a mixture of water and protein. */
export const MEAT: EndMembers = {
  absorptions: (nm) => [
    sumOf(MATERIALS.fat, nm) / SCATTER.perMm,
    sumOf(MATERIALS.water, nm) / SCATTER.perMm,
    sumOf(MATERIALS.protein, nm) / SCATTER.perMm,
  ],
  scattering: (nm) => (nm / 1200) ** -SCATTER.exponent,
}

/** Measured spectra of mixtures with the analyte in per cent; absorbances (log 1/R or log 1/T) on ascending nm. */
export interface RegressionSet {
  readonly wavelengthNm: Float64Array
  /** samples x bands, row-major. */
  readonly absorbance: Float64Array
  readonly percent: Float64Array
}

/**
 * End members of a measured regression set by classical least squares (absorbance = a + b c at every wavelength),
 * evaluated at no and at all analyte. The share has no meaning there and is not used.
 */
export function measuredEndMembers({ wavelengthNm, absorbance, percent }: RegressionSet): EndMembers {
  const [none, all] = lineEnds(wavelengthNm.length, absorbance, percent)
  const reflectance = (line: Float64Array, nm: number): number =>
    Math.min(0.98, 10 ** -interpolated(wavelengthNm, line, nm))
  return {
    absorptions(nm) {
      const rest = absorptionOf(reflectance(none, nm))
      return [absorptionOf(reflectance(all, nm)), rest, rest]
    },
    scattering: () => 1,
  }
}

function lineEnds(
  bands: number,
  absorbance: Float64Array,
  percent: Float64Array,
): [Float64Array, Float64Array] {
  const centre = percent.reduce((sum, value) => sum + value, 0) / percent.length
  const spread = percent.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  const [none, all] = [new Float64Array(bands), new Float64Array(bands)]
  for (let band = 0; band < bands; band++) {
    let [mean, slope] = [0, 0]
    for (const [row, value] of percent.entries()) {
      const a = absorbance[row * bands + band] ?? 0
      mean += a / percent.length
      slope += ((value - centre) * a) / spread
    }
    none[band] = mean - slope * centre
    all[band] = mean + slope * (100 - centre)
  }
  // Only differences of absorbance are sure in transmission; the clearest band is taken as nearly white.
  const clearest = Math.min(...none, ...all)
  return [none.map((a) => a - clearest + 0.05), all.map((a) => a - clearest + 0.05)]
}

function interpolated(x: Float64Array, y: Float64Array, at: number): number {
  const above = x.findIndex((value) => value >= at)
  if (above === 0) return y[0] ?? 0
  if (above === -1) return y.at(-1) ?? 0
  const [x0, x1] = [x[above - 1] ?? 0, x[above] ?? 0]
  const t = (at - x0) / (x1 - x0)
  return (1 - t) * (y[above - 1] ?? 0) + t * (y[above] ?? 0)
}
