import { describe, expect, it } from 'vitest'
import {
  compressed,
  expanded,
  levelArrays,
  levelFor,
  levelOf,
} from '../../../../model/correction/plate/level-scale.ts'

const values = { rows: 1, columns: 5, data: Float64Array.of(-0.01, 0, 0.02, 0.4, 1.1) }

describe('the scale of levels', () => {
  it('leaves dark levels as they are, draws bright ones together, and comes back', () => {
    const level = levelFor('reflectance')
    const drawn = compressed(values, level)
    expect(drawn.data[2]).toBeCloseTo(0.02, 4)
    expect(drawn.data[4]! - drawn.data[3]!).toBeLessThan(0.5 * (1.1 - 0.4))
    for (const [i, value] of expanded(drawn, level).data.entries())
      expect(value).toBeCloseTo(values.data[i]!, 12)
  })

  it('bends nothing but reflectance, nor in a model of before', () => {
    expect(compressed(values, levelFor('other'))).toBe(values)
    expect(levelOf({})).toBe(Infinity)
    expect(levelOf(levelArrays(0.2))).toBe(0.2)
    expect(levelOf(levelArrays(levelFor('other')))).toBe(Infinity)
  })
})
