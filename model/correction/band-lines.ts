import { columnMeans, rowOf, zeros } from '../linear/matrix.ts'
import type { Matrix } from '../service.ts'

/** y = x * slope + offset, band by band. */
export interface BandLines {
  readonly slope: Float64Array
  readonly offset: Float64Array
}

/** Every row through the lines of its bands. */
export function applyLines(lines: BandLines, x: Matrix): Matrix {
  const result = zeros(x.rows, x.columns)
  for (let i = 0; i < x.rows; i++) {
    const from = rowOf(x, i)
    const to = rowOf(result, i)
    for (let j = 0; j < to.length; j++)
      to[j] = (from[j] ?? 0) * (lines.slope[j] ?? 1) + (lines.offset[j] ?? 0)
  }
  return result
}

/** First through `first`, then through `second`. */
export function composeLines(first: BandLines, second: BandLines): BandLines {
  return {
    slope: first.slope.map((value, j) => value * (second.slope[j] ?? 1)),
    offset: first.offset.map((value, j) => value * (second.slope[j] ?? 1) + (second.offset[j] ?? 0)),
  }
}

/** Least-squares line per band; a band that does not vary keeps its slope and is shifted only. */
export function fitLines(x: Matrix, y: Matrix): BandLines {
  const mx = columnMeans(x)
  const my = columnMeans(y)
  const xx = new Float64Array(x.columns)
  const xy = new Float64Array(x.columns)
  for (let i = 0; i < x.rows; i++) {
    const [a, b] = [rowOf(x, i), rowOf(y, i)]
    for (let j = 0; j < xx.length; j++) {
      const d = (a[j] ?? 0) - (mx[j] ?? 0)
      xx[j] = (xx[j] ?? 0) + d * d
      xy[j] = (xy[j] ?? 0) + d * ((b[j] ?? 0) - (my[j] ?? 0))
    }
  }
  // Rounding of the mean alone leaves about 1e-32 of the square of the level.
  const slope = xx.map((value, j) => (value > x.rows * 1e-28 * (mx[j] ?? 0) ** 2 ? (xy[j] ?? 0) / value : 1))
  return { slope, offset: my.map((value, j) => value - (slope[j] ?? 1) * (mx[j] ?? 0)) }
}
