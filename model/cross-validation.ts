import { setImmediate } from 'node:timers/promises'
import type { FitContext, Fitted, Method } from './correction/method.ts'
import type { Fold } from './folds.ts'
import { rowOf, takeRows, zeros } from './linear/matrix.ts'
import { takePairs } from './pairs.ts'
import type { Matrix, PairTable } from './service.ts'

/** A method judged on rows it has not seen, and fitted on all. */
export interface CrossValidated {
  /** Row i predicted by the model that was fitted without row i's fold. */
  readonly predicted: Matrix
  readonly fitted: Fitted
  /** Time of the fit on all rows. */
  readonly fitMs: number
}

/** What a caller hears while it waits: fold number (1..), share of the whole job, words. */
export type FoldProgress = (fold: number, fraction: number, detail: string) => void

/** Hears what a fold's model predicts for the fold's own rows, before the next fold begins. */
export type FoldListener = (fold: number, rows: readonly number[], predicted: Matrix) => void

/** Every fold's model on its own fold, then one model on all rows. Lets messages in between fits. */
export async function crossValidate(
  method: Method,
  pairs: PairTable,
  folds: readonly Fold[],
  context: Omit<FitContext, 'progress'>,
  progress: FoldProgress,
  afterFold?: FoldListener,
): Promise<CrossValidated> {
  const fits = folds.length + 1
  const during = (done: number, words: string): FitContext => ({
    ...context,
    progress: (fraction, detail) =>
      progress(Math.min(done + 1, folds.length), (done + fraction) / fits, `${words}, ${detail}`),
  })
  const predicted = zeros(pairs.y.rows, pairs.y.columns)
  for (const [done, { training, test }] of folds.entries()) {
    await breathe(context.signal)
    progress(done + 1, done / fits, `fold ${done + 1} of ${folds.length}`)
    const fitted = await method.fit(
      takePairs(pairs, training),
      during(done, `fold ${done + 1} of ${folds.length}`),
    )
    const outside = fitted.predict(takeRows(pairs.x, test))
    for (const [i, row] of test.entries()) rowOf(predicted, row).set(rowOf(outside, i))
    fitted.dispose?.()
    afterFold?.(done + 1, test, outside)
  }
  await breathe(context.signal)
  progress(folds.length, folds.length / fits, 'all pairs')
  const start = performance.now()
  const fitted = await method.fit(pairs, during(folds.length, 'all pairs'))
  return { predicted, fitted, fitMs: performance.now() - start }
}

/** One turn of the event loop, so that a cancellation or a question is heard. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate()
  signal.throwIfAborted()
}
