import { cholesky } from '../../linear/cholesky.ts'
import { zeros } from '../../linear/matrix.ts'
import { solveCholesky } from '../../linear/solve.ts'
import type { Matrix } from '../../service.ts'
import { align, type CleanSignals, clean, cleanSignals, cleanWhite, type Instrument } from './instrument.ts'
import { indexOf, type Prior, type Theta } from './parameters.ts'

const ITERATIONS = 8
const TRIES = 6
/** Steps smaller than this share of the prior's width end the search. */
const SMALL_STEP = 1e-3
const DIFFERENCE = 1e-3
const FIRST_DAMPING = 1e-3
const LEAST_VARIANCE = 1e-8
/** Residuals of neighbouring bands err together: so many count as independent. */
const INDEPENDENT_BANDS = 8
/** Parameters that change the signals before they are aligned. */
const BEFORE_ALIGNMENT = new Set([
  indexOf('a1'),
  indexOf('a2'),
  indexOf('su'),
  indexOf('sn'),
  indexOf('ltau'),
])

/** Predictions of one set of pairs at any parameters, with room of its own. */
class Bench {
  readonly #instrument: Instrument
  readonly #x: Matrix
  readonly #scratch: CleanSignals

  constructor(instrument: Instrument, x: Matrix) {
    this.#instrument = instrument
    this.#x = x
    this.#scratch = cleanSignals(x.rows, x.columns)
  }

