import { z } from 'zod'
import {
  AUTOENCODER_TRAINING,
  autoencoderNetwork,
  autoencoderShapes,
} from '../../model/correction/autoencoder.ts'
import { fitPls } from '../../model/correction/pls.ts'
import { methodNamed, METHODS } from '../../model/correction/registry.ts'
import { fitRidge } from '../../model/correction/ridge.ts'
import { createModelService } from '../../model/client.ts'
import { initialWeights } from '../../model/network/weights.ts'
import { trainNetwork } from '../../model/network/train.ts'
import { asReflectance } from '../../contract/spectrum.ts'
import { takePairs } from '../../model/pairs.ts'
import { tensorFlow } from '../../model/tf.ts'
import { percentile } from '../../spectra/metrics.ts'
import { benchScene, measure, PATCHES } from '../model/support/bench.ts'
import { atMost, type Goal, goalTable } from './goals.ts'
import { runPeer, withPairFiles } from './peer.ts'

// The speed of the corrections against the programs a chemometrician would use, on the same pairs, in the same run.
const RUNS = 9
const EPOCHS = 8
const COMPONENTS = 20
const CORRECTIONS = 2000
const CLASSICAL = METHODS.filter(({ slow }) => slow !== true).map(({ name }) => name)
const never = new AbortController().signal
const goals: Goal[] = []
const pairs = measure(benchScene(101), PATCHES)
const [rows, bands] = [pairs.x.rows, pairs.x.columns]

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const median = (values: readonly number[]): number => percentile(values, 50)
const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
const against = (own: number, peer: number): string => `ratio ${(own / peer).toFixed(2)}`

function timed(runs: number, what: () => unknown): number {
  const times = Array.from({ length: runs + 2 }, () => {
    const start = performance.now()
    what()
    return performance.now() - start
  })
  return median(times.slice(2))
}

function ridge(): Goal[] {
  let lambda: unknown
  const own = timed(RUNS, () => (lambda = fitRidge(pairs).parameters['lambda']))
  say(
    `ridge on ${rows} x ${bands}, penalty by leave-one-out over 33: ${ms(own)}, penalty ${String(lambda)} (median of ${RUNS})`,
  )
  const peer = withPairFiles(pairs, (folder) =>
    runPeer('ridge_cv.py', ['sklearn'], folder, rows, bands, RUNS),
  )
  if (peer.missing !== undefined) {
    say(`  scikit-learn: not compared, ${peer.missing}`)
    return []
  }
  const { seconds, penalty } = z.object({ seconds: z.number(), penalty: z.number() }).parse(peer.answer)
  say(
    `  scikit-learn RidgeCV: ${ms(seconds * 1000)}, penalty ${penalty}; ${against(own, seconds * 1000)}, goal 0.2`,
  )
  return [atMost('ridge, time over RidgeCV', 0.2, own / seconds / 1000)]
}

function partialLeastSquares(): Goal[] {
  const own = timed(RUNS, () => fitPls(pairs, 1, COMPONENTS))
  say(`PLS of ${COMPONENTS} components on ${rows} x ${bands}: ${ms(own)} (median of ${RUNS})`)
  const peer = withPairFiles(pairs, (folder) =>
    runPeer('pls_regression.py', ['sklearn'], folder, rows, bands, COMPONENTS, RUNS),
  )
  if (peer.missing !== undefined) {
    say(`  scikit-learn: not compared, ${peer.missing}`)
    return []
  }
  const { seconds } = z.object({ seconds: z.number() }).parse(peer.answer)
  say(`  scikit-learn PLSRegression: ${ms(seconds * 1000)}; ${against(own, seconds * 1000)}, goal 1.0`)
  return [atMost('PLS, time over PLSRegression', 1, own / seconds / 1000)]
}

