import { LAMP_COUNT } from '../../contract/lamps.ts'
import { weightTensors } from '../network/lesson.ts'
import type { Weights } from '../network/weights.ts'
import type { Engine, Scalar, Tensor, Tensor4D } from '../tf.ts'
import { CHANNELS, PLAIN, type Seen, writeChannels } from './features.ts'
import { type LampNetwork, scores, shapesOf } from './networks.ts'
import { PREPARED_WIDTH } from './prepared.ts'

/** Pictures that go through a network at once. */
const BATCH = 64

/** A network with its weights as tensors of an engine. */
export interface LoadedNetwork {
  /** Scores before the softmax, mean of the picture and its mirror image; 7 for each picture. */
  scoresOf(pictures: readonly Seen[]): Float64Array
  /** Maps behind one of its stages, of the picture and its mirror image beside each other. */
  mapsOf(picture: Seen, label: number, stage: number): StageMaps
  dispose(): void
}

/** [columns x channels] row-major, and how the score of a label changes with each. */
export interface StageMaps {
  readonly columns: number
  readonly channels: number
  readonly values: Float32Array
  readonly slopes: Float32Array
}

/** @throws RangeError when a weight is missing or of another size */
export function loadNetwork(engine: Engine, network: LampNetwork, weights: Weights): LoadedNetwork {
  const { tf } = engine
  const tensors: Tensor[] = weightTensors(engine, shapesOf(network), weights)
  const rowLength = network.height * PREPARED_WIDTH * CHANNELS
  const inputOf = (pictures: readonly Seen[]): Tensor4D => {
    const values = new Float32Array(2 * pictures.length * rowLength)
    pictures.forEach((picture, i) => {
      const own = network.valuesOf(picture)
      writeChannels(own, network.height, PLAIN, values, 2 * i * rowLength)
      writeChannels(own, network.height, { ...PLAIN, mirrored: true }, values, (2 * i + 1) * rowLength)
    })
    return tf.tensor4d(values, [2 * pictures.length, network.height, PREPARED_WIDTH, CHANNELS])
  }
  const batchScores = (pictures: readonly Seen[]): Float32Array =>
    tf.tidy(() => scores(engine, network, tensors, inputOf(pictures)).dataSync<'float32'>())
  /** [2, rows, columns, filters] to [columns x (2 rows filters)], the mirror image turned back. */
  const beside = (maps: Tensor4D): Tensor4D => {
    const [plain, mirror] = tf.split<Tensor4D>(maps, 2)
    if (!plain || !mirror) throw new RangeError('a picture and its mirror image were expected')
    return tf.transpose<Tensor4D>(tf.concat<Tensor4D>([plain, tf.reverse(mirror, 2)]), [2, 0, 1, 3])
  }
  return {
    scoresOf(pictures) {
      const out = new Float64Array(LAMP_COUNT * pictures.length)
      for (let from = 0; from < pictures.length; from += BATCH) {
        const both = batchScores(pictures.slice(from, from + BATCH))
        for (let i = 0; i < both.length / 2; i++) {
          const pair = Math.floor(i / LAMP_COUNT) * 2 * LAMP_COUNT + (i % LAMP_COUNT)
          out[from * LAMP_COUNT + i] = ((both[pair] ?? 0) + (both[pair + LAMP_COUNT] ?? 0)) / 2
        }
      }
      return out
    },
    mapsOf(picture, label, stage) {
      return tf.tidy(() => {
        const x = inputOf([picture])
        const holder: { maps?: Tensor4D } = {}
        scores(engine, network, tensors, x, 0, (values, i) => {
          if (i === stage) holder.maps = values
          return values
        })
        const { maps } = holder
        if (!maps) throw new RangeError(`the network has no stage ${stage}`)
        const score = (instead: Tensor): Scalar => {
          const put = (values: Tensor4D, i: number): Tensor4D =>
            i === stage ? (instead as Tensor4D) : values
          const all = scores(engine, network, tensors, x, 0, put)
          return tf.mean(tf.slice(all, [0, label], [2, 1]))
        }
        const gradient = tf.grad(score)(maps) as Tensor4D
        const [, rows, columns, filters] = maps.shape
        return {
          columns,
          channels: 2 * rows * filters,
          values: beside(maps).dataSync<'float32'>().slice(),
          slopes: beside(gradient).dataSync<'float32'>().slice(),
        }
      })
    },
    dispose: () => tf.dispose(tensors),
  }
}
