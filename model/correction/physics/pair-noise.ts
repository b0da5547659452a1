const LEAST_VARIANCE = 1e-8
/** Residuals of neighbouring bands err together: so many count as independent. */
const INDEPENDENT_BANDS = 8

/** What pairs vary by, whatever the instrument. */
export interface PairNoise {
  /** Residuals of all pairs (n x bands) made even and independent, in place: their squares then add up to a misfit. */
  whiten(residual: Float64Array): void
}

/** Standard deviations of what moves all bands of a pair together. */
interface Common {
  /** Added alike to all bands: gloss, dark. */
  readonly offset: number
  /** In proportion to the spectrum: geometry, lamp. */
  readonly gain: number
}

const meanOf = (values: Float64Array, from: number, count: number): number => {
  let sum = 0
  for (let j = from; j < from + count; j++) sum += values[j] ?? 0
  return sum / count
}

/** Inverse standard deviations of bands; of all alike where `even`. */
function bandWeights(residual: Float64Array, bands: number, even: boolean): Float64Array {
  const variance = new Float64Array(bands)
  const rows = residual.length / bands
  for (let at = 0, j = 0; at < residual.length; at++, j = j + 1 === bands ? 0 : j + 1)
    variance[j] = (variance[j] ?? 0) + (residual[at] ?? 0) ** 2 / rows
  if (even) variance.fill(meanOf(variance, 0, bands))
  return variance.map((value) => 1 / Math.sqrt((Math.max(value, LEAST_VARIANCE) * bands) / INDEPENDENT_BANDS))
}

/** Noise of bands alone, each by its own residual, or all alike (before any fit). */
export function bandNoise(residual: Float64Array, bands: number, even: boolean): PairNoise {
  const weights = bandWeights(residual, bands, even)
  return {
    whiten(values) {
      for (let at = 0, j = 0; at < values.length; at++, j = j + 1 === bands ? 0 : j + 1)
        values[at] = (values[at] ?? 0) * (weights[j] ?? 0)
    },
  }
}

/** Least squares of squared mean residuals on offset^2 + gain^2 level^2, neither below 0. */
function commonOf(means: Float64Array, levels: Float64Array): Common {
  const n = means.length
  let [l2, l4, m2, m2l2] = [0, 0, 0, 0]
  for (const [i, mean] of means.entries()) {
    const level = (levels[i] ?? 0) ** 2
    l2 += level
    l4 += level * level
    m2 += mean * mean
    m2l2 += mean * mean * level
  }
  const determinant = n * l4 - l2 * l2
  const offset = (l4 * m2 - l2 * m2l2) / determinant
  const gain = (n * m2l2 - l2 * m2) / determinant
  if (!(gain > 0)) return { offset: Math.sqrt(m2 / n), gain: 0 }
  if (!(offset > 0)) return { offset: 0, gain: Math.sqrt(m2l2 / l4) }
  return { offset: Math.sqrt(offset), gain: Math.sqrt(gain) }
}

/** (1 - 1 / sqrt(1 + x)) / x, which is 1/2 at 0. */
const shortened = (x: number): number => (x > 1e-12 ? (1 - 1 / Math.sqrt(1 + x)) / x : 0.5)

/**
 * Noise of bands, and an offset and a gain that all bands of a pair share: covariance D + o^2 1 1' + g^2 y y' of each
 * pair. Placement and gloss err like that, and who takes them for 200 errors of single bands trusts a few patches
 * far too much. Whitens by D^(-1/2), then by (I + A A')^(-1/2) = I - A V f(L) V' A', with A = D^(-1/2) (o 1, g y) and
 * V L V' = A'A of two rows.
 * @param residual, y n x bands
 */
export function pairNoise(residual: Float64Array, y: Float64Array, bands: number): PairNoise {
  const rows = residual.length / bands
  const of = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => meanOf(values, i * bands, bands))
  const means = of(residual)
  const { offset, gain } = commonOf(means, of(y))
  const weights = bandWeights(
    residual.map((value, at) => value - (means[Math.floor(at / bands)] ?? 0)),
    bands,
    false,
  )
  const whitenPair = (values: Float64Array, from: number): void => {
    let [a, b, c, p, q] = [0, 0, 0, 0, 0]
    for (let j = 0, at = from; j < bands; j++, at++) {
      const weight = weights[j] ?? 0
      const [flat, steep] = [offset * weight, gain * weight * (y[at] ?? 0)]
      const value = (values[at] ?? 0) * weight
      values[at] = value
      a += flat * flat
      b += flat * steep
      c += steep * steep
      p += flat * value
      q += steep * value
    }
    const [middle, half] = [(a + c) / 2, Math.hypot((a - c) / 2, b)]
    const angle = 0.5 * Math.atan2(2 * b, a - c)
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const along = shortened(middle + half) * (cos * p + sin * q)
    const across = shortened(Math.max(0, middle - half)) * (cos * q - sin * p)
    const [u, v] = [cos * along - sin * across, sin * along + cos * across]
    for (let j = 0, at = from; j < bands; j++, at++)
      values[at] = (values[at] ?? 0) - (weights[j] ?? 0) * (offset * u + gain * v * (y[at] ?? 0))
  }
  return {
    whiten(values) {
      for (let row = 0; row < rows; row++) whitenPair(values, row * bands)
    },
  }
}
