import { describe, expect, it } from 'vitest'
import { affineMapOf } from '../../model/affine-map.ts'
import { forecastRecalibration } from '../../model/forecast.ts'
import { modelInsight } from '../../model/insight.ts'
import type { PairTable } from '../../model/service.ts'
import { trainModel } from '../../model/training.ts'
import type { MethodName } from '../../contract/model.ts'
import { madeUpPairs } from './support/pairs.ts'

const pairs = madeUpPairs(120, 41, { gain: 0.95, mixing: 0.1, noise: 0.001 })
const signal = new AbortController().signal
async function bundle(method: MethodName, from: PairTable = pairs): Promise<Uint8Array> {
  const request = { pairs: from, methods: [method], seed: 1, holdOut: 0.2 }
  const origin = { version: 'v1', instrument: 'A', reference: 'B', session: 1 }
  const order = { request, method, origin, active: undefined, earlier: undefined, created: '2026-11-21' }
  return (await trainModel(order, { signal })).bytes
}

describe('what a model does', () => {
  it('is the matrix of a linear method', async () => {
    const bytes = await bundle('ridge')
    const { response, interval, domain, wavelengthNm } = await modelInsight(bytes)
    const { coefficients } = affineMapOf(bytes)!
    for (let from = 0; from < 41; from++)
      for (let to = 0; to < 41; to++)
        expect(response[to * 41 + from]).toBeCloseTo(coefficients.data[from * 41 + to]!, 6)
    expect(Math.min(...interval.dark, ...interval.middle, ...interval.bright)).toBeGreaterThan(0)
    expect(domain.high).toBeCloseTo(2 * domain.low, 9)
    expect(wavelengthNm[40]).toBeCloseTo(780, 6)
  })

  it('is a slope for a curved one: nearly the identity for an instrument that is nearly right', async () => {
    const { response } = await modelInsight(await bundle('gated'))
    const rows = Array.from({ length: 41 }, (_, to) =>
      response.subarray(to * 41, to * 41 + 41).reduce((sum, value) => sum + value, 0),
    )
    for (const sum of rows.slice(3, -3)) expect(sum).toBeGreaterThan(0.5)
  })
})

describe('the forecast of a recalibration', () => {
  it('falls from the drifted towards the calibrated error as patches are added', async () => {
    const forecast = (await forecastRecalibration(await bundle('gated'), pairs, signal))!
    const { calibrated, drifted, points } = forecast
    expect(drifted.rmse).toBeGreaterThan(calibrated.rmse)
    expect(points.map(({ patches }) => patches)).toEqual([4, 6, 8, 12, 18, 24])
    expect(points.at(-1)!.rmse).toBeLessThan(drifted.rmse)
    expect(points.at(-1)!.rmse).toBeGreaterThan(0.8 * calibrated.rmse)
    expect(forecast.judgedOn).toBe(96)
    expect(forecast.drift).toBe('0.3 nm, 0.5 % stray light and 0.0015 zero offset')
  })

  it('is not made from too few patches', async () => {
    const few = madeUpPairs(32, 41, { gain: 0.95, noise: 0.001 })
    expect(await forecastRecalibration(await bundle('slope-bias', few), few, signal)).toBeUndefined()
  })

  it('ends with the reason of its signal', async () => {
    const stop = AbortSignal.abort(new Error('enough'))
    await expect(forecastRecalibration(await bundle('slope-bias'), pairs, stop)).rejects.toThrow('enough')
  })
})
