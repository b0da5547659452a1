import { LAMP_CLASSES } from '../../contract/lamps.ts'
import type { Explainable, FeatureMaps } from '../explain/explainable.ts'
import { zeros } from '../linear/matrix.ts'
import type { Matrix } from '../service.ts'
import { tensorFlow } from '../tf.ts'
import { classMeans } from './class-means.ts'
import { seen } from './features.ts'
import { readLampModel } from './lamp-model.ts'
import { LAMP_NETWORKS } from './networks.ts'
import { loadNetwork } from './predict.ts'
import { PICTURE_NM, pictureOfSpectrum } from './spectrum-picture.ts'

/** The convolution whose maps are fine enough to tell lines apart: four columns a position, 3 nm. */
const FINE_STAGE = 1
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']

/** Peak at 1, as the classifier sees every spectrum. */
function toPeak(values: Float64Array): Float64Array {
  const peak = values.reduce((most, value) => Math.max(most, value), 0)
  return peak > 0 ? values.map((value) => value / peak) : values
}

/**
 * The classifier of light sources asked with a spectrum on its wavelengths. Scores are those before the softmax, divided
 * by the temperature. "Weights" looks at what the dense layers read, behind strides that stand for a pooling.
 * @throws Problem MODEL_DAMAGED
 */
export async function loadLamps(bytes: Uint8Array): Promise<Explainable> {
  const model = readLampModel(new TextDecoder().decode(bytes))
  const engine = await tensorFlow()
  const members = model.networks.map(({ name, share, weights }) => ({
    shape: LAMP_NETWORKS[name],
    share: share / model.temperature,
    network: loadNetwork(engine, LAMP_NETWORKS[name], weights),
  }))
  const outputs = LAMP_CLASSES.map(({ name }) => name)
  const look = (values: Float64Array) => seen(pictureOfSpectrum(PICTURE_NM, values))
  return {
    title: `Lamp classifier, ${members.map(({ shape }) => shape.title).join(' and ')}`,
    axis: { unit: 'nm', values: PICTURE_NM },
    outputs,
    prepare: toPeak,
    scores({ rows, columns, data }: Matrix): Matrix {
      const result = zeros(rows, outputs.length)
      const pictures = Array.from({ length: rows }, (_, row) =>
        look(data.subarray(row * columns, (row + 1) * columns)),
      )
      for (const { network, share } of members)
        for (const [i, score] of network.scoresOf(pictures).entries())
          result.data[i] = (result.data[i] ?? 0) + share * score
      return result
    },
    maps(spectrum, output, layer) {
      const picture = look(spectrum)
      return members.map(({ network, shape, share }): FeatureMaps => {
        const stage = layer === 'pooled' ? shape.stages.length - 1 : FINE_STAGE
        const { columns, channels, values, slopes } = network.mapsOf(picture, output, stage)
        const where =
          layer === 'pooled' ? 'what the dense layers read' : `${ORDINALS[stage] ?? ''} convolution`
        return {
          positions: columns,
          channels,
          values,
          slopes: slopes.map((slope) => slope * share),
          span: PICTURE_NM.length / columns,
          pooledLater: 1,
          name: `${where}, ${columns} positions of ${channels / 2} filters`,
        }
      })
    },
    examples: { names: outputs, spectra: classMeans() },
    dispose() {
      for (const { network } of members) network.dispose()
    },
  }
}
