import { describe, expect, it } from 'vitest'
import { asBandSignal } from '../../contract/spectrum.ts'
import { ControlSeries } from '../../core/controls.ts'
import { References } from '../../core/references.ts'
import type { SpectrometerReference } from '../../core/references.ts'

const MINUTE = 60_000
const taken = (atMs: number, integrationMs = 12, device = 1): SpectrometerReference => ({
  id: 1,
  atMs,
  integrationMs,
  signal: asBandSignal(new Float64Array(224)),
  level: 0.85,
  device,
})

describe('dark and white', () => {
  it('are missing, fresh, old and stale', () => {
    const references = new References()
    expect(references.age('white', 0, 12)).toEqual({
      pairsSince: 0,
      state: 'missing',
      reason: 'not taken in this session',
    })
    references.keep('white', taken(0))
    const stateAt = (minutes: number): string => references.age('white', minutes * MINUTE, 12).state
    expect([0, 29, 30, 59, 60, 300].map(stateAt)).toEqual([
      'fresh',
      'fresh',
      'attention',
      'attention',
      'stale',
      'stale',
    ])
    expect(references.age('white', 64 * MINUTE, 12)).toMatchObject({ ageSeconds: 3840, reason: '64 min old' })
  })

  it('grow old with the pairs and go stale with the exposure', () => {
    const references = new References()
    references.keep('white', taken(0))
    references.pairsSince = 66
    expect(references.age('white', 0, 12)).toMatchObject({ state: 'attention', reason: '66 pairs since' })
    expect(references.age('white', 0, 6)).toMatchObject({
      state: 'stale',
      reason: 'taken at 12 ms, now 6 ms',
    })
    expect(references.usable(6, 1)).toBeUndefined()
  })

  it('believe the control patches before the clock', () => {
    const references = new References()
    references.keep('white', taken(0))
    references.drift = 'Control patches moved.'
    expect(references.age('white', 0, 12)).toMatchObject({ state: 'stale', reason: 'Control patches moved.' })
    references.keep('white', taken(1))
    expect(references.age('white', 1, 12).state).toBe('fresh')
  })

  it('are used only together, at one exposure and of one instrument', () => {
    const references = new References()
    references.keep('dark', taken(0))
    expect(references.usable(12, 1)).toBeUndefined()
    references.keep('white', taken(0))
    expect(references.usable(12, 1)).toBeDefined()
    expect(references.usable(12, 2)).toBeUndefined()
    references.keep('dark', taken(0, 6))
    expect(references.usable(12, 1)).toBeUndefined()
  })
})

describe('the control chart', () => {
  it('compares each patch with its own first reading', () => {
    const series = new ControlSeries()
    expect(series.add({ patch: 'A', lightness: 50, pair: 0, white: 1 })).toBeUndefined()
    expect(series.add({ patch: 'B', lightness: 80, pair: 11, white: 1 })).toBeUndefined()
    expect(series.add({ patch: 'A', lightness: 50.1, pair: 22, white: 1 })).toMatchObject({
      pair: 22,
      patch: 'A',
      deltaL: expect.closeTo(0.1, 9) as number,
      ewma: expect.closeTo(0.02, 9) as number,
      outside: false,
    })
  })

  it('leaves its limits under a steady drift and begins anew with a white', () => {
    const series = new ControlSeries()
    series.add({ patch: 'A', lightness: 50, pair: 0, white: 1 })
    const points = Array.from({ length: 6 }, (_, i) =>
      series.add({ patch: 'A', lightness: 50.3, pair: 11 * (i + 1), white: 1 }),
    )
    expect(points.map((point) => point?.outside)).toEqual([false, false, true, true, true, true])
    const after = series.add({ patch: 'A', lightness: 50.05, pair: 77, white: 2 })
    expect(after).toMatchObject({ ewma: expect.closeTo(0.01, 9) as number, outside: false })
    expect(series.points).toHaveLength(7)
  })

  it('widens its limit to the scatter of the bench', () => {
    const series = new ControlSeries()
    series.add({ patch: 'A', lightness: 50, pair: 0, white: 1 })
    const tight = series.limit
    for (let i = 1; i <= 20; i++)
      series.add({ patch: 'A', lightness: 50 + (i % 2 === 0 ? 0.3 : -0.3), pair: i, white: 1 })
    expect(tight).toBeCloseTo(0.12, 2)
    expect(series.limit).toBeGreaterThan(0.3)
  })
})
