import { setImmediate } from 'node:timers/promises'
import { mean } from '../../spectra/metrics.ts'
import { seededRandom } from '../../spectra/random.ts'
import type { FitContext } from '../correction/method.ts'
import { difference, rowMeanSquares, takeRows } from '../linear/matrix.ts'
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
  /** 0 where no epoch was better than the start. */
  readonly bestEpoch: number
  readonly validationRmse: number
  /** Squared error of each row held out for stopping, before the first epoch and after the best one. */
  readonly heldOut: { readonly before: Float64Array; readonly after: Float64Array }
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
  const errors = (): Float64Array => {
    const { x, y } = validation
    const predicted = { rows: x.rows, columns: y.columns, data: Float64Array.from(learner.predict(x)) }
    return rowMeanSquares(difference(predicted, y))
  }
  const before = errors()
  let best = { loss: Math.sqrt(mean(before)), epoch: 0, weights: learner.weights(), after: before }
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
      const after = errors()
      const error = Math.sqrt(mean(after))
      if (error < best.loss) best = { loss: error, epoch, weights: learner.weights(), after }
      const words = `epoch ${epoch} of at most ${options.maximumEpochs}, validation RMSE ${error.toFixed(4)}`
      context.progress(epoch / options.maximumEpochs, words)
    }
  } finally {
    learner.dispose()
  }
  return {
    epochs: epoch,
    bestEpoch: best.epoch,
    validationRmse: best.loss,
    heldOut: { before, after: best.after },
    weights: best.weights,
  }
}

const rowsOf = ({ x, y }: Pairs, rows: readonly number[]): Pairs => ({
  x: takeRows(x, rows),
  y: takeRows(y, rows),
})
