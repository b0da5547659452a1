import type { NativeLibrary } from '../tf-native.ts'
import type { Engine, Tensor } from '../tf.ts'
import { sizeOf, type Weights, type WeightShape } from './weights.ts'

/** The weights of a network while it learns, and Adam's memory of each (Kingma and Ba 2015). */
export interface Parameters {
  /** The weights now, in the order of their shapes; the caller disposes them. */
  tensors(): Tensor[]
  /** One step of Adam down the gradients. */
  step(gradients: readonly Tensor[]): void
  dispose(): void
}

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-7

/** Weights as tensors of their shapes. @throws RangeError when one is missing or of another size */
export function weightTensors({ tf }: Engine, shapes: readonly WeightShape[], weights: Weights): Tensor[] {
  return shapes.map(({ name, shape }) => {
    const values = weights[name]
    if (values?.length !== sizeOf(shape))
      throw new RangeError(`weights "${name}" are missing or of another size`)
    return tf.tensor(values, [...shape])
  })
}

/** Any backend: variables and the optimizer of TensorFlow.js. */
function plainParameters({ tf }: Engine, start: readonly Tensor[], learningRate: number): Parameters {
  const variables = start.map((tensor) => tf.variable(tensor))
  const optimizer = tf.train.adam(learningRate, BETA1, BETA2, EPSILON)
  return {
    tensors: () => variables.map((variable) => variable.clone()),
    step: (gradients) => {
      optimizer.applyGradients(gradients.map((tensor, i) => ({ name: variables[i]?.name ?? '', tensor })))
    },
    dispose() {
      optimizer.dispose()
      for (const variable of variables) variable.dispose()
    },
  }
}

/** TensorFlow's own variables and its fused Adam: one operation per array of weights instead of twelve. */
function nativeParameters(
  { tf }: Engine,
  library: NativeLibrary,
  start: readonly Tensor[],
  learningRate: number,
): Parameters {
  const slots = start.map((value) => {
    const zeros = tf.zerosLike(value)
    const slot = {
      value: library.variable(value),
      mean: library.variable(zeros),
      square: library.variable(zeros),
    }
    zeros.dispose()
    return slot
  })
  let steps = 0
  return {
    tensors: () => slots.map(({ value }) => library.read(value)),
    step(gradients) {
      steps++
      const numbers = [BETA1 ** steps, BETA2 ** steps, learningRate, BETA1, BETA2, EPSILON]
      const settings = numbers.map((number) => tf.scalar(number))
      for (const [i, { value, mean, square }] of slots.entries()) {
        const gradient = gradients[i]
        if (gradient) library.adam(value, mean, square, settings, gradient)
      }
      tf.dispose(settings)
    },
    dispose() {
      for (const handle of slots.flatMap(({ value, mean, square }) => [value, mean, square]))
        library.destroy(handle)
    },
  }
}

/** Weights that learn, starting from `start` (which stays the caller's). */
export function learningParameters(
  engine: Engine,
  start: readonly Tensor[],
  learningRate: number,
): Parameters {
  return engine.native
    ? nativeParameters(engine, engine.native, start, learningRate)
    : plainParameters(engine, start, learningRate)
}
