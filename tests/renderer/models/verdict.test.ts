import { describe, expect, it } from 'vitest'
import {
  forecastSeconds,
  stageResult,
  stageTitle,
  verdictOf,
  whitesSaid,
  wonBack,
} from '../../../renderer/views/models/verdict.ts'
import { THIN } from '../../../renderer/text/numbers.ts'
import { modelCard } from './cards.ts'

const evaluation = (mean: number) => ({
  rmse: 0.002,
  p95: 0.004,
  gfc: 1,
  dE00: { mean, p95: 2 * mean, max: 3 * mean },
})
const result = (over: Partial<Parameters<typeof verdictOf>[0]> = {}): Parameters<typeof verdictOf>[0] => ({
  type: 'recalibrated',
  seq: 9,
  at: '2026-11-21T09:00:00.000Z',
  run: 1,
  model: 'v7.1',
  before: evaluation(0.27),
  after: evaluation(0.15),
  accepted: true,
  reason: 'Drift found, the update helps: leave-one-out error changed by 2.7 standard errors.',
  guardStandardErrors: 2.7,
  patches: [],
  ...over,
})
const v7 = modelCard('v7', { state: 'active' })

describe('the verdict', () => {
  it('says that the update helps, once', () => {
    expect(verdictOf(result(), v7)).toEqual({
      lamp: 'good',
      head: 'Drift found. The update helps.',
      text: 'Leave-one-out error changed by 2.7 standard errors.',
    })
  })

  it('says that there is no drift and what stays', () => {
    const calm = verdictOf(
      result({
        accepted: false,
        guardStandardErrors: 0.4,
        reason:
          'No drift found: leave-one-out error changed by 0.4 standard errors, a fall by more than 1 is needed. v7 stays active.',
      }),
      v7,
    )
    expect(calm.head).toBe('No drift found, v7 stays.')
    expect(calm.text).toBe(
      'Leave-one-out error changed by 0.4 standard errors, a fall by more than 1 is needed. v7 stays active, the readings are kept.',
    )
  })

  it('sends to the plate when a few patches cannot mend it', () => {
    const far = verdictOf(
      result({
        accepted: false,
        guardStandardErrors: 0.2,
        reason: '',
        before: evaluation(1.2),
        patches: [{ patch: 'A01', before: 1, after: 1 }],
      }),
      v7,
    )
    expect([far.lamp, far.head]).toEqual(['attention', 'Drift too large for 1 patches.'])
    expect(far.text).toBe('v7 stays active, the readings are kept. Scan the plate again.')
  })

  it('does not call it no drift when the guard passed and something else refused', () => {
    expect(verdictOf(result({ accepted: false, reason: 'Worst patch above its limit' }), v7).head).toBe(
      'The update was not accepted.',
    )
  })

  it('counts the share of the lost accuracy that was won back', () => {
    // Lost: 0.27 - 0.14 = 0.13; won back: 0.12.
    expect(wonBack(result(), v7)).toBeCloseTo(0.12 / 0.13, 12)
    expect(wonBack(result({ before: evaluation(0.1) }), v7)).toBeUndefined()
    expect(wonBack(result({ after: evaluation(0.5) }), v7)).toBe(0)
  })
})

describe('the ribbon', () => {
  const idle = {
    run: undefined,
    began: {},
    taken: 0,
    total: 0,
    patchCount: 12,
    readingCount: 3,
    chosenMode: 'motorised' as const,
    result: undefined,
    decided: undefined,
    running: false,
  }
  it('forecasts before the start', () => {
    expect(stageTitle('read', idle)).toBe('Read 12 patches, 3 times')
    expect(stageResult('read', idle, 0)).toBe(`about 2${THIN}min`)
    // Two further whites by stage; by hand one placement of each patch and one white.
    expect(forecastSeconds(12, 3, 'motorised')).toBe(40 + 2 * 6 + 36 * 3)
    expect(forecastSeconds(12, 3, 'hand-held')).toBe(40 + 12 * 12)
    expect(whitesSaid(3, 'motorised')).toBe('A new white is taken before each of the 3 rounds.')
    expect([whitesSaid(1, 'motorised'), whitesSaid(3, 'hand-held')]).toEqual([
      'The white is taken once, at the start.',
      'The white is taken once, at the start.',
    ])
  })

  it('says how long a step took and how far the present one is', () => {
    const running = {
      ...idle,
      run: 4,
      total: 12,
      taken: 7,
      running: true,
      began: { references: 0, read: 40_000 },
    }
    expect(stageResult('references', running, 60_000)).toBe(`40${THIN}s`)
    expect(stageResult('read', running, 60_000)).toBe(`7 of 36, 20${THIN}s`)
    expect(stageResult('refit', running, 60_000)).toBe('')
  })

  it('waits for the decision, then says what it was', () => {
    const ended = { ...idle, run: 4, result: result() }
    expect(stageResult('guard', ended, 0)).toBe(`2.7${THIN}standard errors`)
    expect(stageResult('decide', ended, 0)).toBe('waiting for you')
    expect(stageResult('decide', { ...ended, decided: 'active' }, 0)).toBe('v7.1 is active')
    expect(stageResult('decide', { ...ended, result: result({ accepted: false }) }, 0)).toBe(
      'nothing changed',
    )
  })
})
