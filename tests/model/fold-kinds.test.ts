import { describe, expect, it } from 'vitest'
import type { Problem } from '../../contract/errors.ts'
import { foldNumbers } from '../../model/fold-kinds.ts'
import { trainingSet } from '../../model/training-set.ts'
import { labOfSpectrum } from '../../spectra/colour.ts'
import { parsePatchId, patchId } from '../../spectra/patch-id.ts'
import { madeUpPairs } from './support/pairs.ts'

const made = madeUpPairs(96, 41, { noise: 0.002 })
const plate = { ...made, ids: made.ids.map((_, i) => patchId(Math.floor(i / 8), i % 8)) }

const refusal = (run: () => unknown): Problem['data'] => {
  try {
    run()
  } catch (error) {
    return (error as Problem).data
  }
  throw new Error('it was not refused')
}

describe('folds by row of the plate', () => {
  it('keep every row together and use all folds', () => {
    const folds = foldNumbers('row', plate, 1)
    const byRow = new Map<number, Set<number>>()
    for (const [i, id] of plate.ids.entries()) {
      const { row } = parsePatchId(id)!
      byRow.set(row, (byRow.get(row) ?? new Set()).add(folds[i]!))
    }
    expect([...byRow.values()].every((used) => used.size === 1)).toBe(true)
    expect(new Set(folds).size).toBe(5)
    expect(foldNumbers('row', plate, 2)).not.toEqual(folds)
  })

  it('refuse names that are no cells, and a single row', () => {
    const named = { ...plate, ids: plate.ids.map((id, i) => (i === 3 ? 'sample 4' : id)) }
    expect(refusal(() => foldNumbers('row', named, 1)).happened).toMatch(/^1 of 96 names .* "sample 4"/)
    const one = { ...plate, ids: plate.ids.map((_, i) => patchId(0, i)) }
    expect(refusal(() => foldNumbers('row', one, 1)).code).toBe('BAD_REQUEST')
  })
})

describe('folds by block of hue', () => {
  it('are neighbours on the hue circle, of equal size but for the neutrals', () => {
    const folds = foldNumbers('hue', plate, 1)
    const hues = plate.ids.map((_, i) => {
      const [, a, b] = labOfSpectrum(plate.y.data.subarray(i * 41, (i + 1) * 41), plate.wavelengthNm!)
      return Math.hypot(a, b) < 5 ? undefined : Math.atan2(b, a)
    })
    const coloured = [...hues.keys()].filter((i) => hues[i] !== undefined).sort((i, j) => hues[i]! - hues[j]!)
    const inOrder = coloured.map((i) => folds[i]!)
    expect(inOrder).toEqual([...inOrder].sort((i, j) => i - j))
    const sizes = [0, 1, 2, 3, 4].map((fold) => inOrder.filter((one) => one === fold).length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  })

  it('refuse what has no colour', () => {
    expect(refusal(() => foldNumbers('hue', { ...plate, quantity: 'other' }, 1)).happened).toMatch(
      /no colours/,
    )
  })
})

describe('a training set', () => {
  it('takes the kind from the request, and numbers that are given before it', () => {
    const request = { pairs: plate, methods: ['none'], seed: 1, holdOut: 0.25 } as const
    const rows = trainingSet({ ...request, foldsBy: 'row' })
    for (const { test, training } of rows.folds) {
      const letters = (of: readonly number[]) => new Set(of.map((row) => rows.pairs.ids[row]![0]))
      for (const letter of letters(test)) expect(letters(training).has(letter)).toBe(false)
    }
    const given = Int32Array.from(plate.ids, (_, i) => i % 2)
    expect(trainingSet({ ...request, foldsBy: 'row', folds: given }).folds).toHaveLength(2)
    expect(trainingSet({ ...request, foldsBy: 'hue' }).key).not.toBe(rows.key)
  })
})
