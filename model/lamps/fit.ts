import { setImmediate } from 'node:timers/promises'
import { LAMP_COUNT } from '../../contract/lamps.ts'
import { type Random, seededRandom } from '../../spectra/random.ts'
import { weightTensors } from '../network/lesson.ts'
import { initialWeights, type Weights } from '../network/weights.ts'
import type { Engine, Scalar, Tensor, Tensor2D, Tensor4D } from '../tf.ts'
import type { Example } from './examples.ts'
import { CHANNELS, type View, writeChannels } from './features.ts'
import { type LampNetwork, scores, shapesOf } from './networks.ts'
import { PREPARED_WIDTH } from './prepared.ts'

export interface FitOptions {
  readonly epochs: number
  readonly batch: number
  readonly learningRate: number
  readonly dropout: number
  /** Probability that is spread over the other classes: keeps the network from being too sure. */
  readonly smoothing: number
  readonly seed: number
}

interface FitContext {
  readonly signal: AbortSignal
  progress(share: number, text: string): void
}

/** Mirrored by chance, a little closer, a little brighter or darker. */
function drawView(random: Random): View {
  const span = Math.round(PREPARED_WIDTH * random.uniform(0.88, 1))
  const from = random.integer(PREPARED_WIDTH - span + 1)
  return {
    mirrored: random.next() < 0.5,
    from,
    span,
    exponent: Math.round(20 * random.uniform(0.75, 1.35)) / 20,
  }
}

/** What a network should answer: its class, or the same for all where it is no class. */
function aim(label: Example['label'], smoothing: number): number[] {
  const even = 1 / LAMP_COUNT
  return Array.from({ length: LAMP_COUNT }, (_, k) =>
    label === 'unknown' ? even : (k === label ? 1 - smoothing : 0) + smoothing * even,
  )
}

/**
 * Trains a network on examples by Adam with a falling step and returns its weights; lets messages in after every
 * batch. Strangers teach it to be unsure (Hendrycks, Mazeika, Dietterich 2019, Deep anomaly detection with outlier
 * exposure).
 * @throws Error where the backend has no gradient of a convolution (WebAssembly)
 */
export async function fitNetwork(
  engine: Engine,
  network: LampNetwork,
  examples: readonly Example[],
  options: FitOptions,
  context: FitContext,
): Promise<Weights> {
  const { tf } = engine
  const shapes = shapesOf(network)
  const random = seededRandom(options.seed).fork(network.name)
  // Twice the variance of Glorot's start: half of a ReLU's values are cut off (He and others 2015).
  const start = Object.fromEntries(
    Object.entries(initialWeights(shapes, options.seed)).map(([name, values]) => [
      name,
      values.map((value) => value * Math.SQRT2),
    ]),
  )
  const tensors = weightTensors(engine, shapes, start)
  const variables = tensors.map((tensor) => tf.variable(tensor))
  tf.dispose(tensors)
  const adam = tf.train.adam(options.learningRate)
  const rowLength = network.height * PREPARED_WIDTH * CHANNELS
  const stepsPerEpoch = Math.ceil(examples.length / options.batch)
  const steps = options.epochs * stepsPerEpoch
  let [step, running] = [0, 0]
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      const order = random.shuffle(examples.map((_, i) => i))
      for (let from = 0; from < order.length; from += options.batch, step++) {
        const batch = order.slice(from, from + options.batch).flatMap((i) => examples[i] ?? [])
        const values = new Float32Array(batch.length * rowLength)
        batch.forEach(({ seen }, i) =>
          writeChannels(network.valuesOf(seen), network.height, drawView(random), values, i * rowLength),
        )
        const rate = options.learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * step) / steps)))
        const warm = Math.min(1, (step + 1) / 60)
        Object.assign(adam, { learningRate: rate * warm })
        const loss = tf.tidy(() => {
          const x: Tensor4D = tf.tensor4d(values, [batch.length, network.height, PREPARED_WIDTH, CHANNELS])
          const wanted: Tensor2D = tf.tensor2d(batch.map(({ label }) => aim(label, options.smoothing)))
          const cost = (): Scalar => {
            const logits = scores(engine, network, variables, x, options.dropout)
            return tf.neg(tf.mean(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)), 1)))
          }
          const { value, grads } = tf.variableGrads(cost, variables)
          adam.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })))
          return value.dataSync<'float32'>()[0] ?? NaN
        })
        running = step === 0 ? loss : 0.98 * running + 0.02 * loss
        await setImmediate()
        context.signal.throwIfAborted()
        if (step % 20 === 0)
          context.progress(
            (step + 1) / steps,
            `${network.title}: epoch ${epoch} of ${options.epochs}, loss ${running.toFixed(3)}`,
          )
      }
    }
    const entries = shapes.map(({ name }, i): [string, Float32Array] => [
      name,
      (variables[i] as Tensor).dataSync<'float32'>().slice(),
    ])
    return Object.fromEntries(entries)
  } finally {
    adam.dispose()
    tf.dispose(variables)
  }
}
