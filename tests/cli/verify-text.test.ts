import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITED_FIGURES, type Limits } from '../../contract/verify.ts'
import { UsageError } from '../../main/cli/context.ts'
import { limitsText, parseLimits } from '../../main/cli/limits-text.ts'
import { parseSchedule } from '../../main/cli/verify-stored.ts'

const limit = fc.double({ min: 1e-6, max: 1, noNaN: true })
const limits = fc
  .record(Object.fromEntries(LIMITED_FIGURES.map((name) => [name, limit])), { requiredKeys: [] })
  .filter((made) => Object.keys(made).length > 0)

describe('limits as they are typed', () => {
  it('are read back as they are written, whatever they are', () => {
    fc.assert(
      fc.property(limits, (made) => {
        expect(parseLimits(limitsText(made as Limits))).toEqual(made)
      }),
    )
  })

  it('may have blanks, capitals and any order', () => {
    expect(parseLimits(' MAX = 1.5, mean=0.5 ,gfc=0.999')).toEqual({
      dE00Max: 1.5,
      dE00Mean: 0.5,
      gfc: 0.999,
    })
  })

  it.each([
    ['', 'is no limit'],
    ['mean', 'is no number'],
    ['mean=', 'is no number'],
    ['mean=0.5=1', 'is no limit'],
    ['mean=0.5,mean=0.6', 'given twice'],
    ['dE=1', 'is no limit'],
    ['toString=1', 'is no limit'],
    ['mean=-1', 'above 0'],
    ['mean=0', 'above 0'],
    ['gfc=1.2', 'above 0'],
    ['mean=Infinity', 'is no number'],
  ])('%j is refused with the part that is wrong', (text, words) => {
    expect(() => parseLimits(text)).toThrow(words)
  })

  it('never end in anything but limits or wrong usage', () => {
    const part = fc.tuple(fc.constantFrom('mean', 'p95', 'max', 'rmse', 'gfc', '', '__proto__'), fc.string())
    const text = fc.array(part).map((parts) => parts.map((pair) => pair.join('=')).join(','))
    fc.assert(
      fc.property(fc.oneof(fc.string(), text), (typed) => {
        try {
          expect(Object.values(parseLimits(typed)).every((value) => value !== undefined && value > 0)).toBe(
            true,
          )
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
    )
  })
})

describe('a reminder as it is typed', () => {
  it('is days, sessions, both in any order, or off', () => {
    expect(parseSchedule('30d')).toEqual({ days: 30, sessions: null })
    expect(parseSchedule('10s, 30 D')).toEqual({ days: 30, sessions: 10 })
    expect(parseSchedule(' Off ')).toEqual({ days: null, sessions: null })
  })

  it.each(['', '0d', '30', 'd30', '3651d', '10001s', '1.5d', '-1d', '30d,30d', '30d;10s'])(
    '%j is refused',
    (text) => {
      expect(() => parseSchedule(text)).toThrow(UsageError)
    },
  )

  it('comes back for every number in range', () => {
    const days = fc.integer({ min: 1, max: 3650 })
    const sessions = fc.integer({ min: 1, max: 10_000 })
    fc.assert(
      fc.property(days, sessions, (d, s) => {
        expect(parseSchedule(`${String(d)}d,${String(s)}s`)).toEqual({ days: d, sessions: s })
      }),
    )
  })
})
