import { LAMP_COUNT } from '../../contract/lamps.ts'
import { weightTensors } from '../network/lesson.ts'
import type { Weights } from '../network/weights.ts'
import type { Engine, Tensor } from '../tf.ts'
import { CHANNELS, PLAIN, type Seen, writeChannels } from './features.ts'
import { type LampNetwork, scores, shapesOf } from './networks.ts'
import { PREPARED_WIDTH } from './prepared.ts'

/** Pictures that go through a network at once. */
const BATCH = 64

/** A network with its weights as tensors of an engine. */
export interface LoadedNetwork {
  /** Scores before the softmax, mean of the picture and its mirror image; 7 for each picture. */
  scoresOf(pictures: readonly Seen[]): Float64Array
  dispose(): void
}

/** @throws RangeError when a weight is missing or of another size */
export function loadNetwork(engine: Engine, network: LampNetwork, weights: Weights): LoadedNetwork {
  const { tf } = engine
  const tensors: Tensor[] = weightTensors(engine, shapesOf(network), weights)
  const rowLength = network.height * PREPARED_WIDTH * CHANNELS
  const batchScores = (pictures: readonly Seen[]): Float32Array => {
    const values = new Float32Array(2 * pictures.length * rowLength)
    pictures.forEach((picture, i) => {
      const own = network.valuesOf(picture)
      writeChannels(own, network.height, PLAIN, values, 2 * i * rowLength)
      writeChannels(own, network.height, { ...PLAIN, mirrored: true }, values, (2 * i + 1) * rowLength)
    })
    return tf.tidy(() => {
      const x = tf.tensor4d(values, [2 * pictures.length, network.height, PREPARED_WIDTH, CHANNELS])
      return scores(engine, network, tensors, x).dataSync<'float32'>()
    })
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
    dispose: () => tf.dispose(tensors),
  }
}
