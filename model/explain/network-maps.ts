import type { Layers, Network } from '../network/layers.ts'
import { tensorOf } from '../network/lesson.ts'
import { tensorLayers } from '../network/tensor-layers.ts'
import type { Engine, Scalar, Tensor } from '../tf.ts'
import type { FeatureMaps, MapsLayer } from './explainable.ts'

/** A network with its weights on an engine. */
export interface LoadedNetwork {
  readonly engine: Engine
  readonly network: Network
  readonly weights: readonly Tensor[]
}

/** What was seen while a network ran. */
interface Sight {
  /** What went through the watched place. */
  maps?: Tensor
  convolutions: number
  /** Positions that the dense layer reads. */
  positions: number
}

/**
 * The layers with an eye on one place: behind the last of `convolutions`, or where the dense layer reads. What is given as
 * `instead` goes on from there. A sigmoid at the end is left out, so that slopes are those of the score before it.
 */
function watched(
  layers: Layers<Tensor>,
  place: MapsLayer,
  convolutions: number,
  instead?: Tensor,
): { readonly layers: Layers<Tensor>; readonly sight: Sight } {
  const sight: Sight = { convolutions: 0, positions: 1 }
  const swap = (x: Tensor): Tensor => {
    sight.maps = x
    return instead ?? x
  }
  const convolved = (x: Tensor): Tensor =>
    ++sight.convolutions === convolutions && place === 'convolved' ? swap(x) : x
  const eye: Layers<Tensor> = {
    ...layers,
    convolve: (x, filter, learnsInput) => convolved(layers.convolve(x, filter, learnsInput)),
    doubleAndConvolve: (x, filter) => convolved(layers.doubleAndConvolve(x, filter)),
    flatten: (x) => {
      sight.positions = x.shape[2] ?? 1
      return layers.flatten(place === 'pooled' ? swap(x) : x)
    },
    sigmoid: (x) => x,
  }
  return { layers: eye, sight }
}

/**
 * Feature maps of one spectrum in any network of the layer language, and the slopes of one output's score: with a single
 * dense layer behind the pooled maps these are its weights.
 * @throws RangeError where the network has no such layer
 */
export function networkMaps(
  { engine, network, weights }: LoadedNetwork,
  spectrum: Float64Array,
  output: number,
  place: MapsLayer,
): FeatureMaps {
  const { tf } = engine
  const own = tensorLayers(engine)
  const bands = spectrum.length
  const { positions, channels, pooled, values, slopes } = tf.tidy(() => {
    const x = tensorOf(engine, { rows: 1, columns: bands, data: spectrum })
    const counting = watched(own, place, 0)
    network(counting.layers, x, weights)
    const { convolutions, positions: read } = counting.sight
    const looking = watched(own, place, convolutions)
    const scores = network(looking.layers, x, weights)
    const { maps } = looking.sight
    if (!maps) throw new RangeError(`the network has no ${place} maps`)
    const chosen = tf.cast(tf.oneHot(tf.tensor1d([output], 'int32'), scores.size), 'float32')
    const score = (instead: Tensor): Scalar =>
      tf.sum(tf.mul(network(watched(own, place, convolutions, instead).layers, x, weights), chosen))
    const gradient = tf.grad(score)(maps)
    const [, , count = 0, filters = 0] = maps.shape
    return {
      positions: count,
      channels: filters,
      pooled: read,
      values: maps.dataSync<'float32'>().slice(),
      slopes: gradient.dataSync<'float32'>().slice(),
    }
  })
  return {
    positions,
    channels,
    values,
    slopes,
    span: Math.max(1, Math.round(bands / positions)),
    pooledLater: Math.max(1, Math.round(positions / pooled)),
  }
}
