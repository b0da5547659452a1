import { describe, expect, it } from 'vitest'
import { kennardStone } from '../../model/kennard-stone.ts'
import { madeUpPairs, matrixOf, rowsOf } from './support/pairs.ts'

describe('Kennard-Stone', () => {
  it('takes the farthest pair, then always the farthest from all chosen', () => {
    const line = matrixOf([0, 1, 2, 3.6, 5, 9, 10].map((place) => [place, 0.1 * place, 0]))
    expect(new Set(kennardStone(line, 2))).toEqual(new Set([0, 6]))
    expect(kennardStone(line, 3)[2]).toBe(4)
  })

  it('gives each row once, and all rows when asked for more', () => {
    const { x } = madeUpPairs(10, 6, {})
    expect(new Set(kennardStone(x, 30))).toEqual(new Set(Array.from({ length: 10 }, (_, i) => i)))
    expect(kennardStone(x, 30)).toHaveLength(10)
    expect(kennardStone(x, 5)).toEqual(kennardStone(x, 10).slice(0, 5))
  })

  it('chooses the same rows whether there are more rows or more bands', () => {
    const { x } = madeUpPairs(12, 8, {})
    const wide = matrixOf(rowsOf(x).map((row) => [...row, ...Array<number>(20).fill(0.5)]))
    expect(kennardStone(wide, 6)).toEqual(kennardStone(x, 6))
  })

  it('answers for no rows, one row and rows that are all the same', () => {
    expect(kennardStone(matrixOf([]), 3)).toEqual([])
    expect(kennardStone(matrixOf([[1, 2]]), 3)).toEqual([0])
    expect(
      kennardStone(
        matrixOf([
          [1, 2],
          [1, 2],
          [1, 2],
        ]),
        2,
      ),
    ).toHaveLength(2)
  })
})