async function epoch(): Promise<void> {
  const engine = await tensorFlow()
  const shapes = autoencoderShapes(bands)
  const lesson = {
    network: autoencoderNetwork,
    bands,
    shapes,
    start: initialWeights(shapes, 1),
    learningRate: 0.001,
  }
  const times: number[] = []
  let last = performance.now()
  const progress = (): void => {
    times.push(performance.now() - last)
    last = performance.now()
  }
  await trainNetwork(
    engine,
    lesson,
    pairs,
    { ...AUTOENCODER_TRAINING, maximumEpochs: EPOCHS },
    { seed: 1, signal: never, progress },
  )
  const own = median(times.slice(2))
  const { batch, validationShare } = AUTOENCODER_TRAINING
  const held = Math.round(rows * validationShare)
  say(
    `autoencoder, an epoch of ${rows - held} spectra in batches of ${batch}, ${engine.title}: ${ms(own)} (median of ${EPOCHS - 2})`,
  )
  const peer = withPairFiles(pairs, (folder) =>
    runPeer('keras_epoch.py', ['keras', 'tensorflow'], folder, rows, bands, held, batch, EPOCHS),
  )
  if (peer.missing !== undefined) {
    say(`  Keras: not compared, ${peer.missing}`)
    return
  }
  const { seconds, version, weights } = z
    .object({ seconds: z.number(), version: z.string(), weights: z.number() })
    .parse(peer.answer)
  say(
    `  Keras ${version} on TensorFlow, the same ${weights} weights: ${ms(seconds * 1000)}; ${against(own, seconds * 1000)}, goal 1.1`,
  )
}

/** A network with and without a gate: its fit, and one correction. */
async function network(): Promise<void> {
  for (const name of ['cnn', 'unet', 'gated-cnn', 'gated-unet'] as const) {
    const start = performance.now()
    const fitted = await methodNamed(name).fit(pairs, { seed: 1, signal: never, progress: () => undefined })
    const seconds = (performance.now() - start) / 1000
    const { epochs, network: kept } = fitted.parameters
    const spectrum = takePairs(pairs, [0]).x
    const one = timed(100, () => fitted.predict(spectrum))
    say(
      `${name}: fit ${seconds.toFixed(1)} s, ${String(epochs)} epochs, ${kept === true ? 'kept' : 'left out'}; one correction ${ms(one)}`,
    )
    goals.push(atMost(`${name}, fit, s`, 60, seconds, 1), atMost(`${name}, one correction, ms`, 10, one, 2))
  }
}

async function live(): Promise<void> {
  const fits = []
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    await methodNamed('gated').fit(pairs, { seed: 1, signal: never, progress: () => undefined })
    fits.push(performance.now() - start)
  }
  say(`gated, fit on ${rows} x ${bands}: ${ms(median(fits))} (median of ${fits.length})`)
  goals.push(atMost('gated, fit, s', 3, median(fits) / 1000))
  const models = createModelService()
  const request = { pairs, methods: CLASSICAL, seed: 1, holdOut: 0.2 }
  const start = performance.now()
  for await (const event of models.tournament({ ...request, holdOut: 0 }, never)) {
    if (event.type === 'row') {
      const { name, rmse, dE00, fitMs } = event.row
      say(
        `  ${name.padEnd(14)} RMSE ${rmse.toFixed(5)}, dE00 ${dE00?.mean.toFixed(3) ?? '-'}, fit ${ms(fitMs)}`,
      )
    }
  }
  const seconds = (performance.now() - start) / 1000
  say(`tournament of the classical methods, ${rows} x ${bands}, 5 folds: ${seconds.toFixed(1)} s; goal 60 s`)
  goals.push(atMost('tournament of the classical methods, s', 60, seconds, 1))
  const bundle = await models.train(
    request,
    'ridge',
    { version: 'v1', instrument: '101', reference: '1', session: 1 },
    undefined,
    never,
  )
  const model = await models.open(bundle.bytes)
  const times: number[] = []
  for (let i = 0; i < CORRECTIONS; i++) {
    const row = i % rows
    const spectrum = asReflectance(pairs.x.data.slice(row * bands, (row + 1) * bands))
    const asked = performance.now()
    await model.correct(spectrum)
    times.push(performance.now() - asked)
  }
  const settled = times.slice(CORRECTIONS / 4)
  say(
    `live correction through the worker and back: median ${ms(median(settled))}, 99 % ${ms(percentile(settled, 99))}; goal 0.3 ms`,
  )
  await models.close()
}

goals.push(...ridge(), ...partialLeastSquares())
await live()
// The networks take minutes: what is known by now is said first.
say(goalTable(goals))
await epoch()
await network()
say(goalTable(goals))
