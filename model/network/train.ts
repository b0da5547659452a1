import { setImmediate } from 'node:timers/promises'
import { seededRandom } from '../../spectra/random.ts'
import type { FitContext } from '../correction/method.ts'
import { takeRows } from '../linear/matrix.ts'
import type { Matrix } from '../service.ts'
import type { Engine, Tensor, Tensor2D } from '../tf.ts'
import { learningParameters, type Parameters } from './parameters.ts'

/** What a network makes of rows of spectra with given weights; differentiable in the weights. */
export type Forward = (x: Tensor2D, weights: readonly Tensor[]) => Tensor2D

export interface TrainingOptions {
  readonly batch: number
  readonly maximumEpochs: number
  /** Stops when the validation loss has not fallen for so many epochs. */
  readonly patience: number
  /** Share of rows that only decide when to stop. */
  readonly validationShare: number
  readonly learningRate: number
}

export interface TrainingResult {
  readonly epochs: number
  readonly bestEpoch: number
  readonly validationLoss: number
  /** The weights of the best epoch, in the order they came in. */
  readonly weights: readonly Float32Array[]
}

interface Pairs {
  readonly x: Matrix
  readonly y: Matrix
}

/** Rows as a float32 tensor; the caller disposes it. */
export function tensorOf({ tf }: Engine, matrix: Matrix): Tensor2D {
  return tf.tensor2d(Float32Array.from(matrix.data), [matrix.rows, matrix.columns])
}

function meanSquare(engine: Engine, forward: Forward, weights: readonly Tensor[], { x, y }: Pairs): number {
  const { tf } = engine
  const loss = (): Tensor =>
    tf.mean(tf.squaredDifference(forward(tensorOf(engine, x), weights), tensorOf(engine, y)))
  return tf.tidy(() => loss().dataSync()[0] ?? NaN)
}

/** One step of the optimizer on the mean squared error of a batch. */
export function trainBatch(engine: Engine, forward: Forward, parameters: Parameters, batch: Pairs): void {
  const { tf } = engine
  tf.tidy(() => {
    const x = tensorOf(engine, batch.x)
    const y = tensorOf(engine, batch.y)
    const loss = tf.grads((...weights) => tf.mean(tf.squaredDifference(forward(x, weights), y)))
    parameters.step(loss(parameters.tensors()))
  })
}

/**
 * Adam on the mean squared error with early stopping. Lets messages in after every batch, so a cancelled training
 * ends within one.
 * @param start weights to start from; they stay the caller's
 */
export async function trainNetwork(
  engine: Engine,
  forward: Forward,
  start: readonly Tensor[],
  data: Pairs,
  options: TrainingOptions,
  context: FitContext,
): Promise<TrainingResult> {
  const random = seededRandom(context.seed).fork('batches')
  const order = random.shuffle(Array.from({ length: data.x.rows }, (_, row) => row))
  const held = order.splice(0, Math.max(1, Math.round(order.length * options.validationShare)))
  const validation = rowsOf(data, held)
  const parameters = learningParameters(engine, start, options.learningRate)
  let best = {
    loss: Infinity,
    epoch: 0,
    weights: start.map((weight) => weight.dataSync<'float32'>().slice()),
  }
  let epoch = 0
  try {
    while (epoch < options.maximumEpochs && epoch - best.epoch < options.patience) {
      const rows = random.shuffle(order)
      for (let from = 0; from < rows.length; from += options.batch) {
        trainBatch(engine, forward, parameters, rowsOf(data, rows.slice(from, from + options.batch)))
        await setImmediate()
        context.signal.throwIfAborted()
      }
      epoch++
      const weights = parameters.tensors()
      const loss = meanSquare(engine, forward, weights, validation)
      if (loss < best.loss)
        best = { loss, epoch, weights: weights.map((weight) => weight.dataSync<'float32'>().slice()) }
      engine.tf.dispose(weights)
      const words = `epoch ${epoch} of at most ${options.maximumEpochs}, validation RMSE ${Math.sqrt(loss).toFixed(4)}`
      context.progress(epoch / options.maximumEpochs, words)
    }
  } finally {
    parameters.dispose()
  }
  return { epochs: epoch, bestEpoch: best.epoch, validationLoss: best.loss, weights: best.weights }
}

const rowsOf = ({ x, y }: Pairs, rows: readonly number[]): Pairs => ({
  x: takeRows(x, rows),
  y: takeRows(y, rows),
})
