import { seededFolds, foldsOf } from '../folds.ts'
import { cholesky } from '../linear/cholesky.ts'
import { centred, columnMeans, takeRows, zeros } from '../linear/matrix.ts'
import { crossProduct, gram } from '../linear/multiply.ts'
import { penaltyScale } from '../linear/ridge-penalty.ts'
import type { Matrix, PairTable } from '../service.ts'
import { affineAfterwards, affineFitted } from './affine.ts'
import type { Fitted, Method } from './method.ts'

/** Bands on each side of a window (wider ones are what ridge does), and penalties for spectra that vary like reflectance. */
const HALF_WIDTHS = [0, 1, 2, 3, 5, 8, 12, 16]
const PENALTIES = [1e-4, 1e-3, 1e-2, 0.1, 1, 10]

/** Sums of centred samples: A'A, A'C and |C|^2 per band. */
interface Sums {
  readonly aa: Matrix
  readonly ac: Matrix
  readonly cc: Float64Array
}

/** How many bands a window has, and what holds its coefficients to the identity. */
export interface PdsChoice {
  readonly halfWidth: number
  readonly penalty: number
}

function sumsOf(a: Matrix, c: Matrix): Sums {
  const cc = new Float64Array(c.columns)
  for (const [at, value] of c.data.entries()) cc[at % c.columns] = (cc[at % c.columns] ?? 0) + value * value
  return { aa: gram(a), ac: crossProduct(a, c), cc }
}

/** First band of the window of each band: shifted at the edges, never shortened. */
const windowStart = (band: number, halfWidth: number, bands: number): number =>
  Math.min(Math.max(band - halfWidth, 0), bands - 2 * halfWidth - 1)

/** The part of A'A inside a window. */
function windowGram({ aa }: Sums, start: number, width: number): Matrix {
  const part = zeros(width, width)
  for (let i = 0; i < width; i++) {
    const from = (start + i) * aa.columns + start
    part.data.set(aa.data.subarray(from, from + width), i * width)
  }
  return part
}

/** (S + penalty I)^-1 (A'c + penalty e): the window's coefficients for one band, e the band itself. */
function windowCoefficients(
  sums: Sums,
  band: number,
  window: Matrix,
  start: number,
  penalty: number,
): Float64Array {
  const size = window.rows
  const system = { ...window, data: window.data.slice() }
  const q = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    system.data[i * (size + 1)] = (system.data[i * (size + 1)] ?? 0) + penalty
    q[i] = (sums.ac.data[(start + i) * sums.ac.columns + band] ?? 0) + (start + i === band ? penalty : 0)
  }
  const { data: L } = cholesky(system)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) q[i] = (q[i] ?? 0) - (L[i * size + k] ?? 0) * (q[k] ?? 0)
    q[i] = (q[i] ?? 0) / (L[i * (size + 1)] ?? 1)
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) q[i] = (q[i] ?? 0) - (L[k * size + i] ?? 0) * (q[k] ?? 0)
    q[i] = (q[i] ?? 0) / (L[i * (size + 1)] ?? 1)
  }
  return q
}

/** |c - A q|^2 from the sums of samples that took no part. */
function windowError(sums: Sums, band: number, window: Matrix, start: number, q: Float64Array): number {
  let error = sums.cc[band] ?? 0
  for (let i = 0; i < q.length; i++) {
    let row = -2 * (sums.ac.data[(start + i) * sums.ac.columns + band] ?? 0)
    for (let k = 0; k < q.length; k++) row += (window.data[i * q.length + k] ?? 0) * (q[k] ?? 0)
    error += (q[i] ?? 0) * row
  }
  return error
}

/** Held-out error of every penalty at one width, over all bands. */
function errorsAtWidth(
  known: Sums,
  unknown: Sums,
  halfWidth: number,
  penalties: readonly number[],
): number[] {
  const bands = known.cc.length
  const width = 2 * halfWidth + 1
  const errors = penalties.map(() => 0)
  for (let band = 0; band < bands; band++) {
    const start = windowStart(band, halfWidth, bands)
    const [learn, judge] = [windowGram(known, start, width), windowGram(unknown, start, width)]
    for (const [k, penalty] of penalties.entries()) {
      const q = windowCoefficients(known, band, learn, start, penalty)
      errors[k] = (errors[k] ?? 0) + windowError(unknown, band, judge, start, q)
    }
  }
  return errors
}

/** Width and penalty with the least error over inner folds of the rows given. */
function choose({ x, y }: PairTable, seed: number): PdsChoice {
  const bands = x.columns
  const widths = HALF_WIDTHS.filter((halfWidth) => 2 * halfWidth + 1 <= bands)
  const scale = penaltyScale(centred(x, columnMeans(x)))
  const penalties = PENALTIES.map((penalty) => penalty * scale)
  const totals = widths.map(() => penalties.map(() => 0))
  for (const { training, test } of foldsOf(seededFolds(x.rows, seed))) {
    const [learnX, learnY] = [takeRows(x, training), takeRows(y, training)]
    const [mx, my] = [columnMeans(learnX), columnMeans(learnY)]
    const known = sumsOf(centred(learnX, mx), centred(learnY, my))
    const unknown = sumsOf(centred(takeRows(x, test), mx), centred(takeRows(y, test), my))
    for (const [w, halfWidth] of widths.entries())
      totals[w] = errorsAtWidth(known, unknown, halfWidth, penalties).map((e, k) => e + (totals[w]?.[k] ?? 0))
  }
  let [chosen, least]: [PdsChoice, number] = [{ halfWidth: 0, penalty: penalties[0] ?? 0 }, Infinity]
  for (const [w, halfWidth] of widths.entries())
    for (const [k, penalty] of penalties.entries()) {
      const error = totals[w]?.[k] ?? Infinity
      if (error < least) [chosen, least] = [{ halfWidth, penalty }, error]
    }
  return chosen
}

/** One penalised regression per band on the bands around it. */
export function fitPds(pairs: PairTable, { halfWidth, penalty }: PdsChoice): Fitted {
  const centre = columnMeans(pairs.x)
  const mean = columnMeans(pairs.y)
  const sums = sumsOf(centred(pairs.x, centre), centred(pairs.y, mean))
  const bands = mean.length
  const coefficients = zeros(bands, bands)
  for (let band = 0; band < bands; band++) {
    const start = windowStart(band, halfWidth, bands)
    const window = windowGram(sums, start, 2 * halfWidth + 1)
    const q = windowCoefficients(sums, band, window, start, penalty)
    for (const [i, value] of q.entries()) coefficients.data[(start + i) * bands + band] = value
  }
  return affineFitted({ centre, mean, coefficients }, { halfWidth, penalty })
}

/**
 * Piecewise direct standardisation (Wang, Veltkamp, Kowalski 1991), with a ridge penalty towards the identity
 * where the original takes principal components of each window.
 */
export const pds: Method = {
  name: 'pds',
  title: 'Piecewise direct standardisation',
  assumptions:
    'Each reference band is a linear mixture of the bands around it: small shifts and other line widths.',
  minimumPairs: 6,
  fit: async (pairs, { seed }) => fitPds(pairs, choose(pairs, seed)),
  ...affineAfterwards,
}
