import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../../../contract/model.ts'
import { LIMITED_FIGURES } from '../../../contract/verify.ts'
import { judgeFigures, outcomeSentence } from '../../../core/verification/tolerance.ts'

const found: Evaluation = { rmse: 0.004, p95: 0.006, gfc: 0.998, dE00: { mean: 0.3, p95: 0.9, max: 1.6 } }
const all = { asked: 12, read: 12 }

describe('figures beside their limits', () => {
  it('are kept up to the limit itself, the goodness of fit down to it', () => {
    const limits = { dE00Mean: 0.3, dE00P95: 0.9, dE00Max: 1.6, rmse: 0.004, gfc: 0.998 }
    const figures = judgeFigures(found, { standard: 's', limits }, all)
    expect(figures.every(({ passed }) => passed)).toBe(true)
    expect(outcomeSentence(figures, 's')).toBe('All 5 limits of "s" are kept.')
  })

  it('fail one by one, and the sentence names each with its limit', () => {
    const figures = judgeFigures(found, { standard: 's', limits: { dE00Max: 1.5, gfc: 0.999 } }, all)
    expect(figures.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(['dE00Max', 'gfc'])
    expect(outcomeSentence(figures, 's')).toBe(
      '"s" is not kept: largest dE00 is 1.600, limit 1.5; goodness of fit is 0.99800, limit 0.999.',
    )
  })

  it('fail where a patch could not be read, and where a colour was limited that does not exist', () => {
    const few = judgeFigures(found, { standard: 's', limits: { rmse: 1 } }, { asked: 12, read: 11 })
    expect(few.at(-1)).toEqual({ name: 'patches', value: 11, limit: 12, passed: false })
    expect(outcomeSentence(few, 's')).toContain('11 of 12 patches could be read')
    const [mean] = judgeFigures({ ...found, dE00: null }, { standard: 's', limits: { dE00Mean: 9 } }, all)
    expect(mean).toMatchObject({ value: null, passed: false })
  })

  it('never pass by a wider error: what fails at a limit fails at every larger error', () => {
    const value = fc.double({ min: 0, max: 50, noNaN: true })
    fc.assert(
      fc.property(value, value, fc.double({ min: 1e-3, max: 50, noNaN: true }), (a, b, limit) => {
        const judge = (rmse: number): boolean =>
          judgeFigures({ ...found, rmse }, { standard: 's', limits: { rmse: limit } }, all).every(
            ({ passed }) => passed,
          )
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        expect(judge(less) || !judge(more)).toBe(true)
      }),
    )
  })

  it('are listed in one order, with and without limits', () => {
    const names = judgeFigures(found, { standard: 's', limits: { gfc: 0.9 } }, all).map(({ name }) => name)
    expect(names).toEqual([...LIMITED_FIGURES, 'patches'])
  })
})
