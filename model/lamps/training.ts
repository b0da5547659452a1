import { setImmediate } from 'node:timers/promises'
import { LAMP_CLASSES, LAMP_COUNT, type LampLabel } from '../../contract/lamps.ts'
import type { Engine } from '../tf.ts'
import { fitTemperature, fitThreshold } from './calibration.ts'
import { type LampFigures, lampFigures } from './evaluation.ts'
import { type Example, labelsFor, renderedExamples } from './examples.ts'
import { fitNetwork } from './fit.ts'
import { type LampModel, rounded } from './lamp-model.ts'
import { LAMP_NETWORKS, type NetworkName } from './networks.ts'
import { loadNetwork } from './predict.ts'
import { HARDER, type RenderParameters, TRAINING } from './render/parameters.ts'

export interface LampTraining {
  readonly seed: number
  /** Rendered pictures to learn from, and of each set that judges. */
  readonly pictures: number
  readonly judged: number
  readonly epochs: Readonly<Record<NetworkName, number>>
  readonly falseAlarmRate: number
  /** Examples of the user's own instead of or beside the rendered ones. */
  readonly own?: { readonly training: readonly Example[]; readonly validation: readonly Example[] }
}

export interface LampTrainingContext {
  readonly signal: AbortSignal
  progress(share: number, text: string): void
}

/** Seeds of the sets, apart by more than anyone counts up. */
const APART = 1_000_003
const setSeed = (seed: number, set: number): number => (seed * 16 + set) * APART

async function render(
  labels: readonly (LampLabel | 'unknown')[],
  seed: number,
  parameters: RenderParameters,
  context: LampTrainingContext,
  share: readonly [number, number],
): Promise<Example[]> {
  const examples: Example[] = []
  for (const example of renderedExamples(labels, seed, parameters)) {
    examples.push(example)
    if (examples.length % 16 !== 0) continue
    await setImmediate()
    context.signal.throwIfAborted()
    const done = examples.length / labels.length
    context.progress(share[0] + done * (share[1] - share[0]), `${examples.length} pictures rendered`)
  }
  return examples
}

const known = (examples: readonly Example[]): LampLabel[] =>
  examples.map(({ label }) => (label === 'unknown' ? 0 : label))

/** Pictures that judge: the same for the same seed, of every class alike, never trained on. */
export function judgingSet(
  seed: number,
  set: 'held out' | 'harder',
  count: number,
  context: LampTrainingContext,
): Promise<Example[]> {
  const [number, parameters] = set === 'harder' ? [3, HARDER] : [2, TRAINING]
  return render(labelsFor(count, 0, true), setSeed(seed, number), parameters, context, [0, 1])
}

interface Candidate {
  readonly title: string
  readonly networks: LampModel['networks']
  readonly scoresOf: (examples: readonly Example[]) => Float64Array
}

function candidate(engine: Engine, title: string, networks: LampModel['networks']): Candidate {
  return {
    title,
    networks,
    scoresOf(examples) {
      const pictures = examples.map(({ seen }) => seen)
      const sum = new Float64Array(LAMP_COUNT * pictures.length)
      for (const { name, share, weights } of networks) {
        const loaded = loadNetwork(engine, LAMP_NETWORKS[name], weights)
        const scores = loaded.scoresOf(pictures)
        loaded.dispose()
        for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + share * (scores[i] ?? 0)
      }
      return sum
    },
  }
}

/**
 * Trains both networks on rendered pictures and keeps what is best on the validation set: one, or both averaged.
 * Every figure in the result is of pictures that were not trained on; those of the chosen model carry its title.
 */
export async function trainLamps(
  engine: Engine,
  options: LampTraining,
  context: LampTrainingContext,
): Promise<LampModel> {
  const { seed, judged } = options
  const names = (['rows', 'image'] as const).filter((name) => options.epochs[name] > 0)
  const rendered = await render(
    labelsFor(options.pictures, seed, false),
    setSeed(seed, 0),
    TRAINING,
    context,
    [0, 0.3],
  )
  const training = [...rendered, ...(options.own?.training ?? [])]
  const validation = [
    ...(await render(labelsFor(judged, 0, true), setSeed(seed, 1), TRAINING, context, [0.3, 0.33])),
    ...(options.own?.validation ?? []),
  ]
  const networks = []
  for (const [i, name] of names.entries()) {
    const from = 0.33 + (0.62 * i) / names.length
    const weights = await fitNetwork(
      engine,
      LAMP_NETWORKS[name],
      training,
      {
        epochs: options.epochs[name],
        batch: 32,
        learningRate: 0.002,
        dropout: 0.2,
        smoothing: 0.05,
        seed,
      },
      {
        signal: context.signal,
        progress: (share, text) => context.progress(from + (share * 0.62) / names.length, text),
      },
    )
    networks.push({ name, share: 1, weights: rounded(weights) })
  }
  const candidates = networks.map((network) => candidate(engine, network.name, [network]))
  if (networks.length > 1)
    candidates.push(
      candidate(
        engine,
        'both',
        networks.map((network) => ({ ...network, share: 1 / networks.length })),
      ),
    )
  return judge(candidates, validation, options, {
    heldOut: await judgingSet(seed, 'held out', judged, context),
    harder: await judgingSet(seed, 'harder', judged, context),
  })
}

/** Keeps the candidate that tells most of the validation set right, the simpler one where they are equal. */
function judge(
  candidates: readonly Candidate[],
  validation: readonly Example[],
  options: LampTraining,
  sets: { readonly heldOut: readonly Example[]; readonly harder: readonly Example[] },
): LampModel {
  const labels = known(validation)
  const figures: Record<string, LampFigures> = {}
  let best: { accuracy: number; model: Omit<LampModel, 'figures'> } | undefined
  for (const { title, networks, scoresOf } of candidates) {
    const scores = scoresOf(validation)
    const temperature = fitTemperature(scores, labels)
    const threshold = fitThreshold(scores, labels.length, temperature, options.falseAlarmRate)
    const accuracy = lampFigures(scores, labels, temperature, threshold).accuracy
    for (const [set, examples] of Object.entries(sets))
      figures[`${title}, ${set}`] = lampFigures(scoresOf(examples), known(examples), temperature, threshold)
    if (best && accuracy <= best.accuracy) continue
    const model = {
      seed: options.seed,
      trainedOn: `${options.pictures} rendered pictures of ${LAMP_CLASSES.length} classes and strangers`,
      temperature,
      threshold,
      falseAlarmRate: options.falseAlarmRate,
      networks,
    }
    best = { accuracy, model }
  }
  if (!best) throw new RangeError('no network was trained')
  const chosen = best.model.networks.length > 1 ? 'both' : (best.model.networks[0]?.name ?? '')
  const own = Object.fromEntries(
    Object.keys(sets).flatMap((set) => {
      const found = figures[`${chosen}, ${set}`]
      return found ? [[set, found]] : []
    }),
  )
  return { ...best.model, figures: { ...own, ...figures } }
}
