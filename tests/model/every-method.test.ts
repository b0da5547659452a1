import { describe, expect, it } from 'vitest'
import { METHODS } from '../../model/correction/registry.ts'
import { loadModel } from '../../model/loaded-model.ts'
import { takePairs } from '../../model/pairs.ts'
import { recalibrateModel } from '../../model/recalibration.ts'
import { trainModel } from '../../model/training.ts'
import { rmse } from '../../spectra/metrics.ts'
import { madeUpPairs } from './support/pairs.ts'

const never = new AbortController().signal
const origin = { version: 'v1', instrument: 'SIM-0101', reference: 'SIM-R007', session: 1 }
const created = '2026-11-21T10:00:00.000Z'
const pairs = madeUpPairs(60, 20, { gain: 0.93, offset: 0.01, mixing: 0.1, noise: 0.0005 })
const learning = METHODS.filter(({ name, slow }) => name !== 'none' && slow !== true).map(({ name }) => name)

describe.each(learning)('a model of method %s', (method) => {
  it('goes into a bundle, corrects from there, and follows a drift by twelve patches', async () => {
    const request = { pairs, methods: [method], seed: 1, holdOut: 0.2 }
    const order = { request, method, origin, active: undefined, earlier: undefined, created }
    const bundle = await trainModel(order, { signal: never })
    expect(bundle.card.method).toBe(method)
    const before = (await loadModel(bundle.bytes)).fitted.predict(pairs.x)
    expect(rmse(before.data, pairs.y.data)).toBeLessThan(rmse(pairs.x.data, pairs.y.data) / 4)

    const drifted = { ...pairs, x: { ...pairs.x, data: pairs.x.data.map((value) => 0.97 * value + 0.004) } }
    const twelve = takePairs(
      drifted,
      Array.from({ length: 12 }, (_, i) => 5 * i),
    )
    const outcome = await recalibrateModel(
      bundle.bytes,
      twelve,
      { ...origin, version: 'v1.1' },
      created,
      never,
    )
    expect(outcome.accepted).toBe(true)
    const after = (await loadModel(outcome.bundle.bytes)).fitted.predict(drifted.x)
    const old = (await loadModel(bundle.bytes)).fitted.predict(drifted.x)
    expect(rmse(after.data, pairs.y.data)).toBeLessThan(rmse(old.data, pairs.y.data) / 2)
  })
})
