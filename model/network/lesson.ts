import type { Matrix } from '../service.ts'
import type { Engine, Tensor, Tensor2D } from '../tf.ts'
import type { Network } from './layers.ts'
import { sizeOf, type Weights, type WeightShape } from './weights.ts'

/** Adam's settings (Kingma and Ba 2015). */
export const BETA1 = 0.9
export const BETA2 = 0.999
export const EPSILON = 1e-7

/** Spectra and what they should become, row by row. */
export interface Pairs {
  readonly x: Matrix
  readonly y: Matrix
}

/** A network whose weights learn by Adam. */
export interface Learner {
  step(batch: Pairs): void
  predict(x: Matrix): Float32Array
  /** The weights now, in the order of their shapes. */
  weights(): Float32Array[]
  dispose(): void
}

/** What a learner starts from. */
export interface Lesson {
  readonly network: Network
  /** Of its answer, and of its input unless `inputs` says otherwise. */
  readonly bands: number
  readonly shapes: readonly WeightShape[]
  readonly start: Weights
  readonly learningRate: number
  /** What becomes small: the mean squared error, or the cross-entropy behind a softmax or sigmoid that follows the network. */
  readonly loss?: 'squares' | 'softmax' | 'sigmoid'
  /** Bands that come in, where they are not as many as go out. */
  readonly inputs?: number
}

/** Rows as a float32 tensor; the caller disposes it. */
export function tensorOf({ tf }: Engine, matrix: Matrix): Tensor2D {
  return tf.tensor2d(Float32Array.from(matrix.data), [matrix.rows, matrix.columns])
}

/** Weights as tensors of their shapes. @throws RangeError when one is missing or of another size */
export function weightTensors({ tf }: Engine, shapes: readonly WeightShape[], weights: Weights): Tensor[] {
  return shapes.map(({ name, shape }) => {
    const values = weights[name]
    if (values?.length !== sizeOf(shape))
      throw new RangeError(`weights "${name}" are missing or of another size`)
    return tf.tensor(values, [...shape])
  })
}
