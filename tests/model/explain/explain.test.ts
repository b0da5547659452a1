import { beforeAll, describe, expect, it } from 'vitest'
import { autoencoder, autoencoderMaps, autoencoderShapes } from '../../../model/correction/autoencoder.ts'
import { explain, methodsFor } from '../../../model/explain/explain.ts'
import type { Explainable } from '../../../model/explain/explainable.ts'
import { localMatrix } from '../../../model/explain/local-matrix.ts'
import { networkMaps } from '../../../model/explain/network-maps.ts'
import { regionsOf } from '../../../model/explain/regions.ts'
import { mapsRelevance } from '../../../model/explain/relevance.ts'
import { multiply } from '../../../model/linear/multiply.ts'
import { weightTensors } from '../../../model/network/lesson.ts'
import { tensorLayers } from '../../../model/network/tensor-layers.ts'
import { ramanNetwork, ramanShapes } from '../../../model/raman/network.ts'
import { tensorFlow } from '../../../model/tf.ts'
import { at } from '../../../spectra/at.ts'

// The library takes its time on a busy machine; no test waits for it.
beforeAll(() => tensorFlow(), 180_000)

const bands = 8
const spectrum = Float64Array.from({ length: bands }, (_, i) => 0.2 + 0.1 * i)
const coefficients = {
  rows: bands,
  columns: bands,
  data: Float64Array.from({ length: bands * bands }, (_, i) => Math.sin(i)),
}
const linear: Explainable = {
  title: 'a matrix',
  axis: { unit: 'nm', values: Float64Array.from({ length: bands }, (_, i) => 400 + i) },
  outputs: Array.from({ length: bands }, (_, i) => `${400 + i} nm`),
  scores: (x) => multiply(x, coefficients),
  linear: coefficients,
}

describe('a linear model', () => {
  it('shows its matrix, and the column of an output as that output', () => {
    const { relevance, matrix } = explain(linear, spectrum, { method: 'matrix', output: 3, window: 3 })
    expect(Array.from(relevance)).toEqual(
      Array.from({ length: bands }, (_, band) => at(coefficients.data, band * bands + 3)),
    )
    expect(matrix).toBe(coefficients)
  })

  it('is its own matrix near any spectrum', () => {
    const local = localMatrix((x) => linear.scores(x), spectrum, bands)
    for (const [i, value] of local.data.entries()) expect(value).toBeCloseTo(at(coefficients.data, i), 6)
  })

  it('loses by occlusion exactly what the hidden bands gave more than a straight line', () => {
    // The spectrum is a straight line: hiding bands inside changes nothing.
    const { relevance } = explain(linear, spectrum, { method: 'occlusion', output: 2, window: 3 })
    for (const value of relevance.subarray(2, bands - 2)) expect(value).toBeCloseTo(0, 12)
    const bump = spectrum.map((value, i) => value + (i === 4 ? 1 : 0))
    const bumped = explain(linear, bump, { method: 'occlusion', output: 2, window: 1 })
    expect(at(bumped.relevance, 4)).toBeCloseTo(at(coefficients.data, 4 * bands + 2), 12)
  })
})

describe('what cannot be explained', () => {
  const options = { method: 'occlusion', window: 3 } as const
  it.each([
    ['another number of bands', () => explain(linear, spectrum.subarray(1), options), 'It has 7 bands'],
    [
      'NaN',
      () =>
        explain(
          linear,
          spectrum.map((v, i) => (i === 2 ? NaN : v)),
          options,
        ),
      'Band 3 is no finite number',
    ],
    [
      'an output that is not there',
      () => explain(linear, spectrum, { ...options, output: 8 }),
      'There is no output 8',
    ],
    [
      'a way that needs a network',
      () => explain(linear, spectrum, { ...options, method: 'weights' }),
      'cannot be explained by "weights"',
    ],
  ])('is refused in words: %s', (_, run, words) => {
    expect(run).toThrow(words)
  })

  it('is not offered', () => {
    expect(methodsFor(linear)).toEqual(['matrix', 'occlusion'])
  })
})

