import { percentile } from '../../spectra/metrics.ts'
import { zeros } from '../linear/matrix.ts'
import type { Matrix } from '../service.ts'
import type { NamedArrays } from './method.ts'
import { storedMatrix } from './stored-array.ts'

/** Share of reference values an interval should hold. */
export const COVERAGE = 0.9
export const THIRDS = ['dark', 'middle', 'bright'] as const

/**
 * Half width of the 90 % interval per band and per third of the predicted level (rows dark, middle, bright):
 * without the thirds bright samples are covered at 83 % only.
 */
export interface IntervalTable {
  /** 2 x bands: borders between the thirds. */
  readonly borders: Matrix
  /** 3 x bands, in the unit of the reference. */
  readonly halfWidth: Matrix
}

/** Third (0..2) of a predicted value in its band. */
function thirdOf(borders: Matrix, value: number, band: number): number {
  if (value < (borders.data[band] ?? 0)) return 0
  return value < (borders.data[borders.columns + band] ?? 0) ? 1 : 2
}

/** Order statistic ceil((m + 1) 0.9) of m residuals, the split-conformal quantile; the largest of few. */
function conformalQuantile(residuals: number[]): number {
  const sorted = Float64Array.from(residuals).sort()
  return sorted[Math.min(sorted.length, Math.ceil((sorted.length + 1) * COVERAGE)) - 1] ?? 0
}

/** Widths from predictions of rows that took no part in their fit. @param predicted, reference n x bands */
export function fitInterval(predicted: Matrix, reference: Matrix): IntervalTable {
  const { rows, columns } = predicted
  const borders = zeros(2, columns)
  const halfWidth = zeros(THIRDS.length, columns)
  for (let band = 0; band < columns; band++) {
    const levels = Float64Array.from({ length: rows }, (_, i) => predicted.data[i * columns + band] ?? 0)
    borders.data[band] = percentile(levels, 100 / 3)
    borders.data[columns + band] = percentile(levels, 200 / 3)
    const residuals: number[][] = THIRDS.map(() => [])
    for (const [i, level] of levels.entries())
      residuals[thirdOf(borders, level, band)]?.push(
        Math.abs(level - (reference.data[i * columns + band] ?? 0)),
      )
    for (const [third, values] of residuals.entries())
      halfWidth.data[third * columns + band] = conformalQuantile(
        values.length > 0 ? values : residuals.flat(),
      )
  }
  return { borders, halfWidth }
}

/** Half widths for one predicted spectrum. */
export function intervalFor(table: IntervalTable, predicted: Float64Array): Float64Array {
  const { columns, data } = table.halfWidth
  return predicted.map((value, band) => data[thirdOf(table.borders, value, band) * columns + band] ?? 0)
}

/** Share of reference values inside the interval, for each third of the predicted level. */
export function coverageByThird(table: IntervalTable, predicted: Matrix, reference: Matrix): number[] {
  const counts = THIRDS.map(() => ({ inside: 0, all: 0 }))
  const { columns } = predicted
  for (const [at, value] of predicted.data.entries()) {
    const third = thirdOf(table.borders, value, at % columns)
    const count = counts[third]
    if (!count) continue
    const width = table.halfWidth.data[third * columns + (at % columns)] ?? 0
    count.all++
    if (Math.abs(value - (reference.data[at] ?? 0)) <= width) count.inside++
  }
  return counts.map(({ inside, all }) => (all === 0 ? 1 : inside / all))
}

/** The table as arrays for a bundle. */
export function intervalArrays(table: IntervalTable): NamedArrays {
  return { borders: table.borders.data, halfWidth: table.halfWidth.data }
}

/** The inverse of `intervalArrays`. @throws Problem MODEL_DAMAGED */
export function restoreInterval(arrays: NamedArrays, bands: number): IntervalTable {
  return {
    borders: storedMatrix(arrays, 'borders', bands),
    halfWidth: storedMatrix(arrays, 'halfWidth', bands),
  }
}
