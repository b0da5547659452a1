import { describe, expect, it } from 'vitest'
import { flawsOf } from '../../model/flaws.ts'
import type { PairTable } from '../../model/service.ts'
import { runTournament } from '../../model/tournament.ts'
import { madeUpPairs } from './support/pairs.ts'

const plate = madeUpPairs(40, 41, { gain: 0.9, noise: 0.001 })
const bent = (change: (value: number, band: number) => number): PairTable => ({
  ...plate,
  x: { ...plate.x, data: plate.x.data.map((value, at) => change(value, at % 41)) },
})

describe('flaws of pairs', () => {
  it('are none in sound ones', () => {
    expect(flawsOf(plate)).toBe('')
  })

  it('are bands that never change', () => {
    expect(flawsOf(bent((value, band) => (band < 3 ? 0.5 : value)))).toMatch(
      /one value for all samples in 3 bands \(380 to 400 nm\)/,
    )
    expect(flawsOf({ ...bent((value, band) => (band === 4 ? 0 : value)), wavelengthNm: null })).toMatch(
      /1 band \(5\)/,
    )
  })

  it('are saturated bands', () => {
    expect(flawsOf(bent((value, band) => (band === 20 ? Math.min(value, 0.3) : value)))).toMatch(
      /saturated in 1 band \(580 nm\).*shorter integration time/,
    )
  })

  it('are samples that stand there twice under two names', () => {
    const { x, y } = plate
    const twice = (data: Float64Array): Float64Array => {
      const copy = data.slice()
      copy.copyWithin(41, 0, 41)
      return copy
    }
    const double = { ...plate, x: { ...x, data: twice(x.data) }, y: { ...y, data: twice(y.data) } }
    expect(flawsOf(double)).toMatch(new RegExp(`1 sample repeats another .*\\(${plate.ids[1]!}\\)`))
  })

  it('stand in the verdict of a comparison, whose figures stay numbers', async () => {
    const pairs = bent((value, band) => (band < 2 ? 0.5 : value))
    const never = new AbortController().signal
    const request = {
      pairs,
      methods: ['none', 'slope-bias', 'gated', 'ridge', 'pls'] as const,
      seed: 1,
      holdOut: 0,
    }
    const events = []
    for await (const event of runTournament(request, { signal: never, skipSignal: () => never }))
      events.push(event)
    const last = events.at(-1)
    if (last?.type !== 'finished') throw new Error('a tournament ends with finished')
    expect(last.sentence).toMatch(/one value for all samples in 2 bands/)
    expect(last.comparison.methods).toHaveLength(5)
    for (const { rmse } of last.comparison.methods) expect(rmse).toBeLessThan(0.2)
  })
})
