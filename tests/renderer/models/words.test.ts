import { describe, expect, it } from 'vitest'
import { movedParameters } from '../../../renderer/views/models/moved.ts'
import { parameterName } from '../../../contract/parameter-name.ts'
import {
  acceptanceWord,
  blockedBecause,
  inOrder,
  parameterRows,
  parameterValue,
} from '../../../renderer/views/models/words.ts'
import { symbols } from '../../../renderer/text/symbols.ts'
import { modelCard } from './cards.ts'

const checks = [
  { name: 'Better than slope and bias', state: 'passed' as const, evidence: 'dE00 0.12 against 0.41' },
  { name: 'Interval holds', state: 'note' as const, evidence: 'covers 94, 92, 85 %' },
  { name: 'Foreign chart', state: 'failed' as const, evidence: 'RMSE 0.0120, without correction 0.0092' },
]

describe('acceptance', () => {
  it('puts what failed first and notes last, and counts them', () => {
    expect(inOrder(checks).map((check) => check.state)).toEqual(['failed', 'passed', 'note'])
    expect(acceptanceWord(checks)).toBe('1 failed, 1 pass, 1 note')
    expect(acceptanceWord(checks.slice(0, 2))).toBe('1 pass, 1 note')
  })

  it('blocks a model with a failed check and says which; a note does not block', () => {
    expect(blockedBecause(modelCard('v8', { state: 'candidate', acceptance: checks }))).toBe(
      'Foreign chart: RMSE 0.0120, without correction 0.0092.',
    )
    expect(
      blockedBecause(modelCard('v8', { state: 'candidate', acceptance: checks.slice(0, 2) })),
    ).toBeUndefined()
  })

  it('blocks what the bench did not accept, but not a model that was in use before', () => {
    const refused = modelCard('v7.1', { state: 'refused', accepted: false, reason: 'No drift found' })
    expect(blockedBecause(refused)).toBe('No drift found.')
    expect(blockedBecause({ ...refused, state: 'retired' })).toBeUndefined()
  })
})

describe('parameters', () => {
  it('read like words, with their unit behind a comma', () => {
    expect(['wavelengthOffsetNm', 'lambda_min', 'components'].map(parameterName)).toEqual([
      'Wavelength offset, nm',
      'Lambda min',
      'Components',
    ])
  })

  it('keep their keys where two names would read the same', () => {
    expect(parameterRows({ lambdaMin: 1, lambda_min: 2 }).map((row) => row.name)).toEqual([
      'lambdaMin',
      'lambda_min',
    ])
  })

  it('show the digits that matter', () => {
    expect([36, 0.0017782, -0.00002, true, 'auto', undefined].map(parameterValue)).toEqual([
      '36',
      '0.001778',
      '\u22122.00e\u22125',
      'yes',
      'auto',
      'not known',
    ])
  })

  it('moved are those that both models have and that differ, the largest change first', () => {
    const moved = movedParameters(
      { offsetNm: 0.84, stray: 0.0091, same: 1, gone: 3, method: 'a' },
      { offsetNm: 0.53, stray: 0.0191, same: 1, fresh: 4, method: 'b' },
    )
    expect(moved.map((row) => [row.key, row.digits])).toEqual([
      ['stray', 3],
      ['offsetNm', 2],
    ])
  })
})

describe('symbols', () => {
  it('stand for the plain letters of the bench, whole words only', () => {
    expect(symbols('dE00 0.12 against 0.41, worst dE 0.44, dL* 0.14, code.dEbug')).toBe(
      'ΔE₀₀ 0.12 against 0.41, worst ΔE 0.44, ΔL* 0.14, code.dEbug',
    )
  })
})
