import { setImmediate } from 'node:timers/promises'
import type { RamanCard } from '../../contract/raman.ts'
import { at } from '../../spectra/at.ts'
import { type Random, seededRandom } from '../../spectra/random.ts'
import { takeRows, zeros } from '../linear/matrix.ts'
import { createLearner } from '../network/learner.ts'
import type { Learner, Pairs } from '../network/lesson.ts'
import { sizeOf } from '../network/weights.ts'
import { type Engine, tensorFlow } from '../tf.ts'
import { ramanFile } from './classifier.ts'
import { holdOut } from './hold-out.ts'
import { judged } from './judge.ts'
import { ramanNetwork, ramanShapes, ramanStart, type RamanShape } from './network.ts'
import type { RamanProgress, RamanRequest } from './service.ts'
import { type KnownSpectra, madeRows } from './training-rows.ts'
import { normalised, USUAL_VARIATION } from './variation.ts'

const BATCH = 32
const LEARNING_RATE = 0.003
/** Made spectra of each class, fresh in every epoch. */
const PER_CLASS = 30
/** Made spectra of each class that only decide when to stop. */
const WATCHED = 6
/** Made spectra of each class that only judge the result. */
const JUDGED = 10
/** Stops when the loss has not fallen for so many epochs, or when there is nothing left to fall. */
const PATIENCE = 8
const SETTLED = 0.003

/**
 * Trains a Raman classifier by cross-entropy. Every epoch sees fresh variations of the known spectra; the epoch with
 * the smallest loss on others is kept. An abort ends it within one batch.
 */
export async function* trainRaman(
  request: RamanRequest,
  signal: AbortSignal,
): AsyncGenerator<RamanProgress, void> {
  const started = performance.now()
  const engine = await tensorFlow()
  const { known, task, size, seed, epochs } = request
  const random = seededRandom(seed).fork('raman')
  const { learned, held } = task === 'one' ? holdOut(known, random) : { learned: known, held: undefined }
  const shape: RamanShape = { ...size, bands: known.axis.length, classes: known.classes.length }
  const made = (count: number, purpose: string): Pairs =>
    madeRows(learned, task, count, random.fork(purpose), USUAL_VARIATION)
  const watched = made(WATCHED, 'watched')
  const learner = learnerOf(engine, shape, request)
  let best = { loss: Infinity, epoch: 0, weights: learner.weights() }
  let epoch = 0
  try {
    while (epoch < epochs && epoch - best.epoch < PATIENCE && best.loss > SETTLED) {
      epoch++
      await learnEpoch(learner, made(PER_CLASS, `epoch ${epoch}`), random, signal)
      const { loss, right } = judged(scoresOf(learner, watched, shape), watched.y, task)
      if (loss < best.loss) best = { loss, epoch, weights: learner.weights() }
      yield { type: 'epoch', epoch, epochs, loss, right, of: watched.x.rows }
    }
  } finally {
    learner.dispose()
  }
  const shapes = ramanShapes(shape)
  const weights = Object.fromEntries(
    shapes.map(({ name }, i) => [name, best.weights[i] ?? new Float32Array()]),
  )
  const kept = createLearner(engine, lesson(shape, request, weights))
  const test = held ? measuredRows(held) : made(JUDGED, 'judged')
  const { right } = judged(scoresOf(kept, test, shape), test.y, task)
  kept.dispose()
  const card: Omit<RamanCard, 'hash'> = {
    version: request.version,
    created: new Date().toISOString(),
    source: request.source,
    task,
    classes: [...known.classes],
    spectra: request.measured,
    axis: { fromCm: at(known.axis, 0), toCm: at(known.axis, known.axis.length - 1), bands: shape.bands },
    size,
    weights: shapes.reduce((sum, one) => sum + sizeOf(one.shape), 0),
    epochs: epoch,
    seed,
    accuracy: { right, of: test.x.rows, on: held ? 'measured' : 'made' },
    backend: engine.title,
    trainMs: Math.round(performance.now() - started),
  }
  yield { type: 'finished', ...ramanFile(card, weights, known) }
}

const lesson = (
  shape: RamanShape,
  { task }: RamanRequest,
  start: Readonly<Record<string, Float32Array>>,
) => ({
  network: ramanNetwork(shape),
  shapes: ramanShapes(shape),
  start,
  learningRate: LEARNING_RATE,
  loss: task === 'one' ? ('softmax' as const) : ('sigmoid' as const),
  inputs: shape.bands,
  bands: shape.classes,
})

const learnerOf = (engine: Engine, shape: RamanShape, request: RamanRequest): Learner =>
  createLearner(engine, lesson(shape, request, ramanStart(shape, request.seed)))

async function learnEpoch(
  learner: Learner,
  { x, y }: Pairs,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  const order = random.shuffle(Array.from({ length: x.rows }, (_, row) => row))
  for (let from = 0; from < order.length; from += BATCH) {
    const rows = order.slice(from, from + BATCH)
    learner.step({ x: takeRows(x, rows), y: takeRows(y, rows) })
    await setImmediate()
    signal.throwIfAborted()
  }
}

const scoresOf = (learner: Learner, { x }: Pairs, { classes }: RamanShape) => ({
  rows: x.rows,
  columns: classes,
  data: Float64Array.from(learner.predict(x)),
})

/** Held-out measurements as the network reads them. */
function measuredRows({ spectra, labels, classes }: KnownSpectra): Pairs {
  const x = zeros(spectra.rows, spectra.columns)
  const y = zeros(spectra.rows, classes.length)
  for (const [row, label] of labels.entries()) {
    const start = row * spectra.columns
    x.data.set(normalised(spectra.data.slice(start, start + spectra.columns)), start)
    y.data[row * classes.length + label] = 1
  }
  return { x, y }
}
