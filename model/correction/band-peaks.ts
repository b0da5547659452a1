import { percentile } from '../../spectra/metrics.ts'
import { symmetricInverse } from '../linear/inverse.ts'
import { centred, rowOf, transposed } from '../linear/matrix.ts'
import { gram, multiply } from '../linear/multiply.ts'
import type { Matrix } from '../service.ts'
import type { DomainScale } from './method.ts'

/** One held-out patch in a hundred has a band that stands out more than this ... */
const QUANTILE = 99
/** ... and this many times further is the limit: nothing tells how heavy the tail is beyond a few hundred patches. */
const MARGIN = 1.25

/** What the bands of held-out patches leave for a limit. @param peaks of every patch, standard deviations */
export const peakLimit = (peaks: readonly number[]): number => MARGIN * percentile(peaks, QUANTILE)

/**
 * How far the band that stands out most is from what all others say of it, in standard deviations, for every row: with
 * V the spread of spectra, max_i |(V^-1 d)_i| / sqrt((V^-1)_ii). A spike in one of many bands hardly moves the distance
 * of the whole.
 * @param factor lower Cholesky factor of V
 */
export function peakFinder(centre: Float64Array, factor: Matrix): (p: Matrix) => Float64Array {
  const precision = symmetricInverse(gram(transposed(factor)))
  const sd = Float64Array.from(centre, (_, i) => Math.sqrt(precision.data[i * (centre.length + 1)] ?? 1))
  return (p) => {
    const surprise = multiply(centred(p, centre), precision)
    return Float64Array.from({ length: p.rows }, (_, i) =>
      rowOf(surprise, i).reduce((most, value, j) => Math.max(most, Math.abs(value) / (sd[j] ?? 1)), 0),
    )
  }
}

/**
 * A scale on which a spectrum with one band beyond `limit` is foreign, too; the same scale where no limit was learned.
 * @param finder makes the finder of the raw spectra's peaks when it is first asked for
 */
export function withPeaks(
  scale: DomainScale,
  limit: number,
  finder: () => (x: Matrix) => Float64Array,
): DomainScale {
  if (!Number.isFinite(limit)) return scale
  let peaks: ReturnType<typeof finder> | undefined
  return {
    ...scale,
    distances(x) {
      peaks ??= finder()
      const standing = peaks(x)
      const far = scale.distances(x)
      return far.map((distance, i) => {
        const beyond = (standing[i] ?? 0) / limit
        return beyond > 1 ? Math.max(distance, scale.high * beyond ** 2) : distance
      })
    },
  }
}
