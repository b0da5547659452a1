import { axisWavelengths } from '../../spectra/axis.ts'
import { autoencoderMaps } from '../correction/autoencoder.ts'
import { methodNamed } from '../correction/registry.ts'
import { loadModel } from '../loaded-model.ts'
import type { Explainable } from './explainable.ts'

/**
 * A correction model to be explained: each corrected band is an output. Affine methods show their matrix, the
 * autoencoder its maps; every method can be asked by hiding bands and by its matrix near a spectrum.
 * @throws Problem MODEL_DAMAGED, METHOD_UNKNOWN
 */
export async function loadCorrection(bytes: Uint8Array): Promise<Explainable> {
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
