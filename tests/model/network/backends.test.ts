import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { autoencoderShapes } from '../../../model/correction/autoencoder.ts'
import { takeRows } from '../../../model/linear/matrix.ts'
import { type Block, plainLayers } from '../../../model/network/plain-layers.ts'
import { sizeOf } from '../../../model/network/weights.ts'
import type { Matrix } from '../../../model/service.ts'
import { need } from '../../need.ts'
import type { BackendRun } from './backend-run.ts'
import { referenceLayers } from './reference-layers.ts'
import { BANDS, SHAPES, small, spectra, weightsOf } from './small-network.ts'

const oracle = z
  .object({ weights: z.number(), predicted: z.array(z.array(z.number())) })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/oracle/autoencoder.json', import.meta.url), 'utf8')))

function runOn(backend: string): Promise<BackendRun> {
  const env = { ...process.env, ISOCHROME_BACKEND: backend, TF_CPP_MIN_LOG_LEVEL: '2' }
  const worker = new Worker(new URL('./backend-run.ts', import.meta.url), { env, stderr: true })
  return new Promise((resolve, reject) => {
    worker.once('message', (run: BackendRun) => resolve(run))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the backend ended with code ${code}`)))
  })
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  let largest = 0
  for (let i = 0; i < actual.length; i++) largest = Math.max(largest, Math.abs(actual[i]! - expected[i]!))
  expect(largest).toBeLessThan(tolerance)
}

/** Small network by definition. */
function predictedByDefinition(weights: readonly Float32Array[], x = spectra(4, BANDS)): Float64Array {
  const blocks = SHAPES.map(({ shape }, i) => ({ shape, values: Float64Array.from(weights[i]!) }))
  return small(referenceLayers, { shape: [x.rows, x.columns], values: x.data }, blocks).values
}

/** One step of Adam from numerical gradients. */
function stepByDefinition(weights: readonly Float32Array[]): Float64Array[] {
  const target = spectra(4, BANDS, 1.5).data
  const loss = (all: readonly Float32Array[]): number =>
    predictedByDefinition(all).reduce((sum, value, i) => sum + (value - target[i]!) ** 2, 0) / target.length
  return weights.map((array, layer) =>
    Float64Array.from(array, (value, k) => {
      const moved = (by: number): number =>
        loss(
          weights.map((other, i) =>
            i === layer ? Float32Array.from(other, (v, j) => (j === k ? v + by : v)) : other,
          ),
        )
      const gradient = (moved(1e-3) - moved(-1e-3)) / 2e-3
      return value - (0.01 * gradient) / (Math.abs(gradient) + 1e-7 / Math.sqrt(0.001))
    }),
  )
}

const native = need('tensorflow')

describe.each([
  ['wasm', undefined],
  ['cpu', undefined],
  ['tensorflow', native.path === undefined],
] as const)('backend %s', (backend, skip) => {
  describe.skipIf(skip === true)('', () => {
    let run: BackendRun
    beforeAll(async () => {
      run = await runOn(backend)
    }, 120_000)

    it('says its name and version', () => {
      expect(run.backend).toBe(backend)
      expect(run.title).toMatch(/^TensorFlow(\.js)? \d+\.\d+/)
    })

    it('computes every layer as defined', () => {
      const start = SHAPES.map(({ name }) => weightsOf(SHAPES)[name]!)
      expectClose(run.predicted, predictedByDefinition(start), 1e-5)
      expectClose(run.afterwards, predictedByDefinition(run.steps[2]!), 1e-5)
    })

    it('learns down the gradient', () => {
      const start = SHAPES.map(({ name }) => weightsOf(SHAPES)[name]!)
      for (const [i, expected] of stepByDefinition(start).entries())
        expectClose(run.steps[0]![i]!, expected, 1e-3)
      const target = spectra(4, BANDS, 1.5).data
      const error = (values: ArrayLike<number>): number =>
        Array.from(values).reduce((sum, value, i) => sum + (value - target[i]!) ** 2, 0)
      expect(error(run.afterwards)).toBeLessThan(error(run.predicted))
    })

    it('makes of the posted network what Keras makes of it', () => {
      expectClose(run.seed, oracle.predicted.flat(), 1e-4)
    })

    it('frees what it used', () => expect(run.leakedTensors).toBe(0))
  })
})

describe('plain numbers', () => {
  const blocks = (values: (name: string) => ArrayLike<number>): Block[] =>
    SHAPES.map(({ name, shape }) => ({ shape, values: Float64Array.from(values(name)) }))
  const block = ({ rows, columns, data }: Matrix): Block => ({ shape: [rows, columns], values: data })

  it('compute every layer as defined', () => {
    const weights = blocks((name) => weightsOf(SHAPES)[name]!)
    const x = block(spectra(4, BANDS))
    expectClose(small(plainLayers, x, weights).values, small(referenceLayers, x, weights).values, 1e-12)
  })

  it('answer row by row to the last bit', () => {
    const weights = blocks((name) => weightsOf(SHAPES)[name]!)
    const all = small(plainLayers, block(spectra(4, BANDS)), weights).values
    const third = block(takeRows(spectra(4, BANDS), [2]))
    expect(small(plainLayers, third, weights).values).toEqual(all.slice(2 * BANDS, 3 * BANDS))
  })
})

describe('the posted network', () => {
  it('has 944,880 weights', () => {
    expect(autoencoderShapes(224).reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(944_880)
    expect(oracle.weights).toBe(944_880)
  })
})

describe('an unknown backend', () => {
  it('is refused by name', async () => {
    await expect(runOn('gpu')).rejects.toThrow(/ISOCHROME_BACKEND is "gpu"/)
  })
})
