/** A point as Chart.js draws it without parsing. */
export interface Point {
  x: number
  y: number
}

/** What decides how densely a line is drawn: the window on x and its width on the screen, in pixels. */
export interface Columns {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Copies two arrays into the points of a data set, in place: no garbage at 30 spectra a second. */
export function fillPoints(points: Point[], xs: ArrayLike<number>, ys: ArrayLike<number>): void {
  const n = Math.min(xs.length, ys.length)
  for (let i = 0; i < n; i++) put(points, i, xs[i] ?? NaN, ys[i] ?? NaN)
  points.length = n
}

/**
 * As `fillPoints`, but at most one point for every column of the screen: of the samples that share a column the one
 * farthest from the point before, so that peaks stay. Stroking several points a column costs much and shows nothing
 * more. A gap stays a gap, whatever shares its column.
 */
export function fillColumns(
  points: Point[],
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  columns: Columns,
): void {
  const perColumn = (columns.to - columns.from) / columns.count
  const columnOf = (i: number): number => Math.floor(((xs[i] ?? NaN) - columns.from) / perColumn)
  const total = Math.min(xs.length, ys.length)
  let n = 0
  let before = NaN
  let i = 0
  while (i < total) {
    const column = columnOf(i)
    let best = i
    let farthest = -1
    while (i < total && columnOf(i) === column) {
      const y = ys[i] ?? NaN
      const distance = Number.isNaN(y) ? Infinity : Number.isNaN(before) ? 0 : Math.abs(y - before)
      if (distance > farthest) {
        farthest = distance
        best = i
      }
      i++
    }
    before = ys[best] ?? NaN
    put(points, n++, xs[best] ?? NaN, before)
  }
  points.length = n
}

function put(points: Point[], at: number, x: number, y: number): void {
  const point = points[at]
  if (point === undefined) points.push({ x, y })
  else {
    point.x = x
    point.y = y
  }
}
