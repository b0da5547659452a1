import { parentPort } from 'node:worker_threads'
import { autoencoderNetwork, autoencoderShapes } from '../../../model/correction/autoencoder.ts'
import { createLearner } from '../../../model/network/learner.ts'
import { tensorOf, weightTensors } from '../../../model/network/lesson.ts'
import { tensorLayers } from '../../../model/network/tensor-layers.ts'
import { tensorFlow } from '../../../model/tf.ts'
import { BANDS, SHAPES, small, spectra, weightsOf } from './small-network.ts'

/** Runs in a thread of its own, because a thread keeps the backend it has loaded; posts what the backend computes. */
export interface BackendRun {
  readonly title: string
  readonly backend: string
  readonly predicted: Float32Array
  /** Weights of the small network after each of three steps. */
  readonly steps: readonly Float32Array[][]
  readonly afterwards: Float32Array
  /** Predictions of the seed network with formula weights. */
  readonly seed: Float32Array
  readonly leakedTensors: number
}

const engine = await tensorFlow()
const { tf } = engine
const before = tf.memory().numTensors
const [x, y] = [spectra(4, BANDS), spectra(4, BANDS, 1.5)]
const learner = createLearner(engine, {
  network: small,
  bands: BANDS,
  shapes: SHAPES,
  start: weightsOf(SHAPES),
  learningRate: 0.01,
})
const predicted = learner.predict(x)
const steps = [1, 2, 3].map(() => {
  learner.step({ x, y })
  return learner.weights()
})
const afterwards = learner.predict(x)
learner.dispose()

const shapes = autoencoderShapes(224)
const formula = Object.fromEntries(
  shapes.map(({ name, shape }, number) => {
    const size = shape.reduce((product, side) => product * side, 1)
    return [name, Float32Array.from({ length: size }, (_, k) => 0.05 * Math.sin(k + 1.7 * number))]
  }),
)
const weights = weightTensors(engine, shapes, formula)
const seed = tf.tidy(() =>
  autoencoderNetwork(tensorLayers(engine), tensorOf(engine, spectra(3, 224)), weights)
    .dataSync<'float32'>()
    .slice(),
)
tf.dispose(weights)
const leakedTensors = tf.memory().numTensors - before
const run: BackendRun = {
  title: engine.title,
  backend: engine.backend,
  predicted,
  steps,
  afterwards,
  seed,
  leakedTensors,
}
parentPort?.postMessage(run)
