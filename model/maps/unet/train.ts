import { setImmediate } from 'node:timers/promises'
import { type Random, seededRandom } from '../../../spectra/random.ts'
import type { Engine, Tensor2D, Tensor4D } from '../../tf.ts'
import type { CubePixels } from '../cube-pixels.ts'
import { inOtherLight } from './augment.ts'
import { mapLoss } from './loss.ts'
import { mapNetwork } from './network.ts'
import { initialWeights } from './shape.ts'
import { percentOf } from './output.ts'
import type {
  Checkpoint,
  MapNetworkModel,
  NetworkProgress,
  NetworkSettings,
  TrainingState,
} from './settings.ts'
import { type Standard, standardOf } from './standard.ts'
import { paddedWindow } from './tiles.ts'
import { windowInput } from './window.ts'

/** Adam's settings (Kingma and Ba 2015). */
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const

/**
 * An unlucky start drives the sigmoid to an end, and what pulls it back switches so many units off that nothing is learnt
 * any more. Seen after so many epochs of a warm-up: others have a tenth of the variance of the maps left by then.
 */
const STUCK = { epochs: 10, share: 0.8 } as const
const MOST_RESTARTS = 5
const FRESH = { epoch: 0, steps: 0, best: Infinity, bestEpoch: 0, sinceFall: 0, restarts: 0 } as const

/** A cube and the mean it should have, per cent. */
export interface Labelled {
  readonly pixels: CubePixels
  readonly reference: number
  /** The map that is learnt first, where there is a warm-up. */
  readonly teacher?: Float32Array
}

/** One band as it is. */
const PLAIN: Standard = { mean: Float32Array.of(0), factor: Float32Array.of(1) }

interface Sample {
  readonly input: Float32Array
  readonly height: number
  readonly width: number
  readonly mask: Float32Array
  /** 1 where the padded input is sample. */
  readonly sample: Float32Array
  readonly top: number
  readonly left: number
  readonly pixels: CubePixels
  readonly reference: number
  readonly teacher: Float32Array | undefined
}

/**
 * Learns maps from means alone: one cube a step in random order, flipped at random. The learning rate falls when the
 * loss of the validation cubes stands still and the training ends when it stays so; the weights of the best epoch
 * come back. Chance is drawn anew for every epoch, so that a training that goes on from a checkpoint ends with the
 * same weights as one that was never interrupted.
 */
