import { describe, expect, it } from 'vitest'
import type { Triple } from '../../../contract/spectrum.ts'
import { checkPair } from '../../../core/plans/checks.ts'
import type { PairEvidence } from '../../../core/plans/checks.ts'

const RED: Triple = [50, 60, 30]
const GREEN: Triple = [60, -40, 40]
const patch = (id: string, expectedLab?: Triple) => ({
  id,
  name: id,
  row: 0,
  column: 0,
  ...(expectedLab ? { expectedLab } : {}),
})
/** The same colour moved by some L*. */
const by = ([l, a, b]: Triple, dL: number): Triple => [l + dL, a, b]

const good: PairEvidence = {
  patch: patch('A02', RED),
  spectrometer: by(RED, 0.8),
  reference: by(RED, 0.1),
  replicates: { spectrometer: [], reference: [] },
  level: 0.62,
  saturated: 0,
  integrationMs: 12,
  previous: { patch: patch('A01', GREEN), spectrometer: GREEN, reference: GREEN },
  usual: 0.7,
  usualSpread: 0.03,
}
const states = (evidence: PairEvidence): string[] => checkPair(evidence).checks.map((check) => check.state)

describe('the checks of a pair', () => {
  it('stand in a fixed order and pass what is right', () => {
    const { checks, problem } = checkPair(good)
    expect(checks.map((check) => check.name)).toEqual([
      'level',
      'expected',
      'neighbours',
      'replicates',
      'reference',
    ])
    expect(checks.map((check) => check.state)).toEqual(['passed', 'passed', 'passed', 'unknown', 'passed'])
    expect(problem).toBeUndefined()
  })

  it('refuse what saturates, whatever else is wrong', () => {
    const { checks, problem } = checkPair({ ...good, saturated: 14, reference: GREEN })
    expect(checks[0]).toMatchObject({ state: 'failed', detail: '14 pixels at full scale' })
    expect(problem?.data).toMatchObject({
      code: 'SATURATED',
      patch: 'A02',
      happened: '14 pixels reach full scale at 12 ms.',
    })
  })

  it('refuse the wrong colour only when both instruments say so', () => {
    const both = checkPair({
      ...good,
      spectrometer: by(RED, 17),
      reference: by(RED, 16),
      previous: undefined,
    })
    expect(both.problem?.code).toBe('PAIR_EXPECTED')
    expect(both.problem?.data.happened).toMatch(/^A02 is dE 1\d\.\d from its expected value, limit 5\.$/)
    const one = checkPair({ ...good, spectrometer: by(RED, 17) })
    expect(one.problem?.code).toBe('PAIR_UNLIKE')
    expect(one.checks[1]?.state).toBe('passed')
    expect(one.checks[4]?.state).toBe('failed')
  })

  it('recognise a probe that did not move, and name that before the wrong colour', () => {
    const { checks, problem } = checkPair({
      ...good,
      spectrometer: by(GREEN, 0.02),
      reference: by(GREEN, 0.01),
    })
    expect(problem?.data.code).toBe('PAIR_DUPLICATE')
    expect(problem?.data.title).toBe('Refused: same spectrum as A01')
    expect(problem?.data.happened).toMatch(/^A02 differs by dE 0\.0\d, expected \d+\.\d\.$/)
    expect(checks.map((check) => check.state)).toEqual(['passed', 'failed', 'failed', 'unknown', 'passed'])
  })

  it('recognise an instrument that gives its last reading again', () => {
    expect(checkPair({ ...good, reference: GREEN }).problem?.code).toBe('PAIR_DUPLICATE')
  })

  it('say nothing about neighbours that are expected to look alike or are unknown', () => {
    const alike = patch('A01', by(RED, 0.5))
    const near = { ...good, previous: { patch: alike, spectrometer: by(RED, 0.9), reference: by(RED, 0.2) } }
    expect(states(near)[2]).toBe('passed')
    expect(states({ ...good, previous: undefined })[2]).toBe('unknown')
    const unnamed = { ...good, patch: patch('A02'), spectrometer: GREEN, reference: GREEN }
    expect(states(unnamed)).toEqual(['passed', 'unknown', 'unknown', 'unknown', 'passed'])
    expect(checkPair(unnamed).problem).toBeUndefined()
  })

  it('refuse replicates that spread', () => {
    const spread = { spectrometer: [RED, by(RED, 0.1), by(RED, 0.61)], reference: [RED, RED, RED] }
    const { problem, checks } = checkPair({ ...good, replicates: spread })
    expect(problem?.data).toMatchObject({ code: 'REPLICATES', kept: 'All 3 kept.' })
    expect(problem?.data.happened).toMatch(/^3 readings of A02 spread by dE 0\.6\d, limit 0\.15\.$/)
    expect(checks[3]?.state).toBe('failed')
    const close = { spectrometer: [RED, by(RED, 0.05)], reference: [RED, RED] }
    expect(states({ ...good, replicates: close })[3]).toBe('passed')
    // A noisy bench is measured by its own noise; before that is known only a gross spread is refused.
    expect(states({ ...good, replicates: spread, usualSpread: 0.2 })[3]).toBe('passed')
    const gross = { ...spread, spectrometer: [RED, by(RED, 0.9)] }
    expect(states({ ...good, replicates: close, usualSpread: undefined })[3]).toBe('passed')
    expect(states({ ...good, replicates: gross, usualSpread: undefined })[3]).toBe('failed')
  })

  it('do not refuse a bad instrument for being bad', () => {
    const off = { ...good, spectrometer: by(RED, 8) }
    expect(checkPair(off).problem?.code).toBe('PAIR_UNLIKE')
    expect(checkPair({ ...off, usual: 6 }).problem).toBeUndefined()
  })
})
