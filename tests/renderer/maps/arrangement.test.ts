import { describe, expect, it } from 'vitest'
import { columnsFor } from '../../../renderer/views/maps/arrangement.ts'

describe('columns of maps', () => {
  it('are as many as make the maps largest', () => {
    expect(columnsFor(5, { width: 760, height: 400, shape: 1 })).toBe(3)
    expect(columnsFor(5, { width: 760, height: 900, shape: 4 })).toBe(1)
    expect(columnsFor(2, { width: 760, height: 400, shape: 1 })).toBe(2)
    expect(columnsFor(5, { width: 1400, height: 260, shape: 1 })).toBe(5)
  })

  it('leave room for a name and a figure, and one for nothing', () => {
    expect(columnsFor(4, { width: 320, height: 100, shape: 0.5 })).toBe(2)
    expect(columnsFor(4, { width: 100, height: 900, shape: 1 })).toBe(1)
    expect(columnsFor(0, { width: 0, height: 0, shape: 1 })).toBe(1)
  })
})
