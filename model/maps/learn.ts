import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { Problem } from '../../contract/errors.ts'
import { MAP_METHODS, type MapMethod } from '../../contract/maps.ts'
import { seededRandom } from '../../spectra/random.ts'
import { type Fold, foldsOf } from '../folds.ts'
import { type Engine, tensorFlow } from '../tf.ts'
import { readMapBundle, writeMapBundle } from './map-bundle.ts'
import { type MapCheckpoint, readMapCheckpoint, writeMapCheckpoint } from './map-checkpoint.ts'
import {
  exampleOf,
  filteredMap,
  fitRegressions,
  type MapExample,
  prefersLocal,
  regressionMaps,
  type Regressions,
} from './regressions.ts'
import { judged, type Scored, scoreOf, verdictOf } from './scores.ts'
import type { MapLearningEvent, MapTrainingRequest } from './service.ts'
import {
  type Checkpoint,
  LIGHT_BEHIND_SCALE,
  type MapNetworkModel,
  networkSettings,
  type NetworkSettings,
} from './unet/settings.ts'
import { mapPredictor, tilesOf } from './unet/tiles.ts'
import { type Labelled, trainMapNetwork } from './unet/train.ts'

/** Fewer cubes than this hold nothing to validate on. */
export const FEWEST_CUBES = 6
/** One cube in so many of a fold's training set only says when to stop. */
const VALIDATION_STEP = 8
const CHECKPOINT_EPOCHS = 5
/** The filtered PLS map is brought into the range a fraction can have before a network learns it. */
const TEACHER_RANGE = [2, 98] as const

/** What the network of one fold needs. */
interface FoldWork {
  readonly examples: readonly MapExample[]
  readonly fold: Fold
  readonly regressions: Regressions
  readonly settings: NetworkSettings
}

/** Trains the network of a fold, on cubes as they are or locally scaled: whichever PLS prefers on the same cubes. */
export async function* trainFold(
  engine: Engine,
  { examples, fold, regressions, settings }: FoldWork,
  signal: AbortSignal,
  checkpoint?: Checkpoint,
) {
  const local = prefersLocal(regressions)
  const labelled = (row: number): Labelled => {
    const example = examples[row]
    if (!example) throw new RangeError(`there is no cube ${row}`)
    const pixels = local ? example.scaled : example.pixels
    const teacher = filteredMap(local ? regressions.local : regressions.plain, pixels).map((value) =>
      Math.min(TEACHER_RANGE[1], Math.max(TEACHER_RANGE[0], value)),
    )
    return { pixels, reference: example.reference, teacher }
  }
  const isValidation = (_: number, place: number): boolean =>
    place % VALIDATION_STEP === VALIDATION_STEP / 2 - 1
  const validation = fold.training.filter(isValidation)
  const training = fold.training.filter((row) => !validation.includes(row))
  return yield* trainMapNetwork(
    engine,
    training.map(labelled),
    validation.map(labelled),
    local ? { ...settings, local, light: LIGHT_BEHIND_SCALE } : settings,
    signal,
    checkpoint,
  )
}

/** The map of a network in one piece. */
export function networkMap(engine: Engine, network: MapNetworkModel, { pixels }: MapExample): Float32Array {
  const predictor = mapPredictor(engine, [network])
  const [whole] = tilesOf(network.shape, pixels, Math.max(pixels.height, pixels.width))
  try {
    if (!whole) throw new RangeError('the cube is empty')
    return predictor.predictTile(whole, pixels, 0, pixels.height)
  } finally {
    predictor.dispose()
  }
}

/** Folds of equal size in an order drawn from the seed. */
export function cubeFolds(cubes: number, folds: number, seed: number): Fold[] {
  const order = seededRandom(seed)
    .fork('map folds')
    .shuffle(Array.from({ length: cubes }, (_, i) => i))
  const numbers = new Int32Array(cubes)
  for (const [place, row] of order.entries()) numbers[row] = place % Math.min(folds, cubes)
  return foldsOf(numbers)
}

/** Identifies what a checkpoint belongs to: cubes, references and settings. */
function taskOf(request: MapTrainingRequest, settings: NetworkSettings): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([settings, request.folds, request.correction]))
  for (const { name, reference, pixels } of request.lessons) {
    hash.update(`${name}:${reference}`)
    hash.update(new Uint8Array(pixels.data.buffer, pixels.data.byteOffset, pixels.data.byteLength))
  }
  return hash.digest('hex')
}

function tooFew(cubes: number): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'Too few cubes to learn from',
    happened: `${cubes} cubes have a reference, at least ${FEWEST_CUBES} are needed.`,
    kept: 'All cubes and models.',
    next: 'Add cubes with references.',
  })
}

