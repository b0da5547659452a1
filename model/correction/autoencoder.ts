import type { Explainable } from '../explain/explainable.ts'
import { networkMaps } from '../explain/network-maps.ts'
import { zeros } from '../linear/matrix.ts'
import type { Network } from '../network/layers.ts'
import { tensorOf, weightTensors } from '../network/lesson.ts'
import { tensorLayers } from '../network/tensor-layers.ts'
import { trainNetwork, type TrainingOptions } from '../network/train.ts'
import { initialWeights, sizeOf, type Weights, type WeightShape } from '../network/weights.ts'
import type { Matrix, PairTable } from '../service.ts'
import { type Engine, tensorFlow } from '../tf.ts'
import type { Fitted, Method, MethodParameters, NamedArrays } from './method.ts'

/**
 * The convolutional autoencoder posted in Cross Validated question 523560: filters and kernel width of every
 * convolution, and what comes before it. 944,880 weights for 224 bands, 85 % of them in the last layer.
 */
const CONVOLUTIONS = [
  { after: 'input', filters: 16, width: 11 },
  { after: 'halve', filters: 32, width: 9 },
  { after: 'halve', filters: 64, width: 7 },
  { after: 'halve', filters: 128, width: 5 },
  { after: 'double', filters: 64, width: 7 },
  { after: 'double', filters: 32, width: 9 },
  { after: 'double', filters: 16, width: 11 },
] as const
const HALVINGS = 3
const CHUNK = 64
const LEARNING_RATE = 0.001

export const AUTOENCODER_TRAINING: TrainingOptions = {
  batch: 32,
  maximumEpochs: 120,
  patience: 15,
  validationShare: 0.1,
}

/** Names and shapes of all weights for spectra of `bands` bands, in the order of the layers. */
export function autoencoderShapes(bands: number): WeightShape[] {
  const shapes: WeightShape[] = []
  let channels = 1
  for (const [i, { filters, width }] of CONVOLUTIONS.entries()) {
    shapes.push({ name: `kernel${i + 1}`, shape: [1, width, channels, filters] })
    shapes.push({ name: `bias${i + 1}`, shape: [filters] })
    channels = filters
  }
  const flat = Math.ceil(bands / 2 ** HALVINGS) * 2 ** HALVINGS * channels
  return [...shapes, { name: 'denseKernel', shape: [flat, bands] }, { name: 'denseBias', shape: [bands] }]
}

/** The network as a function of its weights. */
export const autoencoderNetwork: Network = (layers, x, weights) => {
  const at = (index: number): (typeof weights)[number] => {
    const weight = weights[index]
    if (weight === undefined) throw new RangeError(`weight ${index} is missing`)
    return weight
  }
  let flow = layers.image(x)
  for (const [i, { after }] of CONVOLUTIONS.entries()) {
    const filter = { kernel: at(2 * i), bias: at(2 * i + 1) }
    if (after === 'double') flow = layers.doubleAndConvolve(flow, filter)
    else flow = layers.convolve(after === 'halve' ? layers.halve(flow) : flow, filter, after !== 'input')
  }
  const dense = 2 * CONVOLUTIONS.length
  return layers.sigmoid(layers.dense(layers.flatten(flow), at(dense), at(dense + 1)))
}

/** The sigmoid only reaches 0..1: reflectance goes in as it is, other quantities by one scale for both sides. */
interface Scale {
  readonly low: number
  readonly span: number
}

function scaleOf({ x, y, quantity }: PairTable): Scale {
  if (quantity === 'reflectance') return { low: 0, span: 1 }
  let [low, high] = [Infinity, -Infinity]
  for (const data of [x.data, y.data])
    for (const value of data) [low, high] = [Math.min(low, value), Math.max(high, value)]
  const margin = 0.1 * (high - low || 1)
  return { low: low - margin, span: high - low + 2 * margin }
}

