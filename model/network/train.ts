import { setImmediate } from 'node:timers/promises'
import { rmse } from '../../spectra/metrics.ts'
import { seededRandom } from '../../spectra/random.ts'
import type { FitContext } from '../correction/method.ts'
import { takeRows } from '../linear/matrix.ts'
import type { Engine } from '../tf.ts'
import { createLearner } from './learner.ts'
import type { Lesson, Pairs } from './lesson.ts'

export interface TrainingOptions {
  readonly batch: number
  readonly maximumEpochs: number
  /** Stops when the validation loss has not fallen for so many epochs. */
  readonly patience: number
  /** Share of rows that only decide when to stop. */
  readonly validationShare: number
}

export interface TrainingResult {
  readonly epochs: number
  readonly bestEpoch: number
  readonly validationRmse: number
  /** The weights of the best epoch, in the order they came in. */
  readonly weights: readonly Float32Array[]
}

/**
 * Adam on the mean squared error with early stopping. Lets messages in after every batch, so a cancelled training
 * ends within one.
 */
export async function trainNetwork(
  engine: Engine,
  lesson: Lesson,
  data: Pairs,
  options: TrainingOptions,
  context: FitContext,
): Promise<TrainingResult> {
  const random = seededRandom(context.seed).fork('batches')
  const order = random.shuffle(Array.from({ length: data.x.rows }, (_, row) => row))
  const held = order.splice(0, Math.max(1, Math.round(order.length * options.validationShare)))
  const validation = rowsOf(data, held)
  const learner = createLearner(engine, lesson)
  let best = { loss: Infinity, epoch: 0, weights: learner.weights() }
  let epoch = 0
  try {
    while (epoch < options.maximumEpochs && epoch - best.epoch < options.patience) {
      const rows = random.shuffle(order)
      for (let from = 0; from < rows.length; from += options.batch) {
        learner.step(rowsOf(data, rows.slice(from, from + options.batch)))
        await setImmediate()
        context.signal.throwIfAborted()
      }
      epoch++
      const error = rmse(learner.predict(validation.x), validation.y.data)
      if (error < best.loss) best = { loss: error, epoch, weights: learner.weights() }
      const words = `epoch ${epoch} of at most ${options.maximumEpochs}, validation RMSE ${error.toFixed(4)}`
      context.progress(epoch / options.maximumEpochs, words)
    }
  } finally {
    learner.dispose()
  }
  return { epochs: epoch, bestEpoch: best.epoch, validationRmse: best.loss, weights: best.weights }
}

const rowsOf = ({ x, y }: Pairs, rows: readonly number[]): Pairs => ({
  x: takeRows(x, rows),
  y: takeRows(y, rows),
})
