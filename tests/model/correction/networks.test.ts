import { beforeAll, describe, expect, it } from 'vitest'
import { cnn, gatedCnn } from '../../../model/correction/cnn.ts'
import type { Fitted, Method } from '../../../model/correction/method.ts'
import { CNN } from '../../../model/correction/network/design.ts'
import { networkMethod } from '../../../model/correction/network/network-method.ts'
import { unet } from '../../../model/correction/unet.ts'
import { gated } from '../../../model/correction/gated.ts'
import { slopeBias } from '../../../model/correction/slope-bias.ts'
import { takePairs } from '../../../model/pairs.ts'
import type { PairTable } from '../../../model/service.ts'
import { rmse } from '../../../spectra/metrics.ts'
import { madeUpPairs } from '../support/pairs.ts'

const context = { seed: 1, signal: new AbortController().signal, progress: () => undefined }
const bent = { gain: 0.9, mixing: 0.35, noise: 0.0003 }
const plate = madeUpPairs(160, 24, bent)
const fresh = madeUpPairs(60, 24, bent, 2)
const errorOf = (fitted: Fitted, { x, y }: PairTable): number => rmse(fitted.predict(x).data, y.data)

describe.each([cnn, unet].map((method): [string, Method] => [method.name, method]))('%s', (_, method) => {
  let fitted: Fitted
  beforeAll(async () => {
    fitted = await method.fit(plate, context)
  }, 120_000)

  it('learns what lines per band leave, and is kept', async () => {
    const lines = await slopeBias.fit(plate, context)
    expect(errorOf(fitted, fresh)).toBeLessThan(0.7 * errorOf(lines, fresh))
    expect(fitted.parameters).toMatchObject({ network: true })
    expect(Number(fitted.parameters['gainStandardErrors'])).toBeGreaterThan(2)
    expect(fitted.parameters['backend']).toMatch(/^TensorFlow/)
  })

  it('is fitted again to the last bit with the same seed', async () => {
    const again = await method.fit(plate, context)
    expect(again.predict(fresh.x)).toEqual(fitted.predict(fresh.x))
  }, 120_000)

  it('learns on from a few fresh pairs, and not where nothing is left to learn', async () => {
    const drifted = { ...bent, mixing: 0.5, offset: 0.004 }
    const twelve = madeUpPairs(12, 24, drifted, 3)
    const later = madeUpPairs(60, 24, drifted, 4)
    const moved = method.recalibrate!(fitted, twelve)
    expect(errorOf(moved, later)).toBeLessThan(0.7 * errorOf(fitted, later))
    const restored = await method.restore(moved.arrays, moved.parameters)
    expect(restored.predict(later.x)).toEqual(moved.predict(later.x))
    const still = method.recalibrate!(fitted, { ...twelve, y: fitted.predict(twelve.x) })
    expect(rmse(still.predict(later.x).data, fitted.predict(later.x).data)).toBeLessThan(1e-9)
  })
})

describe('a network behind a gate', () => {
  const centre = 0.35
  /** Lines per band that trust themselves up to a mean level. */
  const withGate = (fitted: Fitted): Fitted => ({
    ...fitted,
    domain: {
      low: 1,
      high: 2,
      distances: (x) =>
        Float64Array.from({ length: x.rows }, (_, i) => (x.data[i * x.columns]! > 2 * centre ? 3 : 0.5)),
    },
  })
  const base: Method = {
    ...slopeBias,
    fit: async (pairs, given) => withGate(await slopeBias.fit(pairs, given)),
    restore: async (arrays, parameters) => withGate(await slopeBias.restore(arrays, parameters)),
  }
  const words = { name: 'gated-cnn', title: 'Test', assumptions: 'None.', minimumPairs: 40 } as const

  it('adds to what is like the plate and nothing to what is foreign', async () => {
    const fitted = await networkMethod({ ...words, design: CNN, base }).fit(plate, context)
    expect(fitted.parameters['network']).toBe(true)
    const near = takePairs(fresh, [0, 1, 2]).x
    const far = { ...near, data: near.data.map((value) => value + 2 * centre) }
    const lines = await base.fit(plate, context)
    expect(fitted.predict(near)).not.toEqual(lines.predict(near))
    expect(fitted.predict(far)).toEqual(lines.predict(far))
  }, 120_000)

  it('is left out where held-out rows prove no gain: the gated model alone answers', async () => {
    const plain = madeUpPairs(120, 24, { gain: 0.9, offset: 0.01, noise: 0.002 })
    const [alone, both] = [await gated.fit(plain, context), await gatedCnn.fit(plain, context)]
    expect(both.parameters).toMatchObject({ network: false })
    expect(both.predict(fresh.x)).toEqual(alone.predict(fresh.x))
  }, 120_000)
})
