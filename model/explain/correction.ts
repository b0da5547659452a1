import { axisWavelengths } from '../../spectra/axis.ts'
import { readBundle } from '../bundle.ts'
import { autoencoderMaps } from '../correction/autoencoder.ts'
import { methodNamed } from '../correction/registry.ts'
import { loadModel } from '../loaded-model.ts'
import { multiply } from '../linear/multiply.ts'
import { MATRIX_METHODS, isMatrixMethod } from '../tristimulus/methods.ts'
import { matrixOfBundle } from '../tristimulus/train.ts'
import type { Explainable } from './explainable.ts'

/**
 * A correction model to be explained: each corrected band is an output. Affine methods show their matrix, the
 * autoencoder its maps; every method can be asked by hiding bands and by its matrix near a spectrum.
 * @throws Problem MODEL_DAMAGED, METHOD_UNKNOWN
 */
export async function loadCorrection(bytes: Uint8Array): Promise<Explainable> {
  if (isMatrixMethod(readBundle(bytes).card.method)) return matrixOfColours(bytes)
  const { content, fitted } = await loadModel(bytes)
  const { card, parts } = content
  const method = methodNamed(card.method)
  const stored = parts['method'] ?? {}
  const values = axisWavelengths(card.axis)
  const linear = method.affine?.(stored).coefficients
  const network = card.method === 'autoencoder' ? await autoencoderMaps(stored) : undefined
  return {
    title: `${card.version}, ${method.title}`,
    axis: { unit: 'nm', values },
    outputs: Array.from(values, (nm) => `${+nm.toFixed(1)} nm`),
    scores: (x) => fitted.predict(x),
    ...(linear ? { linear } : {}),
    ...(network ? { maps: network.maps } : {}),
    dispose() {
      network?.dispose()
      fitted.dispose?.()
    },
  }
}

/** What a matrix is shown by: X, Y and Z of daylight at 6500 K (CIE 15:2018). */
const DAYLIGHT = Float64Array.of(95.047, 100, 108.883)

/** A matrix for X, Y and Z, which takes the place of bands. */
function matrixOfColours(bytes: Uint8Array): Explainable {
  const { card, matrix } = matrixOfBundle(bytes)
  const title = MATRIX_METHODS.find(({ name }) => name === card.method)?.title ?? card.method
  const linear = {
    rows: 3,
    columns: 3,
    data: Float64Array.from({ length: 9 }, (_, i) => matrix[i % 3]?.[Math.floor(i / 3)] ?? 0),
  }
  return {
    title: `${card.version}, ${title}`,
    axis: { unit: 'index', values: Float64Array.of(1, 2, 3) },
    outputs: ['X', 'Y', 'Z'],
    scores: (x) => multiply(x, linear),
    linear,
    examples: { names: ['daylight, 6500 K'], spectra: { rows: 1, columns: 3, data: DAYLIGHT } },
  }
}
