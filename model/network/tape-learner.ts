import type { Engine, Scalar, Tensor, Variable } from '../tf.ts'
import { crossEntropy } from './cross-entropy.ts'
import { BETA1, BETA2, EPSILON, type Learner, type Lesson, tensorOf, weightTensors } from './lesson.ts'
import { tensorLayers } from './tensor-layers.ts'

/** A weight with Adam's running means of its gradient and of the square of it. */
interface Slot {
  readonly value: Variable
  readonly mean: Variable
  readonly square: Variable
}

/** Learns by the tape of TensorFlow.js, on any backend. */
export function tapeLearner(engine: Engine, lesson: Lesson): Learner {
  const { network, shapes, start, learningRate, loss: kind = 'squares' } = lesson
  const { tf } = engine
  const layers = tensorLayers(engine)
  const slots = weightTensors(engine, shapes, start).map((tensor): Slot => {
    const [value, mean, square] = tf.tidy(() =>
      [tensor, tf.zerosLike(tensor), tf.zerosLike(tensor)].map((first) => tf.variable(first)),
    )
    tensor.dispose()
    if (!value || !mean || !square) throw new Error('a weight has three variables')
    return { value, mean, square }
  })
  const variables = slots.map(({ value }) => value)
  let steps = 0

  /** Epsilon beside the uncorrected mean square, as TensorFlow's own operation has it. */
  const descend = ({ value, mean, square }: Slot, gradient: Tensor): void => {
    const rate = (learningRate * Math.sqrt(1 - BETA2 ** steps)) / (1 - BETA1 ** steps)
    mean.assign(tf.add(tf.mul(mean, BETA1), tf.mul(gradient, 1 - BETA1)))
    square.assign(tf.add(tf.mul(square, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)))
    value.assign(tf.sub(value, tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), EPSILON))))
  }
  return {
    step(batch) {
      steps++
      tf.tidy(() => {
        const [x, y] = [tensorOf(engine, batch.x), tensorOf(engine, batch.y)]
        const loss = (): Scalar => {
          const output = network(layers, x, variables)
          if (kind === 'squares') return tf.mean<Scalar>(tf.squaredDifference(output, y))
          return crossEntropy(engine, kind, output, y)
        }
        const { grads } = tf.variableGrads(loss, variables)
        for (const slot of slots) {
          const gradient = grads[slot.value.name]
          if (gradient) descend(slot, gradient)
        }
      })
    },
    predict: (x) => tf.tidy(() => network(layers, tensorOf(engine, x), variables).dataSync<'float32'>()),
    weights: () => variables.map((variable) => variable.dataSync<'float32'>().slice()),
    dispose: () => tf.dispose(slots.flatMap(({ value, mean, square }) => [value, mean, square])),
  }
}
