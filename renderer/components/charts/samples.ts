/** Index of the sample nearest to `x` in ascending `xs`; -1 for none. */
export function nearestIndex(xs: ArrayLike<number>, x: number): number {
  const after = firstAtLeast(xs, x)
  if (xs.length === 0) return -1
  if (after >= xs.length) return xs.length - 1
  if (after === 0) return 0
  return x - (xs[after - 1] ?? 0) <= (xs[after] ?? 0) - x ? after - 1 : after
}

/** First index with `xs[i] >= x` in ascending `xs`. */
export function firstAtLeast(xs: ArrayLike<number>, x: number): number {
  let low = 0
  let high = xs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((xs[middle] ?? 0) < x) low = middle + 1
    else high = middle
  }
  return low
}

/** Value at `x` by straight lines between samples; undefined outside them or next to a gap. */
export function valueAt(xs: ArrayLike<number>, ys: ArrayLike<number>, x: number): number | undefined {
  const after = firstAtLeast(xs, x)
  const x1 = xs[after]
  const y1 = ys[after]
  if (x1 === undefined || y1 === undefined) return undefined
  if (x1 === x) return Number.isNaN(y1) ? undefined : y1
  const x0 = xs[after - 1]
  const y0 = ys[after - 1]
  if (x0 === undefined || y0 === undefined) return undefined
  const value = y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
  return Number.isNaN(value) ? undefined : value
}

/** Smallest and largest finite value among the samples with x in [from, to]. */
export function extentIn(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
): readonly [number, number] | undefined {
  let min = Infinity
  let max = -Infinity
  for (let i = firstAtLeast(xs, from); i < xs.length && (xs[i] ?? 0) <= to; i++) {
    const y = ys[i] ?? NaN
    if (y < min) min = y
    if (y > max) max = y
  }
  return min <= max ? [min, max] : undefined
}

/** Every sample at least `apart` from the one before: bands of a reference drawn as circles. */
export function thinned(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  apart: number,
): { x: Float64Array; y: Float64Array } {
  const kept: number[] = []
  let last = -Infinity
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i] ?? NaN
    // Half a nanometre of grace: bands of "10 nm" may sit at 389.99.
    if (x - last < apart - 0.5) continue
    kept.push(i)
    last = x
  }
  return { x: Float64Array.from(kept, (i) => xs[i] ?? NaN), y: Float64Array.from(kept, (i) => ys[i] ?? NaN) }
}
