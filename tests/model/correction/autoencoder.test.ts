import { beforeAll, describe, expect, it } from 'vitest'
import { autoencoder, autoencoderShapes } from '../../../model/correction/autoencoder.ts'
import type { Fitted } from '../../../model/correction/method.ts'
import { initialWeights } from '../../../model/network/weights.ts'
import { rmse } from '../../../spectra/metrics.ts'
import { formulaPairs, madeUpPairs } from '../support/pairs.ts'

const never = new AbortController().signal
const pairs = madeUpPairs(44, 16, { gain: 0.8, offset: 0.05 })

describe('the autoencoder', () => {
  const heard: { fraction: number; detail: string }[] = []
  let fitted: Fitted
  beforeAll(async () => {
    fitted = await autoencoder.fit(pairs, {
      seed: 1,
      signal: never,
      progress: (fraction, detail) => heard.push({ fraction, detail }),
    })
  }, 120_000)

  it('learns, and says after every epoch how far it is', () => {
    const mean = pairs.y.data.reduce((sum, value) => sum + value, 0) / pairs.y.data.length
    const error = rmse(fitted.predict(pairs.x).data, pairs.y.data)
    expect(error).toBeLessThan(
      rmse(
        pairs.y.data.map(() => mean),
        pairs.y.data,
      ),
    )
    const { epochs, bestEpoch, weights, backend } = fitted.parameters
    expect(heard).toHaveLength(Number(epochs))
    expect(heard.at(-1)?.detail).toMatch(/^epoch \d+ of at most 120, validation RMSE 0\.\d{4}$/)
    expect(Number(bestEpoch)).toBeLessThanOrEqual(Number(epochs))
    expect(backend).toMatch(/^TensorFlow/)
    expect(weights).toBe(Object.values(fitted.arrays).reduce((sum, array) => sum + array.length, 0) - 2)
  })

  it('is restored bit by bit from its arrays', async () => {
    const restored = await autoencoder.restore(fitted.arrays, fitted.parameters)
    expect(restored.predict(pairs.x)).toEqual(fitted.predict(pairs.x))
    restored.dispose?.()
  })

  it('refuses arrays that are not its own', async () => {
    const { kernel3: _, ...incomplete } = fitted.arrays
    await expect(autoencoder.restore(incomplete, fitted.parameters)).rejects.toThrow(/kernel3/)
  })

  it('stops within a batch when cancelled', async () => {
    const stop = new AbortController()
    let epochs = 0
    const progress = (): void => {
      if (++epochs === 2) stop.abort()
    }
    await expect(autoencoder.fit(pairs, { seed: 1, signal: stop.signal, progress })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }) as unknown,
    )
    expect(epochs).toBe(2)
  })

  it('reaches values beyond 0..1 of other quantities by a scale of its own', async () => {
    const { x, y, ...rest } = formulaPairs(44, 16)
    const scaled = {
      ...rest,
      x: { ...x, data: x.data.map((value) => 3 * value - 2) },
      y: { ...y, data: y.data.map((value) => 3 * value - 2) },
    }
    const other = await autoencoder.fit(scaled, { seed: 1, signal: never, progress: () => undefined })
    const predicted = other.predict(scaled.x)
    expect(Math.min(...predicted.data)).toBeLessThan(-0.2)
    other.dispose?.()
  }, 120_000)
})

describe('its first weights', () => {
  it('are the same for a seed and within the bound of Glorot', () => {
    const shapes = autoencoderShapes(16)
    expect(initialWeights(shapes, 7)).toEqual(initialWeights(shapes, 7))
    expect(initialWeights(shapes, 7)).not.toEqual(initialWeights(shapes, 8))
    const { kernel2, bias2 } = initialWeights(shapes, 7)
    const bound = Math.sqrt(6 / (9 * (16 + 32)))
    expect(Math.max(...kernel2!.map(Math.abs))).toBeLessThanOrEqual(bound)
    expect(Math.max(...kernel2!.map(Math.abs))).toBeGreaterThan(0.9 * bound)
    expect(bias2!.every((value) => value === 0)).toBe(true)
  })
})
