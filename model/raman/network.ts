import type { Network } from '../network/layers.ts'
import { initialWeights, type Weights, type WeightShape } from '../network/weights.ts'

/** Size of a Raman network. */
export interface RamanShape {
  readonly bands: number
  readonly classes: number
  /** Convolutions, each followed by its poolings. */
  readonly convolutions: number
  /** Filters of each convolution. */
  readonly filters: number
  /** Bands that a filter sees; odd. */
  readonly width: number
  /** Halvings behind each convolution: two pool four bands into one. */
  readonly poolings: number
}

function positionsOf({ bands, convolutions, poolings }: RamanShape): number {
  let positions = bands
  for (let i = 0; i < convolutions * poolings; i++) positions = Math.ceil(positions / 2)
  return positions
}

/** Names and shapes of all weights, in the order of the layers. */
export function ramanShapes(shape: RamanShape): WeightShape[] {
  const { convolutions, filters, width, classes } = shape
  const layers = Array.from({ length: convolutions }, (_, i): WeightShape[] => [
    { name: `kernel${i + 1}`, shape: [1, width, i === 0 ? 1 : filters, filters] },
    { name: `bias${i + 1}`, shape: [filters] },
  ])
  return [
    ...layers.flat(),
    { name: 'denseKernel', shape: [positionsOf(shape) * filters, classes] },
    { name: 'denseBias', shape: [classes] },
  ]
}

/** Convolution, pooling, dense; the scores of the classes before softmax or sigmoid come out. */
export function ramanNetwork({ convolutions, poolings }: RamanShape): Network {
  return (layers, x, weights) => {
    const at = (index: number): (typeof weights)[number] => {
      const weight = weights[index]
      if (weight === undefined) throw new RangeError(`weight ${index} is missing`)
      return weight
    }
    let flow = layers.image(x)
    for (let i = 0; i < convolutions; i++) {
      flow = layers.convolve(flow, { kernel: at(2 * i), bias: at(2 * i + 1) }, i > 0)
      for (let halving = 0; halving < poolings; halving++) flow = layers.halve(flow)
    }
    return layers.dense(layers.flatten(flow), at(2 * convolutions), at(2 * convolutions + 1))
  }
}

/**
 * Where training starts: Glorot's filters, but a dense layer of zeros. Whatever it holds afterwards it has learned, so
 * that a weight where no spectrum ever tells anything is read as zero and not as the chance it began with.
 */
export function ramanStart(shape: RamanShape, seed: number): Weights {
  const start = initialWeights(ramanShapes(shape), seed)
  return { ...start, denseKernel: new Float32Array(start['denseKernel']?.length ?? 0) }
}
