import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exposureAdvice, formatMs, levelState, nextExposure } from '../../spectra/exposure.ts'

const limits = [0.01, 10_000] as const

describe('automatic integration time', () => {
  it.each([
    [4, 0.99, { integrationMs: 1, state: 'shorten' }],
    [4, 0.95, { integrationMs: 3.5, state: 'shorten' }],
    [4, 0.85, { integrationMs: 4, state: 'good' }],
    [4, 0.06, { integrationMs: 56, state: 'lengthen' }],
    [4, 0, { integrationMs: 80, state: 'lengthen' }],
    [0.01, 1, { integrationMs: 0.01, state: 'limit' }],
    [10_000, 0.3, { integrationMs: 10_000, state: 'limit' }],
    [9_000, 0.3, { integrationMs: 10_000, state: 'lengthen' }],
  ] as const)('after %d ms at level %d', (ms, level, step) => {
    expect(nextExposure(ms, level, limits)).toEqual(step)
  })
  it('scales the light alone, not the dark', () => {
    // Level 0.22 of which 0.02 is dark: light must grow by 0.83 / 0.2.
    expect(nextExposure(10, 0.22, limits, 0.02).integrationMs).toBe(41)
  })
  it('reaches a good level within 8 steps for any lamp the limits allow, and never ends saturated', () => {
    const rate = fc
      .double({ min: Math.log(0.85 / 9_000), max: Math.log(0.85 / 0.012), noNaN: true })
      .map(Math.exp)
    fc.assert(
      fc.property(
        rate,
        fc.double({ min: 0, max: 0.03, noNaN: true }),
        fc.double({ min: 0.01, max: 10_000, noNaN: true }),
        (perMs, dark, start) => {
          let ms = start
          const level = (): number => Math.min(1, dark + perMs * ms)
          let state = 'start'
          for (let i = 0; i < 14 && state !== 'good'; i++) {
            const step = nextExposure(ms, level(), limits, dark)
            ms = step.integrationMs
            state = step.state
          }
          expect(state).toBe('good')
          expect(level()).toBeLessThan(0.98)
        },
      ),
    )
  })
  it('says what to do in the units of the screen', () => {
    expect(exposureAdvice({ integrationMs: 2.6, state: 'shorten' })).toBe('Shorten to 2.6 ms')
    expect(exposureAdvice({ integrationMs: 38, state: 'lengthen' })).toBe('Set 38 ms')
    expect(exposureAdvice({ integrationMs: 4, state: 'good' })).toBeUndefined()
    expect([0.01, 2.64, 38.2, 1234.5].map(formatMs)).toEqual(['0.01 ms', '2.6 ms', '38 ms', '1230 ms'])
  })
  it('judges levels: 98 % saturated, below 15 % too dark', () => {
    expect([0.98, 0.979, 0.15, 0.149].map(levelState)).toEqual(['saturated', 'good', 'good', 'dark'])
  })
})
