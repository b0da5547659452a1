import { columnMeans, rowOf, transposed } from '../linear/matrix.ts'
import { multiply } from '../linear/multiply.ts'
import type { Matrix } from '../service.ts'

const squaredLengths = (points: Matrix): Float64Array =>
  Float64Array.from({ length: points.rows }, (_, i) => rowOf(points, i).reduce((sum, v) => sum + v * v, 0))

/** exp(-|a_i - b_j|^2) between the rows of two tables. */
export function gaussians(a: Matrix, b: Matrix): Matrix {
  const products = multiply(a, transposed(b))
  const [one, two] = [squaredLengths(a), squaredLengths(b)]
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) {
      const at = i * b.rows + j
      products.data[at] = Math.exp(Math.min(0, 2 * (products.data[at] ?? 0) - (one[i] ?? 0) - (two[j] ?? 0)))
    }
  return products
}

/** A symmetric kernel whose features have mean zero over the samples, and the means it had. */
export function centredKernel(kernel: Matrix): { readonly kernel: Matrix; readonly means: Float64Array } {
  const means = columnMeans(kernel)
  const whole = means.reduce((sum, value) => sum + value, 0) / means.length
  const data = kernel.data.map(
    (value, at) =>
      value - (means[at % kernel.columns] ?? 0) - (means[Math.floor(at / kernel.columns)] ?? 0) + whole,
  )
  return { kernel: { ...kernel, data }, means }
}
