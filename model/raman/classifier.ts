import { z } from 'zod'
import { type RamanCard, RamanCardSchema } from '../../contract/raman.ts'
import { networkMaps } from '../explain/network-maps.ts'
import type { Explainable } from '../explain/explainable.ts'
import { zeros } from '../linear/matrix.ts'
import { tensorOf, weightTensors } from '../network/lesson.ts'
import { tensorLayers } from '../network/tensor-layers.ts'
import type { Weights } from '../network/weights.ts'
import { readNetworkFile, writeNetworkFile, type NetworkKind } from '../network-file.ts'
import type { Matrix } from '../service.ts'
import { tensorFlow } from '../tf.ts'
import { ramanNetwork, ramanShapes, type RamanShape } from './network.ts'
import type { KnownSpectra } from './training-rows.ts'
import { normalised } from './variation.ts'

/** Raman classifiers in files. */
const RAMAN_KIND: NetworkKind = { kind: 'raman', version: 1, title: 'a Raman classifier' }

const CHUNK = 64

/** What a file holds beside the card: weights, wavenumbers, one known spectrum of each class. */
interface RamanContent {
  readonly card: RamanCard
  readonly weights: Weights
  readonly axis: Float64Array
  /** [classes x bands] */
  readonly examples: Matrix
}

/** The file of a trained network. */
export function ramanFile(
  card: Omit<RamanCard, 'hash'>,
  weights: Weights,
  { axis, spectra, labels, classes }: KnownSpectra,
): { readonly card: RamanCard; readonly bytes: Uint8Array } {
  const bands = axis.length
  const examples = zeros(classes.length, bands)
  classes.forEach((_, label) => {
    const row = labels.indexOf(label)
    examples.data.set(spectra.data.subarray(row * bands, (row + 1) * bands), label * bands)
  })
  const bytes = writeNetworkFile(RAMAN_KIND, card, { ...weights, axis, examples: examples.data })
  return { card: readRaman(bytes).card, bytes }
}

/** Opens a file. @throws Problem MODEL_DAMAGED, MODEL_MISMATCH */
export function readRaman(bytes: Uint8Array): RamanContent {
  const { card, arrays } = readNetworkFile<RamanCard>(RAMAN_KIND, RamanCardSchema, bytes)
  const { axis, examples, ...rest } = z
    .object({ axis: z.instanceof(Float64Array), examples: z.instanceof(Float64Array) })
    .catchall(z.instanceof(Float32Array))
    .parse(arrays)
  const weights = rest as Weights
  return {
    card,
    weights,
    axis,
    examples: { rows: card.classes.length, columns: axis.length, data: examples },
  }
}

/** A classifier ready to answer and to be explained. @throws Problem MODEL_DAMAGED, MODEL_MISMATCH */
export async function loadRaman(bytes: Uint8Array): Promise<Explainable & { readonly card: RamanCard }> {
  const { card, weights: stored, axis, examples } = readRaman(bytes)
  const engine = await tensorFlow()
  const { tf } = engine
  const shape: RamanShape = { ...card.size, bands: axis.length, classes: card.classes.length }
  const network = ramanNetwork(shape)
  const weights = weightTensors(engine, ramanShapes(shape), stored)
  const layers = tensorLayers(engine)
  const { convolutions, filters, width } = card.size
  return {
    card,
    examples: { names: card.classes, spectra: examples },
    title: `Raman classifier ${card.version}, ${convolutions} x ${filters} filters of ${width} bands`,
    axis: { unit: 'cm-1', values: axis },
    outputs: card.classes,
    prepare: normalised,
    scores(x) {
      const result = zeros(x.rows, card.classes.length)
      for (let from = 0; from < x.rows; from += CHUNK) {
        const rows = Math.min(CHUNK, x.rows - from)
        const data = x.data.subarray(from * x.columns, (from + rows) * x.columns)
        const part = tf.tidy(() =>
          network(
            layers,
            tensorOf(engine, { rows, columns: x.columns, data }),
            weights,
          ).dataSync<'float32'>(),
        )
        result.data.set(part, from * card.classes.length)
      }
      return result
    },
    maps: (spectrum, output, layer) => [networkMaps({ engine, network, weights }, spectrum, output, layer)],
    dispose: () => tf.dispose(weights),
  }
}