export async function* trainMapNetwork(
  engine: Engine,
  training: readonly Labelled[],
  validation: readonly Labelled[],
  settings: NetworkSettings,
  signal: AbortSignal,
  checkpoint?: Checkpoint,
): AsyncGenerator<NetworkProgress, MapNetworkModel> {
  const { tf } = engine
  const { shape, schedule } = settings
  const centre = training.reduce((sum, { reference }) => sum + reference, 0) / training.length
  const standard = standardOf(training.map(({ pixels }) => pixels))
  const { scale, bounded, local } = settings
  const form = { centre, scale, bounded }
  const prepare = ({ pixels, reference, teacher }: Labelled): Sample => {
    const window = paddedWindow(shape, pixels)
    const ones = new Float32Array(pixels.mask.length).fill(1)
    const { height, width } = window
    const [top, left] = [-window.top, -window.left]
    return {
      input: windowInput(pixels, standard, window),
      height,
      width,
      mask: Float32Array.from(pixels.mask),
      sample: windowInput({ ...pixels, bands: 1, data: ones }, PLAIN, window),
      top,
      left,
      pixels,
      reference,
      teacher,
    }
  }
  const [lessons, tests] = [training.map(prepare), validation.map(prepare)]
  const spread = meanSpread(tests.length > 0 ? tests : lessons)
  const network = mapNetwork(engine, shape)
  const loss = mapLoss(engine, shape, settings.loss)
  const random = seededRandom(settings.seed).fork('map network')
  const weightsOf = (restarts: number): Float32Array =>
    initialWeights(shape, random.fork(restarts === 0 ? 'weights' : `weights ${restarts}`))
  const start = checkpoint?.weights ?? weightsOf(0)
  const zeros = new Float32Array(start.length)
  // Within a tidy the arrays' own tensors go and the variables stay.
  const variableOf = (values: Float32Array) => tf.tidy(() => tf.variable(tf.tensor1d(values)))
  const theta = variableOf(start)
  const mean = variableOf(checkpoint?.mean ?? zeros)
  const square = variableOf(checkpoint?.square ?? zeros)
  let state: TrainingState = checkpoint?.state ?? { ...FRESH, learningRate: schedule.learningRate }
  let best = checkpoint?.best ?? start

  const mapOf = (sample: Sample, x: Tensor4D): Tensor2D => {
    const whole = network(x, theta)
    const { height, width } = sample.pixels
    const cut = tf.slice(whole, [0, sample.top, sample.left, 0], [1, height, width, 1])
    return percentOf(engine, cut.reshape<Tensor2D>([height, width]), form)
  }
  const inputOf = ({ input, height, width }: Sample): Tensor4D =>
    tf.tensor4d(input, [1, height, width, shape.bands])
  const lossOf = (sample: Sample, axes: number[], chance?: Random) => {
    const { height, width, pixels, reference, teacher } = sample
    const seen = inputOf(sample)
    const cube = chance
      ? inOtherLight(
          engine,
          seen,
          tf.tensor4d(sample.sample, [1, height, width, 1]),
          standard,
          settings.light,
          chance,
        )
      : seen
    // Flipping the cube and the map back is flipping both.
    const map =
      axes.length > 0
        ? tf.reverse(
            mapOf(sample, tf.reverse(cube, axes)),
            axes.map((axis) => axis - 1),
          )
        : mapOf(sample, cube)
    const mask = tf.tensor2d(sample.mask, [pixels.height, pixels.width])
    if (!teacher) return loss.data({ map, mask, reference })
    const imitation = loss.imitation(map, mask, tf.tensor2d(teacher, [pixels.height, pixels.width]))
    if (state.epoch < schedule.warmUpEpochs) return imitation
    return tf.add(loss.data({ map, mask, reference }), tf.mul(imitation, settings.loss.teacher))
  }
  const step = (sample: Sample, axes: number[], chance: Random): number =>
    tf.tidy(() => {
      state = { ...state, steps: state.steps + 1 }
      const { value, grads } = tf.variableGrads(
        () => tf.add(lossOf(sample, axes, chance), loss.penalty(theta)),
        [theta],
      )
      const gradient = grads[theta.name]
      if (!gradient) throw new Error('the loss does not depend on the weights')
      const rate =
        (state.learningRate * Math.sqrt(1 - ADAM.beta2 ** state.steps)) / (1 - ADAM.beta1 ** state.steps)
      mean.assign(tf.add(tf.mul(mean, ADAM.beta1), tf.mul(gradient, 1 - ADAM.beta1)))
      square.assign(tf.add(tf.mul(square, ADAM.beta2), tf.mul(tf.square(gradient), 1 - ADAM.beta2)))
      theta.assign(tf.sub(theta, tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), ADAM.epsilon))))
      return value.dataSync<'float32'>()[0] ?? NaN
    })
  const flatOf = (variable: typeof theta): Float32Array => variable.dataSync<'float32'>().slice()

  try {
    while (
      state.epoch < schedule.maximumEpochs &&
      state.epoch - state.bestEpoch < patienceAt(state.epoch, schedule)
    ) {
      const chance = random.fork(`epoch ${state.epoch}`)
      let sum = 0
      for (const sample of chance.shuffle(lessons)) {
        sum += step(
          sample,
          [1, 2].filter(() => chance.next() < 0.5),
          chance,
        )
        await setImmediate()
        signal.throwIfAborted()
      }
      let judged = 0
      for (const sample of tests) {
        judged += tf.tidy(() => lossOf(sample, []).dataSync<'float32'>()[0] ?? NaN) / tests.length
        await setImmediate()
        signal.throwIfAborted()
      }
      const epoch = state.epoch + 1
      const trainingLoss = sum / lessons.length
      const watched = tests.length > 0 ? judged : trainingLoss
      if (
        epoch === STUCK.epochs &&
        epoch <= schedule.warmUpEpochs &&
        watched > STUCK.share * spread &&
        state.restarts < MOST_RESTARTS
      ) {
        const restarts = state.restarts + 1
        theta.assign(tf.tidy(() => tf.tensor1d(weightsOf(restarts))))
        for (const moment of [mean, square]) moment.assign(tf.tidy(() => tf.zerosLike(moment)))
        state = { ...FRESH, learningRate: schedule.learningRate, restarts }
        continue
      }
      const warming = epoch <= schedule.warmUpEpochs
      if (watched < state.best || warming) {
        best = flatOf(theta)
        const learningRate = epoch === schedule.warmUpEpochs ? schedule.rateAfterWarmUp : state.learningRate
        state = {
          ...state,
          epoch,
          learningRate,
          best: warming ? Infinity : watched,
          bestEpoch: epoch,
          sinceFall: 0,
        }
      } else {
        const sinceFall = epoch > schedule.warmUpEpochs + schedule.burnInEpochs ? state.sinceFall + 1 : 0
        const falls = sinceFall >= schedule.plateauEpochs
        state = {
          ...state,
          epoch,
          sinceFall: falls ? 0 : sinceFall,
          learningRate: falls ? Math.max(schedule.leastRate, state.learningRate * 0.1) : state.learningRate,
        }
      }
      yield {
        epoch,
        trainingLoss,
        validationLoss: tests.length > 0 ? judged : undefined,
        state,
        checkpoint: () => ({
          weights: flatOf(theta),
          mean: flatOf(mean),
          square: flatOf(square),
          best,
          state,
        }),
      }
    }
    return {
      shape,
      weights: best,
      standard,
      centre,
      scale,
      bounded,
      local,
      epochs: state.epoch,
      bestEpoch: state.bestEpoch,
    }
  } finally {
    tf.dispose([theta, mean, square])
  }
}

/** Mean variance of the maps that are learnt first, per cent squared: what a map that is the same everywhere leaves. */
function meanSpread(samples: readonly Sample[]): number {
  let [sum, count] = [0, 0]
  for (const { teacher, mask } of samples) {
    const values = [...(teacher ?? [])].filter((_, at) => mask[at] === 1)
    const mean = values.reduce((total, value) => total + value, 0) / values.length
    sum += values.reduce((total, value) => total + (value - mean) ** 2, 0)
    count += values.length
  }
  return sum / count
}

const patienceAt = (
  epoch: number,
  { warmUpEpochs, burnInEpochs, patienceEpochs }: NetworkSettings['schedule'],
): number => (epoch < warmUpEpochs + burnInEpochs ? Infinity : patienceEpochs)
