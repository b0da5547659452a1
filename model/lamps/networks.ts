import { LAMP_COUNT } from '../../contract/lamps.ts'
import type { WeightShape } from '../network/weights.ts'
import type { Engine, Tensor, Tensor1D, Tensor2D, Tensor4D } from '../tf.ts'
import { CHANNELS, type Seen } from './features.ts'
import { PREPARED_HEIGHT, PREPARED_WIDTH } from './prepared.ts'

export const NETWORK_NAMES = ['rows', 'image'] as const
export type NetworkName = (typeof NETWORK_NAMES)[number]

/** A convolution: kernel height and width, filters, stride down and across; padding same, then ReLU. */
interface Stage {
  readonly kernel: readonly [number, number]
  readonly filters: number
  readonly stride: readonly [number, number]
}

const stage = (kernel: Stage['kernel'], filters: number, stride: Stage['stride']): Stage => ({
  kernel,
  filters,
  stride,
})

/** A network on prepared pictures. */
export interface LampNetwork {
  readonly name: NetworkName
  readonly title: string
  /** Rows of its input: 1 x 480 x 6 or 15 x 480 x 6. */
  readonly height: number
  valuesOf(picture: Seen): Float32Array
  readonly stages: readonly Stage[]
  readonly hidden: number
}

/** The networks: on the averaged rows, and on the picture itself. */
export const LAMP_NETWORKS: Readonly<Record<NetworkName, LampNetwork>> = {
  rows: {
    name: 'rows',
    title: '1-D network on the averaged rows',
    height: 1,
    valuesOf: (picture) => picture.rows,
    stages: [
      stage([1, 9], 24, [1, 2]),
      stage([1, 7], 32, [1, 2]),
      stage([1, 5], 48, [1, 2]),
      stage([1, 5], 64, [1, 2]),
      stage([1, 5], 96, [1, 2]),
    ],
    hidden: 96,
  },
  image: {
    name: 'image',
    title: '2-D network on the picture',
    height: PREPARED_HEIGHT,
    valuesOf: (picture) => picture.image(),
    stages: [
      stage([3, 7], 16, [2, 3]),
      stage([3, 5], 24, [2, 2]),
      stage([3, 5], 48, [2, 2]),
      stage([2, 5], 64, [2, 2]),
    ],
    hidden: 64,
  },
}

/** Names and shapes of a network's weights, in order. */
export function shapesOf({ height, stages, hidden }: LampNetwork): WeightShape[] {
  let [rows, columns, channels] = [height, PREPARED_WIDTH, CHANNELS]
  const shapes = stages.flatMap(({ kernel, filters, stride }, i): WeightShape[] => {
    const shape = [...kernel, channels, filters]
    rows = Math.ceil(rows / stride[0])
    columns = Math.ceil(columns / stride[1])
    channels = filters
    return [
      { name: `kernel${i}`, shape },
      { name: `bias${i}`, shape: [filters] },
    ]
  })
  return [
    ...shapes,
    { name: 'hidden', shape: [rows * columns * channels, hidden] },
    { name: 'hiddenBias', shape: [hidden] },
    { name: 'classes', shape: [hidden, LAMP_COUNT] },
    { name: 'classesBias', shape: [LAMP_COUNT] },
  ]
}

/**
 * Scores before the softmax, [pictures, 7].
 * @param x [pictures, height, 480, 6]
 * @param dropout share of hidden values left out, in training only
 * @param seen is shown what comes out of every stage; what it returns goes on
 */
export function scores(
  { tf }: Engine,
  { stages }: LampNetwork,
  weights: readonly Tensor[],
  x: Tensor4D,
  dropout = 0,
  seen?: (values: Tensor4D, stage: number) => Tensor4D,
): Tensor2D {
  const weight = (i: number): Tensor => {
    const found = weights[i]
    if (!found) throw new RangeError(`weight ${i} is missing`)
    return found
  }
  let values = x
  stages.forEach(({ stride }, i) => {
    const folded = tf.conv2d(values, weight(2 * i) as Tensor4D, [stride[0], stride[1]], 'same')
    values = tf.relu(tf.add(folded, weight(2 * i + 1) as Tensor1D))
    values = seen?.(values, i) ?? values
  })
  const next = 2 * stages.length
  const flat = values.reshape<Tensor2D>([x.shape[0], -1])
  const hidden = tf.relu(tf.add(tf.matMul(flat, weight(next) as Tensor2D), weight(next + 1)))
  const dropped = dropout > 0 ? tf.dropout(hidden, dropout) : hidden
  return tf.add(tf.matMul(dropped as Tensor2D, weight(next + 2) as Tensor2D), weight(next + 3))
}
