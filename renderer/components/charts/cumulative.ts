/** Share in per cent of values at most x, as corners of a staircase from (0, ...) to (end, ...). */
export function cumulative(values: ArrayLike<number>, end: number): { x: Float64Array; y: Float64Array } {
  const ascending = Float64Array.from(values).sort()
  const n = ascending.length
  if (n === 0) return { x: new Float64Array(), y: new Float64Array() }
  const xs = [0]
  const ys = [0]
  ascending.forEach((value, i) => {
    xs.push(value)
    ys.push((100 * (i + 1)) / n)
  })
  const last = ascending[n - 1] ?? 0
  if (last < end) {
    xs.push(end)
    ys.push(100)
  }
  return { x: Float64Array.from(xs), y: Float64Array.from(ys) }
}

/** Share in per cent of values at most `limit`. */
export function shareWithin(values: ArrayLike<number>, limit: number): number {
  let inside = 0
  for (let i = 0; i < values.length; i++) if ((values[i] ?? NaN) <= limit) inside++
  return values.length === 0 ? NaN : (100 * inside) / values.length
}
