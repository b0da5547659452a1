import { describe, expect, it } from 'vitest'
import type { MethodName } from '../../contract/model.ts'
import { METHODS } from '../../model/correction/registry.ts'
import { verdictOn } from '../../model/verdict.ts'
import { type Judged, winnerOf } from '../../model/winner.ts'

/** A method of a plate error and, where a foreign chart was measured, an error there; all patches err alike. */
function judged(name: MethodName, rmse: number, foreign?: number): Judged {
  return {
    row: {
      name,
      rmse,
      p95: rmse,
      gfc: 1,
      dE00: null,
      rmsePerFold: [],
      foreign: foreign === undefined ? null : { rmse: foreign, dE00: null },
      parameters: {},
      fitMs: 0,
    },
    squaredErrors: new Float64Array(50).fill(rmse ** 2),
  }
}
const chosen = (all: readonly Judged[]): MethodName => winnerOf(all, all[0]!).winner.row.name
const sentence = (all: readonly Judged[]): string =>
  verdictOn(all, { none: all[0]!, slopeBias: all[1] }).sentence

describe('without a foreign chart', () => {
  const known = [judged('none', 0.009), judged('slope-bias', 0.0034), judged('gated', 0.00171)]

  it('a small gain of a method that nothing holds outside the plate does not win', () => {
    const all = [...known, judged('quadratic', 0.00165)]
    expect(chosen(all)).toBe('gated')
    expect(sentence(all)).toBe(
      'Gated physical correction wins: RMSE 0.00171 against 0.00340 with slope/bias and 0.00900 without correction. ' +
        'Ridge with quadratic terms is better on the plate (RMSE 0.00165) but does not win: nothing holds it outside ' +
        'the plate, where a gain of 3.5 % is soon lost; a foreign chart would tell. ' +
        'Outside these samples the error is unknown: no foreign chart was measured.',
    )
  })

  it('a tenth of the error wins', () => {
    expect(chosen([...known, judged('quadratic', 0.00153)])).toBe('quadratic')
    expect(chosen([...known, judged('quadratic', 0.00155)])).toBe('gated')
  })

  it('a held method needs no such lead', () => {
    expect(chosen([...known, judged('gated-cnn', 0.00168)])).toBe('gated-cnn')
  })

  it('a method without a rival that is held wins by itself', () => {
    const [none] = known
    expect(winnerOf([judged('ridge', 0.0018)], none!).winner.row.name).toBe('ridge')
  })
})

describe('with a foreign chart', () => {
  const known = [
    judged('none', 0.009, 0.0092),
    judged('slope-bias', 0.0034, 0.0151),
    judged('gated', 0.00171, 0.0021),
  ]

  it('what is worse there than no correction does not win, however good on the plate', () => {
    const all = [...known, judged('quadratic', 0.0012, 0.0124)]
    expect(chosen(all)).toBe('gated')
    expect(sentence(all)).toContain(
      'Ridge with quadratic terms is better on the plate (RMSE 0.00120) but does not win: on the foreign chart it is ' +
        'worse than no correction (RMSE 0.0124).',
    )
  })

  it('a small gain wins where the chart shows it no worse than the held method', () => {
    expect(chosen([...known, judged('quadratic', 0.00165, 0.002)])).toBe('quadratic')
    const all = [...known, judged('quadratic', 0.00165, 0.0072)]
    expect(chosen(all)).toBe('gated')
    expect(sentence(all)).toContain('the gain of 3.5 % does not pay for RMSE 0.00720 on the foreign chart.')
  })

  it('no correction wins where all others are worse there', () => {
    const all = [judged('none', 0.009, 0.009), judged('slope-bias', 0.003, 0.012)]
    expect(chosen(all)).toBe('none')
    expect(sentence(all)).toBe(
      'No correction wins: RMSE 0.00900. Slope and bias per band is better on the plate (RMSE 0.00300) but does not ' +
        'win: on the foreign chart it is worse than no correction (RMSE 0.0120). On the foreign chart the RMSE is 0.00900.',
    )
  })
})

describe('methods that are held outside the plate', () => {
  it('are those with a gate, with physics alone, or with two numbers per band at most', () => {
    const held = METHODS.filter(({ steady }) => steady === true).map(({ name }) => name)
    expect(held).toEqual(['none', 'slope-bias', 'gated', 'physics', 'gated-cnn', 'gated-unet'])
  })
})
