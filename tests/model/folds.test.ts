import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldsOf, heldOutRows, seededFolds } from '../../model/folds.ts'

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `P${i + 1}`)

describe('folds from a seed', () => {
  it('share all rows out evenly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 90 }), fc.integer(), (rows, seed) => {
        const folds = foldsOf(seededFolds(rows, seed))
        const sizes = folds.map(({ test }) => test.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        expect(folds.flatMap(({ test }) => test).sort((a, b) => a - b)).toEqual(ids(rows).map((_, i) => i))
        for (const { training, test } of folds) expect(new Set([...training, ...test]).size).toBe(rows)
      }),
    )
  })

  it('repeat with the seed and differ without', () => {
    expect(seededFolds(50, 3)).toEqual(seededFolds(50, 3))
    expect(seededFolds(50, 3)).not.toEqual(seededFolds(50, 4))
  })
})

describe('given folds', () => {
  it('keep any numbers, in rising order', () => {
    expect(foldsOf(Int32Array.of(7, 2, 7, 2)).map(({ label, test }) => [label, test])).toEqual([
      [2, [1, 3]],
      [7, [0, 2]],
    ])
  })

  it('need two at least', () => {
    expect(() => foldsOf(Int32Array.of(1, 1))).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  })
})

describe('held-out rows', () => {
  it('are a fixed share, the same for the same names in any order', () => {
    const names = ids(100)
    const out = heldOutRows(names, 0.2, 1)
    expect(out.size).toBe(20)
    const turned = [...names].reverse()
    expect(new Set([...heldOutRows(turned, 0.2, 1)].map((row) => turned[row]))).toEqual(
      new Set([...out].map((row) => names[row])),
    )
  })

  it('stay held out when more patches come', () => {
    const before = new Set([...heldOutRows(ids(100), 0.2, 1)].map((row) => ids(100)[row]))
    const after = new Set([...heldOutRows(ids(120), 0.2, 1)].map((row) => ids(120)[row]))
    expect([...before].filter((name) => after.has(name)).length).toBeGreaterThan(10)
    expect(heldOutRows(ids(100), 0, 1).size).toBe(0)
  })
})
