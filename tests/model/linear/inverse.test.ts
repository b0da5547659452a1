import { describe, expect, it } from 'vitest'
import { symmetricInverse } from '../../../model/linear/inverse.ts'
import { gram, multiply } from '../../../model/linear/multiply.ts'
import { formulaPairs, matrixOf } from '../support/pairs.ts'

describe('the inverse of a symmetric positive definite matrix', () => {
  it.each([[1], [48], [49], [131]])('of %d rows times the matrix is the identity', (size) => {
    const matrix = gram(formulaPairs(2 * size, size).x)
    for (let i = 0; i < size; i++) matrix.data[i * (size + 1)] = matrix.data[i * (size + 1)]! + 1
    const product = multiply(symmetricInverse(matrix), matrix)
    for (const [at, value] of product.data.entries())
      expect(value).toBeCloseTo(at % (size + 1) === 0 ? 1 : 0, 9)
  })

  it('refuses what is not positive definite', () => {
    expect(() =>
      symmetricInverse(
        matrixOf([
          [1, 2],
          [2, 1],
        ]),
      ),
    ).toThrow(RangeError)
  })
})
