import { crossValidate } from '../../cross-validation.ts'
import { foldsOf, seededFolds } from '../../folds.ts'
import { centred, columnMeans, difference } from '../../linear/matrix.ts'
import type { Lesson } from '../../network/lesson.ts'
import { trainNetwork, type TrainingOptions, type TrainingResult } from '../../network/train.ts'
import { initialWeights, sizeOf, type Weights } from '../../network/weights.ts'
import { inStandardErrors, pairedDifference } from '../../paired.ts'
import type { Matrix } from '../../service.ts'
import { tensorFlow } from '../../tf.ts'
import type { FitContext, Fitted, Method, MethodParameters } from '../method.ts'
import { gateWeights } from '../plate/gate.ts'
import { penaltyParameter } from '../shrinkage.ts'
import {
  type Addition,
  additionArrays,
  bandsInside,
  continued,
  opened,
  restoreAddition,
  type Scale,
  shapesOf,
} from './addition.ts'
import { type Design, HEAD, networkOf } from './design.ts'
import { learnOn } from './learn-on.ts'

const LEARNING_RATE = 0.002

/** Twelve of a hundred rows only decide when to stop and whether the network is kept. */
export const NETWORK_TRAINING: TrainingOptions = {
  batch: 32,
  maximumEpochs: 120,
  patience: 12,
  validationShare: 0.12,
}

/** Standard errors over the held-out rows by which a network must better what it stands on, else it is left out. */
const NEEDED = 2

/** A network behind another method: it adds what that method leaves. */
export interface NetworkBehind extends Pick<
  Method,
  'name' | 'title' | 'assumptions' | 'minimumPairs' | 'steady'
> {
  readonly design: Design
  /** Predicts first. At a recalibration it moves first, where it can. */
  readonly base: Method
}

interface State {
  readonly base: Fitted
  readonly addition: Addition | undefined
  readonly parameters: MethodParameters
}

const BASE = 'base-'
const rms = ({ data }: Matrix): number =>
  Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length) || 1

function plusWeighted(p: Matrix, addition: Matrix, weights: Float64Array | undefined): Matrix {
  const data = p.data.map(
    (value, at) => value + (weights?.[Math.floor(at / p.columns)] ?? 1) * (addition.data[at] ?? 0),
  )
  return { ...p, data }
}

/** A fitted network keeps its parts, so that a recalibration can move each. */
interface NetworkFitted extends Fitted {
  readonly base: Fitted
  readonly addition: Addition | undefined
}

function stateWithin(fitted: Fitted): Pick<NetworkFitted, 'base' | 'addition'> {
  if ('base' in fitted && 'addition' in fitted) return fitted as NetworkFitted
  throw new TypeError('this is no network')
}

function networkFitted(design: Design, { base, addition, parameters }: State): NetworkFitted {
  const add = addition && opened(design, addition)
  const { domain } = base
  const arrays = Object.fromEntries(Object.entries(base.arrays).map(([key, array]) => [BASE + key, array]))
  return {
    base,
    addition,
    parameters,
    arrays: { ...arrays, ...(addition ? additionArrays(design, addition) : {}) },
    predict(x) {
      const p = base.predict(x)
      if (!add) return p
      const weights = domain && gateWeights(domain, domain.distances(x))
      if (weights?.every((weight) => weight === 0) === true) return p
      return plusWeighted(p, add(p), weights)
    },
    ...(domain ? { domain } : {}),
  }
}

const lessonOf = (design: Design, bands: number, start: Weights): Lesson => ({
  network: networkOf(design),
  bands: bandsInside(bands),
  shapes: shapesOf(design, bands),
  start,
  learningRate: LEARNING_RATE,
})

/** Predictions and targets as a network's numbers. */
const lessonPairs = (scale: Scale, p: Matrix, y: Matrix): { x: Matrix; y: Matrix } => ({
  x: continued(p, scale.centre, scale.input),
  y: continued(difference(y, p), undefined, scale.output),
})

const gainOf = ({ heldOut }: TrainingResult): number =>
  inStandardErrors(pairedDifference(heldOut.before, heldOut.after))

async function learn(
  design: Design,
  outside: Matrix,
  y: Matrix,
  context: FitContext,
): Promise<Pick<State, 'addition' | 'parameters'>> {
  const engine = await tensorFlow()
  const centre = columnMeans(outside)
  const scale = { centre, input: rms(centred(outside, centre)), output: rms(difference(y, outside)) }
  const shapes = shapesOf(design, y.columns)
  const first = initialWeights(shapes, context.seed)
  const start = { ...first, [HEAD]: new Float32Array(first[HEAD]?.length ?? 0) }
  const trained = await trainNetwork(
    engine,
    lessonOf(design, y.columns, start),
    lessonPairs(scale, outside, y),
    NETWORK_TRAINING,
    context,
  )
  const gain = gainOf(trained)
  const kept = gain > NEEDED
  return {
    addition: kept ? { scale, weights: trained.weights.map((array) => Float64Array.from(array)) } : undefined,
    parameters: {
      network: kept,
      weights: shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      epochs: trained.epochs,
      bestEpoch: trained.bestEpoch,
      gainStandardErrors: Number.isFinite(gain) ? gain : 0,
      backend: engine.title,
    },
  }
}

/**
 * A method of a network that adds to what `base` predicts. It learns from predictions of rows that `base` was not
 * fitted on, else it would learn the residual of a fit, which is smaller than what new spectra meet. Where the base has
 * a gate, the network fades out with it. It is kept only where held-out rows prove it by two standard errors.
 */
export function networkMethod({ design, base, ...words }: NetworkBehind): Method {
  return {
    ...words,
    slow: true,
    async fit(pairs, context) {
      const { seed, signal } = context
      const folds = foldsOf(seededFolds(pairs.ids.length, seed))
      const { predicted, fitted } = await crossValidate(base, pairs, folds, { seed, signal }, () => undefined)
      const { addition, parameters } = await learn(design, predicted, pairs.y, context)
      return networkFitted(design, {
        base: fitted,
        addition,
        parameters: { ...fitted.parameters, ...parameters },
      })
    },
    async restore(arrays, parameters) {
      const own = Object.entries(arrays).flatMap(([key, array]) =>
        key.startsWith(BASE) ? [[key.slice(BASE.length), array] as const] : [],
      )
      const restored = await base.restore(Object.fromEntries(own), parameters)
      return networkFitted(design, { base: restored, addition: restoreAddition(design, arrays), parameters })
    },
    recalibrate(old, fresh) {
      const before = stateWithin(old)
      // What the network adds is no drift of the base.
      const added = difference(old.predict(fresh.x), before.base.predict(fresh.x))
      const forBase = { ...fresh, y: difference(fresh.y, added) }
      const moved = base.recalibrate?.(before.base, forBase) ?? before.base
      const parameters = { ...old.parameters, ...moved.parameters }
      if (!before.addition) return networkFitted(design, { base: moved, addition: undefined, parameters })
      const { addition, penalty } = learnOn(design, before.addition, moved.predict(fresh.x), fresh.y)
      return networkFitted(design, {
        base: moved,
        addition,
        parameters: { ...parameters, networkPenalty: penaltyParameter(penalty) },
      })
    },
  }
}