const into = ({ low, span }: Scale, matrix: Matrix): Matrix => ({
  ...matrix,
  data: matrix.data.map((v) => (v - low) / span),
})

function fittedNetwork(engine: Engine, weights: Weights, scale: Scale, parameters: MethodParameters): Fitted {
  const { tf } = engine
  const bands = weights['denseBias']?.length ?? 0
  const layers = tensorLayers(engine)
  const tensors = weightTensors(engine, autoencoderShapes(bands), weights)
  const predict = (x: Matrix): Matrix => {
    const result = zeros(x.rows, x.columns)
    for (let from = 0; from < x.rows; from += CHUNK) {
      const rows = Math.min(CHUNK, x.rows - from)
      const part = {
        rows,
        columns: x.columns,
        data: x.data.subarray(from * x.columns, (from + rows) * x.columns),
      }
      const values = tf.tidy(() =>
        autoencoderNetwork(layers, tensorOf(engine, into(scale, part)), tensors).dataSync<'float32'>(),
      )
      for (const [i, value] of values.entries())
        result.data[from * x.columns + i] = value * scale.span + scale.low
    }
    return result
  }
  const arrays = { ...weights, scale: Float64Array.of(scale.low, scale.span) }
  return { parameters, arrays, predict, dispose: () => tf.dispose(tensors) }
}

/** Feature maps of a stored autoencoder for spectra as they were measured; free it when done. */
export async function autoencoderMaps(
  arrays: NamedArrays,
): Promise<{ readonly maps: NonNullable<Explainable['maps']>; dispose(): void }> {
  const engine = await tensorFlow()
  const { weights, scale } = storedNetwork(arrays)
  const tensors = weightTensors(engine, autoencoderShapes(weights['denseBias']?.length ?? 0), weights)
  const network = { engine, network: autoencoderNetwork, weights: tensors }
  return {
    maps: (x, output, layer) => [
      networkMaps(network, into(scale, { rows: 1, columns: x.length, data: x }).data, output, layer),
    ],
    dispose: () => engine.tf.dispose(tensors),
  }
}

/** Weights and scale among the arrays of a bundle. */
function storedNetwork(arrays: NamedArrays): { readonly weights: Weights; readonly scale: Scale } {
  const weights = Object.fromEntries(
    Object.entries(arrays).filter(
      (entry): entry is [string, Float32Array] => entry[1] instanceof Float32Array,
    ),
  )
  const [low = 0, span = 1] = arrays['scale'] ?? []
  return { weights, scale: { low, span } }
}

/** The seed network exactly as posted, trained with Adam and early stopping on a tenth of its rows. */
export const autoencoder: Method = {
  name: 'autoencoder',
  title: 'Convolutional autoencoder',
  assumptions:
    'Hundreds of pairs; the spectrum can be redrawn from 28 x 128 features and lies between 0 and 1.',
  minimumPairs: 40,
  slow: true,
  async fit(pairs, context) {
    const engine = await tensorFlow()
    const bands = pairs.x.columns
    const shapes = autoencoderShapes(bands)
    const scale = scaleOf(pairs)
    const start = initialWeights(shapes, context.seed)
    const data = { x: into(scale, pairs.x), y: into(scale, pairs.y) }
    const lesson = { network: autoencoderNetwork, bands, shapes, start, learningRate: LEARNING_RATE }
    const trained = await trainNetwork(engine, lesson, data, AUTOENCODER_TRAINING, context)
    const weights: Weights = Object.fromEntries(
      shapes.map(({ name }, i) => [name, trained.weights[i] ?? new Float32Array()]),
    )
    const { epochs, bestEpoch } = trained
    const count = shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
    return fittedNetwork(engine, weights, scale, { weights: count, epochs, bestEpoch, backend: engine.title })
  },
  async restore(arrays, parameters) {
    const engine = await tensorFlow()
    const { weights, scale } = storedNetwork(arrays)
    return fittedNetwork(engine, weights, scale, parameters)
  },
}
