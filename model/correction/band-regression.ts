/** Of its own length: a term with less than this left beside the terms before it is a copy of them. */
const COPY = 1e-8
/** A sample that decides its own prediction alone tells nothing about others. */
const LEAST_FREEDOM = 1e-3

/** Least squares of one band on an offset and some terms, without the samples' own part in it. */
export interface BandRegression {
  /** Offset first, then one coefficient for each term; copies get 0. */
  readonly coefficients: Float64Array
  /** Sum of squared leave-one-out residuals. */
  readonly press: number
}

/** v without its part along `direction` (of length 1); the part. */
function takeOut(v: Float64Array, direction: Float64Array): number {
  let part = 0
  for (let i = 0; i < v.length; i++) part += (v[i] ?? 0) * (direction[i] ?? 0)
  for (let i = 0; i < v.length; i++) v[i] = (v[i] ?? 0) - part * (direction[i] ?? 0)
  return part
}

function lengthOf(v: Float64Array): number {
  let squares = 0
  for (let i = 0; i < v.length; i++) squares += (v[i] ?? 0) ** 2
  return Math.sqrt(squares)
}

/** @param terms one row of n values each, the important ones first @param target n values */
export function regressBand(terms: readonly Float64Array[], target: Float64Array): BandRegression {
  const samples = target.length
  const columns = [new Float64Array(samples).fill(1), ...terms]
  const basis: { direction: Float64Array; term: number; parts: number[]; projected: number }[] = []
  const residual = target.slice()
  const leverage = new Float64Array(samples)
  for (const [term, column] of columns.entries()) {
    const direction = column.slice()
    const before = lengthOf(direction)
    const parts = basis.map((other) => takeOut(direction, other.direction))
    const left = lengthOf(direction)
    if (!(left > COPY * before)) continue
    for (let i = 0; i < samples; i++) direction[i] = (direction[i] ?? 0) / left
    const projected = takeOut(residual, direction)
    for (let i = 0; i < samples; i++) leverage[i] = (leverage[i] ?? 0) + (direction[i] ?? 0) ** 2
    basis.push({ direction, term, parts: [...parts, left], projected })
  }
  const coefficients = new Float64Array(columns.length)
  for (let k = basis.length - 1; k >= 0; k--) {
    let value = basis[k]?.projected ?? 0
    for (let later = k + 1; later < basis.length; later++)
      value -= (basis[later]?.parts[k] ?? 0) * (coefficients[basis[later]?.term ?? 0] ?? 0)
    coefficients[basis[k]?.term ?? 0] = value / (basis[k]?.parts[k] ?? 1)
  }
  let press = 0
  for (let i = 0; i < samples; i++)
    press += ((residual[i] ?? 0) / Math.max(LEAST_FREEDOM, 1 - (leverage[i] ?? 0))) ** 2
  return { coefficients, press }
}
