import type { FeatureMaps } from './explainable.ts'

/**
 * What each band contributes to a score: feature times slope at its position, summed over the filters and spread over
 * the bands that the pooling brought together (Fukuhara et al., arXiv 2007.13354). On the maps of the last convolution
 * it is Grad-CAM in the form for spectra: slopes are not averaged over positions, and negative contributions stay.
 * Shares of all bands together make up the score but for the bias.
 */
export function mapsRelevance(maps: FeatureMaps, bands: number): Float64Array {
  const { positions, channels, values, slopes, span, pooledLater } = maps
  const relevance = new Float64Array(bands)
  for (let position = 0; position < positions; position++) {
    let sum = 0
    for (let channel = position * channels; channel < (position + 1) * channels; channel++)
      sum += (values[channel] ?? 0) * (slopes[channel] ?? 0)
    const first = position * span
    const last = Math.min(bands, first + span)
    for (let band = first; band < last; band++) relevance[band] = sum / (last - first)
  }
  return pooledLater > 1 ? spread(relevance, pooledLater * span) : relevance
}

/** Every value spread as a triangle of half width `reach`: one winner in each `reach` bands becomes a line through them. */
function spread(values: Float64Array, reach: number): Float64Array {
  const result = new Float64Array(values.length)
  for (const [band, value] of values.entries()) {
    if (value === 0) continue
    const first = Math.max(0, band - reach + 1)
    const last = Math.min(values.length - 1, band + reach - 1)
    let weights = 0
    for (let i = first; i <= last; i++) weights += reach - Math.abs(i - band)
    for (let i = first; i <= last; i++)
      result[i] = (result[i] ?? 0) + (value * (reach - Math.abs(i - band))) / weights
  }
  return result
}
