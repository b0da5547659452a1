import { percentile } from '../../../spectra/metrics.ts'
import { foldsOf, seededFolds } from '../../folds.ts'
import { cholesky, quadraticForm } from '../../linear/cholesky.ts'
import { centred, columnMeans, difference, rowOf, takeRows } from '../../linear/matrix.ts'
import { gram } from '../../linear/multiply.ts'
import type { Matrix } from '../../service.ts'
import { peakFinder, peakLimit, withPeaks } from '../band-peaks.ts'
import type { DomainScale } from '../method.ts'
import { columnMeanSquares, plus, plusDiagonal, smoothKernel, times } from './smooth-kernel.ts'
import { LEAST_NOISE, SMOOTH_LENGTH_NM, SMOOTH_VARIANCE } from './wiener.ts'

/** How far physically corrected spectra lie from those of the plate, and up to where its expert is believed. */
export interface Gate {
  readonly centre: Float64Array
  /** Lower Cholesky factor of the spread of plate spectra as this device sees them. */
  readonly factor: Matrix
  /** 95 % quantile of the squared distance of plate patches that took no part. */
  readonly low: number
  /** What one band may differ from what the others say of it, in standard deviations; infinite where not learned. */
  readonly peak: number
}

const QUANTILE = 95
/** From `low` to this many times it the plate's expert fades out. */
const FADE = 2
const LEAST_LIMIT = 1e-9

type Shape = Pick<Gate, 'centre' | 'factor'>

function shapeOf(p: Matrix, y: Matrix, smooth: Matrix): Shape {
  const residual = difference(p, y)
  const noise = columnMeanSquares(centred(residual, columnMeans(residual)), LEAST_NOISE)
  const spread = times(gram(centred(y, columnMeans(y))), 1 / Math.max(1, y.rows - 1))
  return { centre: columnMeans(p), factor: cholesky(plusDiagonal(plus(spread, smooth), noise)) }
}

/** Squared Mahalanobis distance per band of every row. */
function distances({ centre, factor }: Shape, p: Matrix): Float64Array {
  const offsets = centred(p, centre)
  return Float64Array.from(
    { length: p.rows },
    (_, i) => quadraticForm(factor, rowOf(offsets, i)) / Math.max(1, p.columns),
  )
}

/** @param p physically corrected spectra, y the reference's */
export function fitGate(p: Matrix, y: Matrix, wavelengthNm: Float64Array, seed: number): Gate {
  const smooth = smoothKernel(wavelengthNm, SMOOTH_LENGTH_NM, SMOOTH_VARIANCE)
  const outside = foldsOf(seededFolds(p.rows, seed)).map(({ training, test }) => {
    const [shape, others] = [shapeOf(takeRows(p, training), takeRows(y, training), smooth), takeRows(p, test)]
    return { distances: distances(shape, others), peaks: peakFinder(shape.centre, shape.factor)(others) }
  })
  const all = (key: 'distances' | 'peaks'): number[] => outside.flatMap((fold) => [...fold[key]])
  return {
    ...shapeOf(p, y, smooth),
    low: Math.max(LEAST_LIMIT, percentile(all('distances'), QUANTILE)),
    peak: peakLimit(all('peaks')),
  }
}

/** Where the gate lets the plate's expert speak alone, with others, or not at all. */
export function gateScale(gate: Gate): DomainScale {
  return { low: gate.low, high: FADE * gate.low, distances: (p) => distances(gate, p) }
}

/** What a person is told: the gate, and beyond it whatever has a band that stands out from all others. */
export function lampScale(gate: Gate): DomainScale {
  return withPeaks(gateScale(gate), gate.peak, () => peakFinder(gate.centre, gate.factor))
}

/** Weight of the plate's expert at each distance: 1 up to `low`, 0 from `high` on, in between by its logarithm. */
export function gateWeights({ low, high }: DomainScale, at: Float64Array): Float64Array {
  const width = Math.log(high / low)
  return at.map((distance) => Math.min(1, Math.max(0, Math.log(high / distance) / width)))
}
