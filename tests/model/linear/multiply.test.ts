import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crossProduct, gram, multiply } from '../../../model/linear/multiply.ts'
import type { Matrix } from '../../../model/service.ts'
import { matrixOf, rowsOf } from '../support/pairs.ts'

const entry = fc.double({ min: -100, max: 100, noNaN: true })
const size = fc.integer({ min: 1, max: 11 })
const matrix = (rows: number, columns: number): fc.Arbitrary<Matrix> =>
  fc
    .array(entry, { minLength: rows * columns, maxLength: rows * columns })
    .map((values) => ({ rows, columns, data: Float64Array.from(values) }))

/** By the definition. */
const naive = (a: Matrix, b: Matrix): number[][] =>
  rowsOf(a).map((row) =>
    rowsOf(b)[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * rowsOf(b)[k]![j]!, 0)),
  )
const turned = (a: Matrix): Matrix => matrixOf(rowsOf(a)[0]!.map((_, j) => rowsOf(a).map((row) => row[j]!)))

function expectClose(actual: Matrix, expected: number[][]): void {
  expect([actual.rows, actual.columns]).toEqual([expected.length, expected[0]!.length])
  for (const [i, value] of expected.flat().entries()) expect(actual.data[i]).toBeCloseTo(value, 8)
}

describe('matrix products', () => {
  it('agree with the definition for every size, also where tiles are not full', () => {
    const pair = fc.tuple(size, size, size).chain(([n, k, m]) => fc.tuple(matrix(n, k), matrix(k, m)))
    fc.assert(fc.property(pair, ([a, b]) => expectClose(multiply(a, b), naive(a, b))))
  })

  it('multiply transposed without forming it by hand', () => {
    const pair = fc.tuple(size, size, size).chain(([n, k, m]) => fc.tuple(matrix(n, k), matrix(n, m)))
    fc.assert(fc.property(pair, ([a, b]) => expectClose(crossProduct(a, b), naive(turned(a), b))))
  })

  it('make a symmetric Gram matrix', () => {
    const one = fc.tuple(size, size).chain(([n, k]) => matrix(n, k))
    fc.assert(fc.property(one, (a) => expectClose(gram(a), naive(turned(a), a))))
  })

  it('keep earlier results when the workspace grows', () => {
    const small = matrixOf(Array.from({ length: 5 }, (_, i) => [i, 1, 2]))
    const first = multiply(small, turned(small))
    const before = [...first.data]
    const large = { rows: 300, columns: 300, data: new Float64Array(90_000).fill(1) }
    expect(multiply(large, large).data[12_345]).toBe(300)
    expect([...first.data]).toEqual(before)
  })

  it('refuse sizes that do not meet', () => {
    expect(() => multiply(matrixOf([[1, 2]]), matrixOf([[1, 2]]))).toThrow(RangeError)
  })
})
