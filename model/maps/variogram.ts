/** Semivariance of a map at whole-pixel lags along rows and columns. */
export interface Variogram {
  /** Lags in pixels, 1, 2, ... */
  readonly lags: Float64Array
  /** Half the mean square of differences at that lag. */
  readonly semivariance: Float64Array
  /** Number of pairs behind each. */
  readonly pairs: Float64Array
}

/** A model fitted to a variogram: what of the variance is structure and what is there at no distance at all. */
export interface VariogramFit {
  readonly model: 'spherical' | 'exponential' | 'gaussian'
  /** Variance of neighbours that no distance explains. */
  readonly nugget: number
  /** Nugget and structure together. */
  readonly sill: number
  /** Range parameter of the model in pixels. */
  readonly rangePixels: number
  /** 1 - nugget / sill: the spatially correlated share of the variance. */
  readonly correlatedShare: number
}

/** Largest lag as a share of the shorter side: beyond it few pairs of few places decide (Journel and Huijbregts 1978). */
const LARGEST = 1 / 3

/** The empirical variogram of a map inside its mask (Matheron 1963). */
export function variogramOf(
  values: Float32Array,
  mask: Uint8Array,
  height: number,
  width: number,
): Variogram {
  const count = Math.max(2, Math.floor(LARGEST * Math.min(height, width)))
  const lags = Float64Array.from({ length: count }, (_, i) => i + 1)
  const pairs = new Float64Array(count)
  const semivariance = lags.map((lag, i) => {
    let sum = 0
    const add = (from: number, to: number): void => {
      if (mask[from] !== 1 || mask[to] !== 1) return
      sum += ((values[from] ?? 0) - (values[to] ?? 0)) ** 2 / 2
      pairs[i] = (pairs[i] ?? 0) + 1
    }
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const from = y * width + x
        if (x + lag < width) add(from, from + lag)
        if (y + lag < height) add(from, from + lag * width)
      }
    return sum / Math.max(1, pairs[i] ?? 0)
  })
  return { lags, semivariance, pairs }
}

const SHAPES: Readonly<Record<VariogramFit['model'], (h: number) => number>> = {
  spherical: (h) => (h >= 1 ? 1 : 1.5 * h - 0.5 * h ** 3),
  exponential: (h) => 1 - Math.exp(-h),
  gaussian: (h) => 1 - Math.exp(-h * h),
}
const RANGES = 40

/**
 * Nugget and sill by weighted least squares (weights pairs / lag^2, which favours short lags), over a grid of
 * ranges and the three usual models; neither nugget nor structure may be negative.
 */
export function fitVariogram({ lags, semivariance, pairs }: Variogram): VariogramFit {
  const longest = lags.at(-1) ?? 1
  let best: VariogramFit = { model: 'spherical', nugget: 0, sill: 0, rangePixels: 1, correlatedShare: 0 }
  let least = Infinity
  for (const model of Object.keys(SHAPES) as VariogramFit['model'][])
    for (let step = 0; step < RANGES; step++) {
      const range = (2 * longest) ** (step / (RANGES - 1))
      const shape = lags.map((lag) => SHAPES[model](lag / range))
      const weights = pairs.map((n, i) => n / (lags[i] ?? 1) ** 2)
      const { nugget, structure, error } = nonNegativeLine(shape, semivariance, weights)
      if (error >= least) continue
      least = error
      const sill = nugget + structure
      best = { model, nugget, sill, rangePixels: range, correlatedShare: sill > 0 ? structure / sill : 0 }
    }
  return best
}

/** y = nugget + structure x with neither below 0, weighted. */
function nonNegativeLine(
  x: Float64Array,
  y: Float64Array,
  w: Float64Array,
): { readonly nugget: number; readonly structure: number; readonly error: number } {
  let [sw, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [xi, yi, wi] = [x[i] ?? 0, y[i] ?? 0, w[i] ?? 0]
    sw += wi
    sx += wi * xi
    sy += wi * yi
    sxx += wi * xi * xi
    sxy += wi * xi * yi
  }
  const determinant = sw * sxx - sx * sx
  const slope = determinant > 0 ? (sw * sxy - sx * sy) / determinant : 0
  const level = (sy - slope * sx) / sw
  const candidates = [
    { nugget: level, structure: slope },
    { nugget: 0, structure: sxx > 0 ? sxy / sxx : 0 },
    { nugget: sy / sw, structure: 0 },
  ].filter(({ nugget, structure }) => nugget >= 0 && structure >= 0)
  const errorOf = ({ nugget, structure }: { nugget: number; structure: number }): number =>
    x.reduce((sum, xi, i) => sum + (w[i] ?? 0) * ((y[i] ?? 0) - nugget - structure * xi) ** 2, 0)
  const judged = candidates.map((line) => ({ ...line, error: errorOf(line) }))
  return judged.reduce((a, b) => (b.error < a.error ? b : a), { nugget: 0, structure: 0, error: Infinity })
}
