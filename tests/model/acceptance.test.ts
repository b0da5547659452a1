import { describe, expect, it } from 'vitest'
import type { AcceptanceCheck } from '../../contract/model.ts'
import { acceptanceChecks, acceptanceReason, type Candidate } from '../../model/acceptance.ts'
import { domainScale, fitDomain } from '../../model/correction/domain.ts'
import { fitInterval } from '../../model/correction/interval.ts'
import { foldsOf, seededFolds } from '../../model/folds.ts'
import type { Matrix, PairTable } from '../../model/service.ts'
import { seededRandom } from '../../spectra/random.ts'
import { madeUpPairs } from './support/pairs.ts'
import { containing } from './support/matching.ts'

const pairs = madeUpPairs(60, 40, { gain: 0.95, offset: 0.01, noise: 0.001 })
/** The reference plus an error of a given size. */
const estimate = ({ y }: PairTable, size: number, seed = 3): Matrix => {
  const random = seededRandom(seed)
  return { ...y, data: y.data.map((value) => value + size * random.normal()) }
}
const good: Candidate = {
  method: 'ridge',
  examination: {
    pairs,
    predicted: estimate(pairs, 0.001),
    slopeBias: estimate(pairs, 0.004, 4),
    words: '60 held-out patches',
  },
  domain: domainScale({}, fitDomain(pairs, foldsOf(seededFolds(60, 1)))),
  interval: fitInterval(estimate(pairs, 0.001, 5), pairs.y),
  incumbent: undefined,
  foreign: {
    pairs: madeUpPairs(10, 40, { gain: 0.9 }, 8),
    predicted: estimate(madeUpPairs(10, 40, { gain: 0.9 }, 8), 0.001),
  },
}
const examined = (change: Partial<Candidate['examination']>): Candidate => ({
  ...good,
  examination: { ...good.examination, ...change },
})
const states = (candidate: Candidate): AcceptanceCheck['state'][] =>
  acceptanceChecks(candidate).map(({ state }) => state)

describe('acceptance', () => {
  it('passes a candidate that is better everywhere, with evidence for each of six checks', () => {
    const checks = acceptanceChecks(good)
    expect(checks.map(({ state }) => state)).toEqual(Array(6).fill('passed'))
    for (const { evidence } of checks) expect(evidence).toMatch(/\d/)
    expect(acceptanceReason(checks)).toMatchObject({
      accepted: true,
      reason: containing('all passed'),
    })
  })

  it('compares with the active model where there is one', () => {
    const rows = Array.from({ length: 60 }, (_, i) => i)
    const active = (size: number): Candidate => ({
      ...good,
      incumbent: { version: 'v7', predict: () => estimate(pairs, size, 6), rows },
    })
    const [better] = acceptanceChecks(active(0.003))
    expect(better).toMatchObject({ state: 'passed', name: 'Better than v7 on 60 held-out patches' })
    const [worse] = acceptanceChecks(active(0.0005))
    expect(worse!.state).toBe('failed')
    const verdict = acceptanceReason(acceptanceChecks(active(0.0005)))
    expect(verdict.accepted).toBe(false)
    expect(verdict.reason).toMatch(/^Not accepted: better than v7 .* failed, dE00/)
  })

  it('cannot compare on patches the active model learnt', () => {
    const [check] = acceptanceChecks({ ...good, incumbent: { version: 'v7', predict: (x) => x, rows: [] } })
    expect(check!.state).toBe('note')
  })

  it('fails a method that loses to slope and bias, not slope and bias itself', () => {
    const losing = examined({ slopeBias: estimate(pairs, 0.0002, 4) })
    expect(states(losing)[1]).toBe('failed')
    expect(states({ ...losing, method: 'slope-bias' })[1]).toBe('passed')
    expect(states(examined({ slopeBias: good.examination.predicted }))[1]).toBe('note')
  })

  it('fails for a patch beyond the limit that was better without correction', () => {
    const spoilt = estimate(pairs, 0.001)
    for (let band = 0; band < 40; band++) spoilt.data[5 * 40 + band] = spoilt.data[5 * 40 + band]! * 1.2
    const check = acceptanceChecks(examined({ predicted: spoilt }))[2]
    expect(check).toMatchObject({ state: 'failed', evidence: containing('P6') })
  })

  it('notes a patch beyond the limit that was worse before', () => {
    const raw = { ...pairs, x: estimate(pairs, 0.15, 11) }
    const far = estimate(pairs, 0.001)
    for (let band = 0; band < 40; band++) far.data[band] = far.data[band]! + (band < 12 ? 0.05 : 0)
    expect(acceptanceChecks(examined({ pairs: raw, predicted: far }))[2]).toMatchObject({
      state: 'note',
      evidence: containing('P1'),
    })
  })

  it('fails on a foreign chart it makes worse, and only notes one that was not measured', () => {
    const foreign = madeUpPairs(10, 40, { gain: 0.99 }, 8)
    expect(states({ ...good, foreign: { pairs: foreign, predicted: estimate(foreign, 0.05) } })[3]).toBe(
      'failed',
    )
    const [, , , untested] = acceptanceChecks({ ...good, foreign: undefined })
    expect(untested).toMatchObject({ state: 'note', evidence: 'unknown without a foreign chart' })
  })

  it('fails when the plate itself counts as foreign', () => {
    expect(states({ ...good, domain: { ...good.domain, low: 1e-9, high: 2e-9 } })[4]).toBe('failed')
  })

  it('notes a thin interval and fails one that does not hold', () => {
    const scaled = (factor: number): Candidate => {
      const { halfWidth } = good.interval
      return {
        ...good,
        interval: {
          ...good.interval,
          halfWidth: { ...halfWidth, data: halfWidth.data.map((width) => width * factor) },
        },
      }
    }
    expect(acceptanceChecks(scaled(0.8))[5]).toMatchObject({
      state: 'note',
      name: containing('narrow for'),
    })
    expect(states(scaled(0.3))[5]).toBe('failed')
  })

  it('judges other quantities by their own raw instrument', () => {
    const other = { ...pairs, quantity: 'other' as const }
    const checks = acceptanceChecks(examined({ pairs: other }))
    expect(checks[2]!.evidence).toMatch(/worst RMSE/)
    expect(checks[2]!.state).toBe('passed')
  })
})
