import type { ModelInsight } from '../contract/insight.ts'
import { axisWavelengths } from '../spectra/axis.ts'
import { domainScale } from './correction/domain.ts'
import { THIRDS } from './correction/interval.ts'
import { rowOf, zeros } from './linear/matrix.ts'
import { loadModel } from './loaded-model.ts'

/** Step of the slope, in the unit of the spectra: far above rounding, far below what bends a method. */
const STEP = 1e-4

/**
 * What a model does, as pictures show it: its response at the plate's mean spectrum by central differences, its
 * interval, its limits.
 * @throws Problem MODEL_DAMAGED
 */
export async function modelInsight(bundle: Uint8Array): Promise<ModelInsight> {
  const { content, fitted, domain, interval } = await loadModel(bundle)
  const { axis } = content.card
  const { bands } = axis
  // The mean is kept on the reference's scale; the lines of the plate lead back to the raw spectrum.
  const { slope, offset } = domain.lines
  const raw = domain.mean.map((value, band) => (value - (offset[band] ?? 0)) / (slope[band] || 1))
  const probes = zeros(2 * bands, bands)
  for (let band = 0; band < bands; band++)
    for (const way of [0, 1]) {
      const row = rowOf(probes, 2 * band + way)
      row.set(raw)
      row[band] = (raw[band] ?? 0) + (way === 0 ? STEP : -STEP)
    }
  const seen = fitted.predict(probes)
  const response = new Float64Array(bands * bands)
  for (let from = 0; from < bands; from++)
    for (let to = 0; to < bands; to++)
      response[to * bands + from] =
        ((seen.data[2 * from * bands + to] ?? 0) - (seen.data[(2 * from + 1) * bands + to] ?? 0)) / (2 * STEP)
  const { low, high } = domainScale(fitted, domain)
  fitted.dispose?.()
  const [dark, middle, bright] = THIRDS.map((_, third) => rowOf(interval.halfWidth, third).slice())
  const none = new Float64Array(bands)
  return {
    wavelengthNm: axisWavelengths(axis),
    response,
    interval: { dark: dark ?? none, middle: middle ?? none, bright: bright ?? none },
    domain: { low, high },
  }
}
