import type { Domain } from '../../contract/spectrum.ts'
import { percentile } from '../../spectra/metrics.ts'
import type { Fold } from '../folds.ts'
import { cholesky, quadraticForm } from '../linear/cholesky.ts'
import { centred, columnMeans, difference, rowOf, takeRows } from '../linear/matrix.ts'
import { gram } from '../linear/multiply.ts'
import { lowerTriangle, triangular } from '../linear/triangle.ts'
import type { Matrix, PairTable } from '../service.ts'
import { peakFinder, peakLimit, withPeaks } from './band-peaks.ts'
import type { DomainScale, Fitted, NamedArrays } from './method.ts'
import { applyLines, type BandLines, fitLines } from './band-lines.ts'
import { storedArray } from './stored-array.ts'

/**
 * Whether a spectrum resembles the plate: squared Mahalanobis distance per band
 * D2 = (p - mean)' V^-1 (p - mean) / b with V = cov(Y) + ridge K + diag(var(P - Y)).
 *
 * p is the spectrum on the reference's scale, each band by its own line: a model that mixes bands pulls spikes,
 * dead pixels and noise towards the plate before anyone could see them (measured: with ridge's own output 1 %
 * of spikes are found, with the lines all).
 */
export interface DomainTest {
  readonly lines: BandLines
  readonly mean: Float64Array
  /** Lower Cholesky factor of V. */
  readonly factor: Matrix
  /** 95 % quantile of D2 of held-out plate patches; below it a spectrum is `in`. */
  readonly low: number
  /** Twice `low`; from here on it is `foreign`, between them `edge`. */
  readonly high: number
  /** Mean of a raw spectrum below which hardly any light came back: a lid, a lamp that is off. */
  readonly least: number
  /** What one band may differ from what the others say of it, in standard deviations; infinite where not learned. */
  readonly peak: number
}

/** A quarter of the darkest patch: darker things of the same kind exist, but not so much. */
const LEAST_SHARE = 0.25

/** Smooth part of the prior: 1e-5 of squared reflectance, or the same share of the variance of other quantities. */
const SMOOTH_REFLECTANCE = 1e-5
const SMOOTH_SHARE = 3e-4
const FLOOR_SHARE = 1e-6
/** 25 nm on an axis of 400 nm. */
const CORRELATION_SHARE = 1 / 16
const QUANTILE = 95
const FOREIGN_FACTOR = 2

type Shape = Pick<DomainTest, 'lines' | 'mean' | 'factor'>

function shapeOf(pairs: PairTable): Shape {
  const lines = fitLines(pairs.x, pairs.y)
  const scaled = applyLines(lines, pairs.x)
  const bands = pairs.y.columns
  const samples = Math.max(1, pairs.y.rows - 1)
  const covariance = gram(centred(pairs.y, columnMeans(pairs.y)))
  const residual = difference(scaled, pairs.y)
  let variance = 0
  for (let i = 0; i < bands; i++) variance += (covariance.data[i * (bands + 1)] ?? 0) / samples / bands
  const smooth = pairs.quantity === 'reflectance' ? SMOOTH_REFLECTANCE : SMOOTH_SHARE * variance
  for (let i = 0; i < bands; i++)
    for (let j = 0; j < bands; j++) {
      const at = i * bands + j
      const distance = (i - j) / (bands - 1 || 1) / CORRELATION_SHARE
      covariance.data[at] = (covariance.data[at] ?? 0) / samples + smooth * Math.exp(-0.5 * distance ** 2)
    }
  for (let i = 0; i < bands; i++) {
    let noise = FLOOR_SHARE * variance + 1e-12
    for (let row = 0; row < residual.rows; row++) noise += (rowOf(residual, row)[i] ?? 0) ** 2 / residual.rows
    covariance.data[i * (bands + 1)] = (covariance.data[i * (bands + 1)] ?? 0) + noise
  }
  return { lines, mean: columnMeans(scaled), factor: cholesky(covariance) }
}

