import type { Explainable, FeatureMaps } from '../explain/explainable.ts'
import { zeros } from '../linear/matrix.ts'
import type { Matrix } from '../service.ts'
import { type Engine, type Scalar, type Tensor4D, tensorFlow } from '../tf.ts'
import { axisOfMaps, exampleOfMaps, MAP_OUTPUT } from './explained-pls.ts'
import { scaledSpectrum } from './local-scale.ts'
import { readMapBundle } from './map-bundle.ts'
import { mapNetwork } from './unet/network.ts'
import { percentOf } from './unet/output.ts'
import type { MapNetworkModel } from './unet/settings.ts'
import { alignment, FRONT } from './unet/shape.ts'

/** Side of the field of one spectrum, in units of the alignment: its middle hardly sees the border. */
const FIELD = 5
/** Spectra that go through a network at once. */
const CHUNK = 8

/** Spectra one after the other, each in surroundings that are like it. */
function scaledRows(data: Float64Array, bands: number): Float64Array {
  const scaled = new Float64Array(data.length)
  for (let from = 0; from < data.length; from += bands)
    scaled.set(scaledSpectrum(data.subarray(from, from + bands)), from)
  return scaled
}

/** A network asked with a field that has one spectrum everywhere; the answer is that of its middle, per cent. */
function fieldOf(engine: Engine, model: MapNetworkModel) {
  const { tf } = engine
  const { shape, standard } = model
  const { bands } = shape
  const side = FIELD * alignment(shape)
  const network = mapNetwork(engine, shape)
  const weights = tf.tensor1d(model.weights)
  const inputOf = ({ rows, data }: Matrix): Tensor4D => {
    const input = model.local ? scaledRows(data, bands) : data
    const values = Float32Array.from(input, (value, i) => {
      const band = i % bands
      return (value - (standard.mean[band] ?? 0)) * (standard.factor[band] ?? 0)
    })
    return tf.tile(tf.tensor4d(values, [rows, 1, 1, bands]), [1, side, side, 1])
  }
  const middle = (map: Tensor4D): Tensor4D =>
    percentOf(engine, tf.slice(map, [0, side / 2, side / 2, 0], [map.shape[0], 1, 1, 1]), model)
  return {
    percent: (x: Matrix): Float32Array =>
      tf.tidy(() =>
        middle(network(inputOf(x), weights))
          .dataSync<'float32'>()
          .slice(),
      ),
    /** Grad-CAM behind the front end, whose channels are places on the spectral axis. @param share of this network */
    maps: (spectrum: Float64Array, share: number): FeatureMaps =>
      tf.tidy(() => {
        const x = inputOf({ rows: 1, columns: bands, data: spectrum })
        const holder: { front?: Tensor4D } = {}
        network(x, weights, (front) => (holder.front = front))
        const { front } = holder
        if (!front) throw new Error('the front end comes first')
        const score = (instead: Tensor4D): Scalar => tf.sum(middle(network(x, weights, () => instead)))
        const gradient = tf.grad((instead) => score(instead as Tensor4D))(front)
        const pixels = (side / 2) ** 2
        // A filter over 7 bands stands for the one in its middle; the first and last three bands have none.
        const before = Math.floor(FRONT.bands / 2)
        const byBand = (maps: Float32Array): Float32Array => {
          const channels = bands - FRONT.bands + 1
          const turned = new Float32Array(bands * pixels)
          for (let channel = 0; channel < channels; channel++)
            for (let pixel = 0; pixel < pixels; pixel++)
              turned[(channel + before) * pixels + pixel] = maps[pixel * channels + channel] ?? 0
          return turned
        }
        return {
          positions: bands,
          channels: pixels,
          values: byBand(front.dataSync<'float32'>()),
          slopes: byBand(gradient.dataSync<'float32'>()).map((slope) => slope * share),
          span: 1,
          pooledLater: 1,
          name: `front end over ${FRONT.bands} bands, a field of this spectrum`,
        }
      }),
    dispose: () => tf.dispose(weights),
  }
}

/**
 * The networks of a model of maps, asked about one spectrum: what they make of a field that has it everywhere. Where the
 * backend lacks gradients, hiding bands is left.
 * @throws Problem MODEL_DAMAGED
 */
export async function loadUnetMap(bytes: Uint8Array): Promise<Explainable> {
  const { card, model } = readMapBundle(bytes)
  const engine = await tensorFlow()
  const fields = model.networks.map((network) => fieldOf(engine, network))
  const share = 1 / fields.length
  const widths = model.networks[0]?.shape.widths.join(', ') ?? ''
  const maps: Explainable['maps'] = (spectrum) => fields.map((field) => field.maps(spectrum, share))
  return {
    title: `U-Net of ${card.name}, ${widths} wide, mean of ${fields.length}`,
    axis: axisOfMaps(card),
    outputs: [MAP_OUTPUT],
    scores(x) {
      const result = zeros(x.rows, 1)
      for (let from = 0; from < x.rows; from += CHUNK) {
        const rows = Math.min(CHUNK, x.rows - from)
        const data = x.data.subarray(from * x.columns, (from + rows) * x.columns)
        for (const field of fields)
          for (const [row, value] of field.percent({ rows, columns: x.columns, data }).entries())
            result.data[from + row] = (result.data[from + row] ?? 0) + share * value
      }
      return result
    },
    ...(engine.backend === 'wasm' ? {} : { maps, layers: ['convolved'] }),
    examples: exampleOfMaps(model),
    dispose() {
      for (const field of fields) field.dispose()
    },
  }
}