  /** Signals at `theta`, to be kept for parameters that change nothing in them. */
  signals(theta: Theta, into = this.#scratch): { sample: CleanSignals; white: CleanSignals } {
    clean(this.#instrument, theta, this.#x, into)
    return { sample: into, white: cleanWhite(this.#instrument, theta) }
  }

  predict(theta: Theta, { sample, white }: ReturnType<Bench['signals']>, into: Float64Array): void {
    align(this.#instrument, theta, sample, white, into)
  }
}

/** Inverse standard deviation of each band's residual; of all bands alike before any fit. */
function weightsOf(residual: Float64Array, bands: number, first: boolean): Float64Array {
  const variance = new Float64Array(bands)
  const rows = residual.length / bands
  for (let at = 0, j = 0; at < residual.length; at++, j = j + 1 === bands ? 0 : j + 1)
    variance[j] = (variance[j] ?? 0) + (residual[at] ?? 0) ** 2 / rows
  if (first) variance.fill(variance.reduce((sum, value) => sum + value, 0) / bands)
  return variance.map((value) => 1 / Math.sqrt((Math.max(value, LEAST_VARIANCE) * bands) / INDEPENDENT_BANDS))
}

function misfit(
  y: Float64Array,
  predicted: Float64Array,
  weights: Float64Array,
  prior: Prior,
  theta: Theta,
): number {
  const bands = weights.length
  let sum = 0
  for (let at = 0, j = 0; at < y.length; at++, j = j + 1 === bands ? 0 : j + 1) {
    const error = ((y[at] ?? 0) - (predicted[at] ?? 0)) * (weights[j] ?? 0)
    sum += error * error
  }
  for (const [k, index] of prior.free.entries())
    sum += (((theta[index] ?? 0) - (prior.centre[index] ?? 0)) / (prior.sd[k] ?? 1)) ** 2
  return sum
}

function dot(a: Float64Array, b: Float64Array): number {
  let [even, odd] = [0, 0]
  for (let i = 0; i + 1 < a.length; i += 2) {
    even += (a[i] ?? 0) * (b[i] ?? 0)
    odd += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
  }
  if (a.length % 2 === 1) even += (a.at(-1) ?? 0) * (b.at(-1) ?? 0)
  return even + odd
}

/** Curvature J'J + S and gradient of half the misfit, which the steps are made of. */
interface Slope {
  readonly curvature: Matrix
  readonly gradient: Float64Array
}

function slopeAt(columns: readonly Float64Array[], error: Float64Array, prior: Prior, theta: Theta): Slope {
  const size = columns.length
  const curvature = zeros(size, size)
  const gradient = new Float64Array(size)
  for (const [k, a] of columns.entries()) {
    for (let l = 0; l <= k; l++) {
      const value = dot(a, columns[l] ?? a)
      curvature.data[k * size + l] = value
      curvature.data[l * size + k] = value
    }
    const precision = 1 / (prior.sd[k] ?? 1) ** 2
    const index = prior.free[k] ?? 0
    curvature.data[k * (size + 1)] = (curvature.data[k * (size + 1)] ?? 0) + precision
    gradient[k] = dot(a, error) - precision * ((theta[index] ?? 0) - (prior.centre[index] ?? 0))
  }
  return { curvature, gradient }
}

function moved(theta: Theta, { curvature, gradient }: Slope, damping: number, prior: Prior): Theta {
  const size = gradient.length
  const damped = zeros(size, size)
  damped.data.set(curvature.data)
  for (let k = 0; k < size; k++)
    damped.data[k * (size + 1)] = (1 + damping) * (curvature.data[k * (size + 1)] ?? 0)
  const step = solveCholesky(cholesky(damped), { rows: size, columns: 1, data: gradient }).data
  const next = theta.slice()
  for (const [k, index] of prior.free.entries()) next[index] = (next[index] ?? 0) + (step[k] ?? 0)
  return next
}

/** What one iteration looks at: the misfit at `theta`, and how it changes around it. */
interface View extends Slope {
  readonly misfit: number
  /** The misfit at other parameters, with the same weights. */
  misfitAt(candidate: Theta): number
}

/** Looks at any parameters with room that is made once. */
function viewer(
  instrument: Instrument,
  x: Matrix,
  y: Matrix,
  prior: Prior,
): (theta: Theta, first: boolean) => View {
  const bands = x.columns
  const bench = new Bench(instrument, x)
  const kept = cleanSignals(x.rows, bands)
  const room = (): Float64Array => new Float64Array(y.data.length)
  const [predicted, changed, error] = [room(), room(), room()]
  const columns = prior.free.map(room)
  return (theta, first) => {
    const here = bench.signals(theta, kept)
    bench.predict(theta, here, predicted)
    for (let at = 0; at < error.length; at++) error[at] = (y.data[at] ?? 0) - (predicted[at] ?? 0)
    const weights = weightsOf(error, bands, first)
    for (let at = 0, j = 0; at < error.length; at++, j = j + 1 === bands ? 0 : j + 1)
      error[at] = (error[at] ?? 0) * (weights[j] ?? 0)
    for (const [k, index] of prior.free.entries()) {
      const step = DIFFERENCE * (prior.sd[k] ?? 1)
      const other = theta.slice()
      other[index] = (other[index] ?? 0) + step
      bench.predict(other, BEFORE_ALIGNMENT.has(index) ? bench.signals(other) : here, changed)
      const column = columns[k] ?? changed
      for (let at = 0, j = 0; at < column.length; at++, j = j + 1 === bands ? 0 : j + 1)
        column[at] = (((changed[at] ?? 0) - (predicted[at] ?? 0)) / step) * (weights[j] ?? 0)
    }
    return {
      ...slopeAt(columns, error, prior, theta),
      misfit: misfit(y.data, predicted, weights, prior, theta),
      misfitAt(candidate) {
        bench.predict(candidate, bench.signals(candidate), changed)
        return misfit(y.data, changed, weights, prior, candidate)
      },
    }
  }
}

/** Length of a step in widths of the prior, the parameter that moves most. */
const stepLength = (from: Theta, to: Theta, { free, sd }: Prior): number =>
  Math.max(...free.map((index, k) => Math.abs((to[index] ?? 0) - (from[index] ?? 0)) / (sd[k] ?? 1)))

/**
 * Parameters that explain the pairs as well as the prior lets them: Levenberg-Marquardt (Marquardt 1963) from the
 * prior's centre on sum ((y - G(x)) / s_band)^2, thinned to the independent bands, + sum ((theta - centre) / sd)^2.
 * The s_band are those of the residual, all alike at first.
 */
export function refine(instrument: Instrument, x: Matrix, y: Matrix, prior: Prior): Theta {
  const viewAt = viewer(instrument, x, y, prior)
  let theta: Theta = prior.centre.slice()
  let damping = FIRST_DAMPING
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const view = viewAt(theta, iteration === 0)
    let next: Theta | undefined
    for (let tries = 0; tries < TRIES && !next; tries++) {
      const candidate = moved(theta, view, damping, prior)
      if (view.misfitAt(candidate) < view.misfit) next = candidate
      damping = next ? damping / 5 : damping * 10
    }
    if (!next) break
    const length = stepLength(theta, next, prior)
    theta = next
    if (length < SMALL_STEP) break
  }
  return theta
}