/** D2 of every row of raw spectra. */
export function distances(shape: Shape, x: Matrix): Float64Array {
  const offsets = centred(applyLines(shape.lines, x), shape.mean)
  return Float64Array.from(
    { length: x.rows },
    (_, i) => quadraticForm(shape.factor, rowOf(offsets, i)) / x.columns,
  )
}

/** Standing-out bands of raw spectra. */
function peaksOf({ lines, mean, factor }: Shape): (x: Matrix) => Float64Array {
  const find = peakFinder(mean, factor)
  return (x) => find(applyLines(lines, x))
}

/** The domain of a plate, with limits from patches that took no part (cross-validation over `folds`). */
export function fitDomain(pairs: PairTable, folds: readonly Fold[]): DomainTest {
  const heldOut = folds.map(({ training, test }) => {
    const shape = shapeOf({ ...pairs, x: takeRows(pairs.x, training), y: takeRows(pairs.y, training) })
    const others = takeRows(pairs.x, test)
    return { distances: distances(shape, others), peaks: peaksOf(shape)(others) }
  })
  const all = (key: 'distances' | 'peaks'): number[] => heldOut.flatMap((fold) => [...fold[key]])
  const low = percentile(all('distances'), QUANTILE)
  const darkest = Math.min(...levels(pairs.x))
  const least = pairs.quantity === 'reflectance' ? LEAST_SHARE * Math.max(0, darkest) : -Infinity
  const peak = peakLimit(all('peaks'))
  return { ...shapeOf(pairs), low, high: FOREIGN_FACTOR * low, least, peak }
}

/** Mean of every row. */
const levels = (x: Matrix): Float64Array =>
  Float64Array.from({ length: x.rows }, (_, i) =>
    rowOf(x, i).reduce((sum, value) => sum + value / x.columns, 0),
  )

/**
 * What a model judges by: its method's own test where there is one, else the lines of the plate. A spectrum without
 * light is infinitely far away: near black every distance to dark patches is small.
 */
export function domainScale({ domain }: Pick<Fitted, 'domain'>, test: DomainTest): DomainScale {
  const lines = { low: test.low, high: test.high, distances: (x: Matrix) => distances(test, x) }
  const scale = domain ?? withPeaks(lines, test.peak, () => peaksOf(test))
  return {
    ...scale,
    distances(x) {
      const light = levels(x)
      return scale.distances(x).map((distance, i) => ((light[i] ?? 0) < test.least ? Infinity : distance))
    },
  }
}

/** The verdict on a distance, and its figures as shown: "D2 0.73, limit 1.40". */
export function domainOf(
  test: Pick<DomainScale, 'low' | 'high'>,
  distance: number,
): { readonly domain: Domain; readonly detail: string } {
  const domain = distance <= test.low ? 'in' : distance < test.high ? 'edge' : 'foreign'
  if (distance === Infinity) return { domain, detail: 'hardly any light: lid, lamp or probe' }
  return { domain, detail: `D2 ${distance.toFixed(2)}, limit ${test.high.toFixed(2)}` }
}

/** The test as arrays for a bundle; V's factor as its lower half. */
export function domainArrays(test: DomainTest): NamedArrays {
  const lower = lowerTriangle(test.factor)
  return {
    ...test.lines,
    mean: test.mean,
    lower,
    limits: Float64Array.of(test.low, test.high, test.least, test.peak),
  }
}

/** The inverse of `domainArrays`. @throws Problem MODEL_DAMAGED */
export function restoreDomain(arrays: NamedArrays): DomainTest {
  const mean = storedArray(arrays, 'mean')
  const factor = triangular(storedArray(arrays, 'lower'))
  const [low = 0, high = 0, least = -Infinity, peak = Infinity] = storedArray(arrays, 'limits')
  const lines = { slope: storedArray(arrays, 'slope'), offset: storedArray(arrays, 'offset') }
  return { lines, mean, factor, low, high, least, peak }
}
