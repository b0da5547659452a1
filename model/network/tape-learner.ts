import type { Engine, Tensor } from '../tf.ts'
import { BETA1, BETA2, EPSILON, type Learner, type Lesson, tensorOf, weightTensors } from './lesson.ts'
import { tensorLayers } from './tensor-layers.ts'

/** Learns by the tape of TensorFlow.js, on any backend. */
export function tapeLearner(engine: Engine, { network, shapes, start, learningRate }: Lesson): Learner {
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