async function engineForTraining(): Promise<Engine> {
  const engine = await tensorFlow()
  if (engine.backend !== 'wasm') return engine
  throw new Problem({
    code: 'INTERNAL',
    title: 'The network cannot learn here',
    happened: `${engine.title} makes maps, but has no gradients of convolutions.`,
    kept: 'PLS and the filter work without.',
    next: 'Install TensorFlow (npm run tensorflow), or train PLS alone.',
  })
}

/**
 * Cross-validates PLS, PLS with the filter and, where asked for, the network; then fits PLS on all cubes. The
 * networks of the folds together are the network of the model: its map is their mean.
 * @throws Problem BAD_REQUEST with too few cubes, INTERNAL where no backend has gradients, MODEL_DAMAGED
 */
export async function* learnMaps(
  request: MapTrainingRequest,
  signal: AbortSignal,
): AsyncGenerator<MapLearningEvent, void> {
  const { lessons, seed } = request
  if (lessons.length < FEWEST_CUBES) throw tooFew(lessons.length)
  const bands = lessons[0]?.pixels.bands ?? 0
  const settings = networkSettings({ ...request, bands })
  const folds = cubeFolds(lessons.length, request.folds, seed)
  const engine = request.network ? await engineForTraining() : undefined
  const task = taskOf(request, settings)
  const before = request.resume && readMapCheckpoint(request.resume)
  const start: MapCheckpoint = before?.task === task ? before : { task, done: [], current: undefined }
  const networks: MapNetworkModel[] = [...start.done]
  const rows: Record<MapMethod, Scored[]> = { pls: [], 'pls-filter': [], 'pls-local': [], unet: [] }
  const examples = lessons.map(exampleOf)

  for (const [number, fold] of folds.entries()) {
    const regressions = fitRegressions(
      fold.training.flatMap((row) => examples[row] ?? []),
      seed,
    )
    const news = (epoch: number, detail: string) =>
      ({
        type: 'progress',
        fold: number + 1,
        folds: folds.length,
        epoch,
        epochs: settings.schedule.maximumEpochs,
        trainingLoss: null,
        validationLoss: null,
        fraction: (number + epoch / settings.schedule.maximumEpochs) / folds.length,
        detail,
      }) as const
    yield news(0, `PLS with ${regressions.plain.components} components`)
    let network = networks[number]
    if (engine && !network) {
      const work: FoldWork = { examples, fold, regressions, settings: { ...settings, seed: seed + number } }
      const current = number === start.done.length ? start.current : undefined
      const steps = trainFold(engine, work, signal, current)
      for (;;) {
        const step = await steps.next()
        if (step.done === true) {
          network = step.value
          break
        }
        const { epoch, trainingLoss, validationLoss, checkpoint } = step.value
        const warming = epoch <= settings.schedule.warmUpEpochs
        const detail = warming ? 'learns the filtered PLS map first' : 'learns from the means'
        yield { ...news(epoch, detail), trainingLoss, validationLoss: validationLoss ?? null }
        if (epoch % CHECKPOINT_EPOCHS === 0)
          yield {
            type: 'checkpoint',
            bytes: writeMapCheckpoint({ task, done: networks, current: checkpoint() }),
          }
      }
      networks.push(network)
      yield { type: 'checkpoint', bytes: writeMapCheckpoint({ task, done: networks, current: undefined }) }
    }
    for (const row of fold.test) {
      const example = examples[row]
      if (!example) continue
      const { height, width, mask } = example.pixels
      const maps: Partial<Record<MapMethod, Float32Array>> = {
        ...regressionMaps(regressions, example),
        ...(engine && network && { unet: networkMap(engine, network, example) }),
      }
      for (const method of MAP_METHODS) {
        const values = maps[method]
        if (!values) continue
        const figures = judged({ values, mask, height, width }, example.truth)
        rows[method].push({ figures, reference: example.reference })
      }
      await setImmediate()
      signal.throwIfAborted()
    }
  }

  const { plain: pls, local } = fitRegressions(examples, seed)
  const methods = MAP_METHODS.filter((method) => rows[method].length > 0)
  const scores = methods.map((method) => scoreOf(method, rows[method]))
  const bytes = writeMapBundle(
    {
      kind: 'chemical map',
      name: request.name,
      created: request.created,
      seed,
      bands,
      wavelengthNm: request.wavelengthNm,
      cubes: lessons.map(({ name }) => name),
      methods,
      components: pls.components,
      folds: folds.length,
      network: engine
        ? {
            widths: [...settings.shape.widths],
            epochs: networks.map(({ epochs }) => epochs),
            smooth: settings.loss.smooth,
            backend: engine.title,
          }
        : null,
      scores,
      verdict: verdictOf(scores),
      correction: request.correction,
    },
    { pls, local, networks },
  )
  yield { type: 'learnt', bytes, card: readMapBundle(bytes).card }
}
