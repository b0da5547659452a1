import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leadingEigen } from '../../../model/linear/leading-eigen.ts'
import { crossProduct, gram, multiply } from '../../../model/linear/multiply.ts'
import { principalComponents } from '../../../model/linear/principal-components.ts'
import { symmetricEigen } from '../../../model/linear/symmetric-eigen.ts'
import { centred, columnMeans, scaled, transposed } from '../../../model/linear/matrix.ts'
import type { Matrix } from '../../../model/service.ts'
import { formulaPairs, matrixOf } from '../support/pairs.ts'

function expectDecomposition(matrix: Matrix, most: number): void {
  const { values, vectors } = leadingEigen(matrix, most)
  const size = matrix.rows
  const all = symmetricEigen(matrix).values
  const scale = Math.max(1e-180, all[0] ?? 0)
  expect(values.length).toBeLessThanOrEqual(Math.min(most, size))
  for (let k = 0; k < Math.min(most, size); k++)
    expect(Math.abs(all[k]! - (values[k] ?? 0)) / scale).toBeLessThan(1e-12)
  const [image, products] = [multiply(matrix, vectors), crossProduct(vectors, vectors)]
  for (let k = 0; k < values.length; k++) {
    for (let i = 0; i < size; i++) {
      const at = i * values.length + k
      expect(Math.abs(image.data[at]! - values[k]! * vectors.data[at]!) / scale).toBeLessThan(1e-12)
    }
    for (let j = 0; j < values.length; j++)
      expect(products.data[j * values.length + k]).toBeCloseTo(j === k ? 1 : 0, 11)
  }
}

describe('leading eigenvectors', () => {
  it('are those of the whole decomposition', () => {
    const matrix = gram(formulaPairs(60, 40).x)
    const [few, all] = [leadingEigen(matrix, 6), symmetricEigen(matrix)]
    for (const [k, value] of few.values.entries()) expect(value / all.values[k]!).toBeCloseTo(1, 10)
    expectDecomposition(matrix, 40)
  })

  it('stay orthogonal where values coincide, and leave out what is nothing', () => {
    const diagonal = (...values: number[]): Matrix =>
      matrixOf(values.map((value, i) => values.map((_, j) => (i === j ? value : 0))))
    for (const matrix of [
      diagonal(2, 2, 2, 1, 1, 0),
      diagonal(0, 0, 0),
      diagonal(7),
      gram(matrixOf([[1, 1, 1, 1, 1]])),
    ])
      expectDecomposition(matrix, 10)
  })

  it('hold for any Gram matrix and any unit', () => {
    const numbers = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), {
      minLength: 12,
      maxLength: 48,
    })
    fc.assert(
      fc.property(numbers, fc.constantFrom(1e-9, 1, 1e9), (data, unit) => {
        const rows = Math.floor(data.length / 6)
        const a = {
          rows,
          columns: 6,
          data: Float64Array.from(data.slice(0, rows * 6), (value) => value / 1_000_000),
        }
        expectDecomposition(scaled(gram(a), unit), 4)
      }),
    )
  })
})

describe('principal components', () => {
  it.each([
    [30, 12],
    [12, 30],
  ])('give %d samples of %d bands back', (samples, bands) => {
    const { x } = formulaPairs(samples, bands)
    const a = centred(x, columnMeans(x))
    const { singular, scores, loadings } = principalComponents(a, 100)
    const spread = { ...scores, data: scores.data.map((v, at) => v * singular[at % singular.length]!) }
    const again = multiply(spread, transposed(loadings))
    for (const [at, value] of again.data.entries()) expect(value).toBeCloseTo(a.data[at]!, 9)
  })

  it('leave out what is only rounding', () => {
    const { x } = formulaPairs(12, 30)
    expect(principalComponents(centred(x, columnMeans(x)), 100).singular).toHaveLength(11)
    expect(principalComponents({ rows: 4, columns: 3, data: new Float64Array(12) }, 3).singular).toHaveLength(
      0,
    )
  })
})