describe('regions', () => {
  it('reach to half of their maximum, and shoulders are part of them', () => {
    const relevance = Float64Array.of(0, 0.4, 0.6, 1, 0.6, 0.45, 0.1, 0, 0, -0.5, -0.3, 0)
    const regions = regionsOf(relevance)
    expect(regions.map(({ first, last, peak }) => [first, last, peak])).toEqual([
      [2, 4, 3],
      [9, 10, 9],
    ])
    expect(regions.map(({ relevance: value }) => value)).toEqual([1, -0.5])
  })

  it('are none where there is nothing', () => {
    expect(regionsOf(new Float64Array(5))).toEqual([])
  })
})

describe('maps of a network', () => {
  const shape = { bands: 16, classes: 3, convolutions: 2, filters: 4, width: 3, poolings: 1 }
  const x = Float64Array.from({ length: 16 }, (_, i) => 0.5 + 0.5 * Math.sin(0.8 * i))

  async function loaded() {
    const engine = await tensorFlow()
    const weights = Object.fromEntries(
      ramanShapes(shape).map(({ name, shape: sides }, layer) => [
        name,
        Float32Array.from(
          { length: sides.reduce((a, b) => a * b, 1) },
          (_, k) => 0.4 * Math.sin(k + 2 * layer),
        ),
      ]),
    )
    const tensors = weightTensors(engine, ramanShapes(shape), weights)
    return { engine, network: ramanNetwork(shape), weights: tensors, values: weights }
  }

  it('have the weights of the dense layer as slopes behind the pooling', async () => {
    const net = await loaded()
    const { slopes, positions, channels, span } = networkMaps(net, x, 1, 'pooled')
    expect([positions, channels, span]).toEqual([4, 4, 4])
    const dense = net.values['denseKernel'] ?? new Float32Array()
    for (const [i, slope] of slopes.entries()) expect(slope).toBeCloseTo(at(dense, i * 3 + 1), 6)
    net.engine.tf.dispose(net.weights)
  })

  it.each(['pooled', 'convolved'] as const)('give all of the score but its bias away: %s', async (place) => {
    const net = await loaded()
    const { tf } = net.engine
    const maps = networkMaps(net, x, 2, place)
    const sum = mapsRelevance(maps, 16).reduce((total, value) => total + value, 0)
    const scores = tf.tidy(() =>
      net
        .network(tensorLayers(net.engine), tf.tensor2d(Float32Array.from(x), [1, 16]), net.weights)
        .dataSync<'float32'>(),
    )
    expect(sum).toBeCloseTo(at(scores, 2) - at(net.values['denseBias'] ?? [], 2), 4)
    tf.dispose(net.weights)
  })
})

it("gives away all of a corrected band's score in the autoencoder", async () => {
  const arrays = Object.fromEntries(
    autoencoderShapes(16).map(({ name, shape }, layer) => [
      name,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => 0.1 * Math.sin(k + layer)),
    ]),
  )
  const x = Float64Array.from({ length: 16 }, (_, i) => 0.4 + 0.3 * Math.sin(i))
  const { maps, dispose } = await autoencoderMaps(arrays)
  const [pooled] = maps(x, 5, 'pooled')
  if (!pooled) throw new Error('a network has maps')
  const shares = mapsRelevance(pooled, 16)
  dispose()
  const fitted = await autoencoder.restore(arrays, {})
  const corrected = at(fitted.predict({ rows: 1, columns: 16, data: x }).data, 5)
  fitted.dispose?.()
  const score = Math.log(corrected / (1 - corrected))
  const sum = shares.reduce((total, value) => total + value, 0)
  expect(sum).toBeCloseTo(score - at(arrays['denseBias'] ?? [], 5), 3)
})
