import { describe, expect, it } from 'vitest'
import { cholesky, quadraticForm } from '../../../model/linear/cholesky.ts'
import { gram, multiply } from '../../../model/linear/multiply.ts'
import { symmetricEigen } from '../../../model/linear/symmetric-eigen.ts'
import { formulaPairs, matrixOf } from '../support/pairs.ts'

const positive = gram(formulaPairs(30, 7).x)

describe('Cholesky factor', () => {
  it('gives the matrix back', () => {
    const lower = cholesky(positive)
    const upper = matrixOf(
      Array.from({ length: 7 }, (_, i) => Array.from({ length: 7 }, (__, j) => lower.data[j * 7 + i]!)),
    )
    for (const [i, value] of multiply(lower, upper).data.entries())
      expect(value).toBeCloseTo(positive.data[i]!, 10)
  })

  it.each([[4], [5]])('solves the quadratic form of %d numbers', (size) => {
    const diagonal = matrixOf(
      Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? i + 1 : 0))),
    )
    const v = Float64Array.from({ length: size }, (_, i) => i + 2)
    const expected = v.reduce((sum, value, i) => sum + value ** 2 / (i + 1), 0)
    expect(quadraticForm(cholesky(diagonal), v)).toBeCloseTo(expected, 12)
  })

  it('refuses a matrix that is not positive definite', () => {
    expect(() =>
      cholesky(
        matrixOf([
          [1, 2],
          [2, 1],
        ]),
      ),
    ).toThrow(RangeError)
  })
})

describe('symmetric eigenvalues', () => {
  it('come in falling order with vectors that give the matrix back', () => {
    const { values, vectors } = symmetricEigen(positive)
    expect([...values].sort((a, b) => b - a)).toEqual([...values])
    for (let i = 0; i < 7; i++)
      for (let j = 0; j < 7; j++) {
        const sum = values.reduce(
          (total, value, k) => total + value * vectors.data[i * 7 + k]! * vectors.data[j * 7 + k]!,
          0,
        )
        expect(sum).toBeCloseTo(positive.data[i * 7 + j]!, 9)
      }
  })
})
