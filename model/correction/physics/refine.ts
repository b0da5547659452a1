import { cholesky } from '../../linear/cholesky.ts'
import { zeros } from '../../linear/matrix.ts'
import { solveCholesky } from '../../linear/solve.ts'
import type { Matrix } from '../../service.ts'
import { align, type CleanSignals, clean, cleanSignals, cleanWhite, type Instrument } from './instrument.ts'
import { bandNoise, type PairNoise, pairNoise } from './pair-noise.ts'
import { indexOf, type Prior, type Theta } from './parameters.ts'

/** Steps with the noise of bands alone, and then, for few pairs, with what pairs share. */
const [FIRST_ITERATIONS, LAST_ITERATIONS] = [4, 4]
/** With more the inexactness of the model outweighs what single pairs vary by (simulated units from 1001 on). */
const FEW_PAIRS = 100
const TRIES = 6
/** Steps smaller than this share of the prior's width end the search. */
const SMALL_STEP = 1e-3
const DIFFERENCE = 1e-3
const FIRST_DAMPING = 1e-3
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

/** How far parameters lie from what was believed, in squared widths of the prior. */
function distanceFrom(prior: Prior, theta: Theta): number {
  let sum = 0
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
  /** The misfit at other parameters, with the same noise. */
  misfitAt(candidate: Theta): number
}

/** Looks at any parameters with room that is made once. */
interface Viewer {
  residual(theta: Theta): Float64Array
  view(theta: Theta, noise: PairNoise): View
}

function viewer(instrument: Instrument, x: Matrix, y: Matrix, prior: Prior): Viewer {
  const bench = new Bench(instrument, x)
  const kept = cleanSignals(x.rows, x.columns)
  const room = (): Float64Array => new Float64Array(y.data.length)
  const [predicted, changed, error] = [room(), room(), room()]
  const columns = prior.free.map(room)
  const misfitOf = (values: Float64Array, theta: Theta): number =>
    dot(values, values) + distanceFrom(prior, theta)
  /** y - predicted, into `into`, which may be `from` itself. */
  const leave = (from: Float64Array, into: Float64Array): void => {
    for (let at = 0; at < into.length; at++) into[at] = (y.data[at] ?? 0) - (from[at] ?? 0)
  }
  return {
    residual(theta) {
      bench.predict(theta, bench.signals(theta), predicted)
      leave(predicted, error)
      return error
    },
    view(theta, noise) {
      const here = bench.signals(theta, kept)
      bench.predict(theta, here, predicted)
      leave(predicted, error)
      noise.whiten(error)
      for (const [k, index] of prior.free.entries()) {
        const step = DIFFERENCE * (prior.sd[k] ?? 1)
        const other = theta.slice()
        other[index] = (other[index] ?? 0) + step
        bench.predict(other, BEFORE_ALIGNMENT.has(index) ? bench.signals(other) : here, changed)
        const column = columns[k] ?? changed
        for (let at = 0; at < column.length; at++)
          column[at] = ((changed[at] ?? 0) - (predicted[at] ?? 0)) / step
        noise.whiten(column)
      }
      return {
        ...slopeAt(columns, error, prior, theta),
        misfit: misfitOf(error, theta),
        misfitAt(candidate) {
          bench.predict(candidate, bench.signals(candidate), changed)
          leave(changed, changed)
          noise.whiten(changed)
          return misfitOf(changed, candidate)
        },
      }
    },
  }
}

/** Length of a step in widths of the prior, the parameter that moves most. */
const stepLength = (from: Theta, to: Theta, { free, sd }: Prior): number =>
  Math.max(...free.map((index, k) => Math.abs((to[index] ?? 0) - (from[index] ?? 0)) / (sd[k] ?? 1)))

/** Steps of Levenberg and Marquardt from `start` (Marquardt 1963). @param noiseAt the noise of each iteration */
function descend(
  look: Viewer,
  prior: Prior,
  start: Theta,
  iterations: number,
  noiseAt: (theta: Theta, iteration: number) => PairNoise,
): Theta {
  let theta = start
  let damping = FIRST_DAMPING
  for (let iteration = 0; iteration < iterations; iteration++) {
    const here = look.view(theta, noiseAt(theta, iteration))
    let next: Theta | undefined
    for (let tries = 0; tries < TRIES && !next; tries++) {
      const candidate = moved(theta, here, damping, prior)
      if (here.misfitAt(candidate) < here.misfit) next = candidate
      damping = next ? damping / 5 : damping * 10
    }
    if (!next) break
    const length = stepLength(theta, next, prior)
    theta = next
    if (length < SMALL_STEP) break
  }
  return theta
}

/**
 * Parameters that explain the pairs as well as the prior lets them: from the prior's centre, least misfit of
 * (y - G(x)) whitened by the noise, + sum ((theta - centre) / sd)^2. The noise is that of bands alone, seen from each
 * step anew. With few pairs what all bands of a pair share would pass for the instrument: then it is that of pairs near
 * the end, seen once, as a noise that may grow with every step would excuse any parameters.
 */
export function refine(instrument: Instrument, x: Matrix, y: Matrix, prior: Prior): Theta {
  const look = viewer(instrument, x, y, prior)
  const bands = x.columns
  const few = x.rows <= FEW_PAIRS
  const iterations = few ? FIRST_ITERATIONS : FIRST_ITERATIONS + LAST_ITERATIONS
  const near = descend(look, prior, prior.centre.slice(), iterations, (theta, iteration) =>
    bandNoise(look.residual(theta), bands, iteration === 0),
  )
  if (!few) return near
  const noise = pairNoise(look.residual(near), y.data, bands)
  return descend(look, prior, near, LAST_ITERATIONS, () => noise)
}
