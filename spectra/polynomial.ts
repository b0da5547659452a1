import { at } from './at.ts'

/** Value of c0 + c1 x + c2 x^2 + ... (Horner). */
export function polynomialAt(coefficients: ArrayLike<number>, x: number): number {
  let value = 0
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + at(coefficients, i)
  return value
}

/**
 * The polynomial of least squared error through points; x should lie about within -1..1. Normal equations by Gaussian
 * elimination with pivoting, good enough for the low degrees it is meant for.
 * @throws RangeError for fewer points than coefficients
 */
export function fitPolynomial(x: ArrayLike<number>, y: ArrayLike<number>, degree: number): Float64Array {
  const size = degree + 1
  if (x.length < size) throw new RangeError(`${x.length} points for ${size} coefficients`)
  const rows = Array.from({ length: size }, () => new Float64Array(size + 1))
  for (let i = 0; i < x.length; i++) {
    const powers = Array.from({ length: size }, (_, k) => at(x, i) ** k)
    rows.forEach((row, k) => {
      for (let j = 0; j < size; j++) row[j] = at(row, j) + at(powers, k) * at(powers, j)
      row[size] = at(row, size) + at(powers, k) * at(y, i)
    })
  }
  for (let k = 0; k < size; k++) {
    const pivot = rows.slice(k).reduce((a, b) => (Math.abs(at(b, k)) > Math.abs(at(a, k)) ? b : a))
    const place = rows.indexOf(pivot)
    const swapped = rows[k]
    if (!swapped || Math.abs(at(pivot, k)) < 1e-12) throw new RangeError('the points are too much alike')
    rows[place] = swapped
    rows[k] = pivot
    rows.forEach((row, other) => {
      if (other === k) return
      const factor = at(row, k) / at(pivot, k)
      for (let j = k; j <= size; j++) row[j] = at(row, j) - factor * at(pivot, j)
    })
  }
  return Float64Array.from(rows, (row, k) => at(row, size) / at(row, k))
}
