import type { Matrix } from '../service.ts'
import type { Engine, Tensor, Tensor2D } from '../tf.ts'
import { graphLearner } from './graph/learner.ts'
import type { Network } from './layers.ts'
import { tensorLayers } from './tensor-layers.ts'
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

/** A network whose weights learn by Adam on the mean squared error. */
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
  readonly shapes: readonly WeightShape[]
  readonly start: Weights
  readonly learningRate: number
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

/** Learns by the tape of TensorFlow.js, on any backend. */
function tapeLearner(engine: Engine, { network, shapes, start, learningRate }: Lesson): Learner {
  const { tf } = engine
  const layers = tensorLayers(engine)
  const variables = weightTensors(engine, shapes, start).map((tensor) => {
    const variable = tf.variable(tensor)
    tensor.dispose()
    return variable
  })
  const optimizer = tf.train.adam(learningRate, BETA1, BETA2, EPSILON)
  return {
    step(batch) {
      tf.tidy(() => {
        const [x, y] = [tensorOf(engine, batch.x), tensorOf(engine, batch.y)]
        const loss = (): Tensor => tf.mean(tf.squaredDifference(network(layers, x, variables), y))
        optimizer.minimize(loss as never, false, variables)
      })
    },
    predict: (x) => tf.tidy(() => network(layers, tensorOf(engine, x), variables).dataSync<'float32'>()),
    weights: () => variables.map((variable) => variable.dataSync<'float32'>().slice()),
    dispose() {
      optimizer.dispose()
      tf.dispose(variables)
    },
  }
}

/** The fastest learner of an engine: one graph run per step where TensorFlow itself is there. */
export function createLearner(engine: Engine, lesson: Lesson): Learner {
  return engine.backend === 'tensorflow' ? graphLearner(engine, lesson) : tapeLearner(engine, lesson)
}
