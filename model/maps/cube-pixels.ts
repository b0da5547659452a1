/** Pixels of a cube or of a part of it. */
export interface CubePixels {
  readonly height: number
  readonly width: number
  readonly bands: number
  /** height x width x bands, the bands of a pixel beside each other. */
  readonly data: Float32Array
  /** 1 = sample, 0 = background; height x width. */
  readonly mask: Uint8Array
}

/** One value a pixel; NaN where there is none. */
export interface PixelMap {
  readonly height: number
  readonly width: number
  readonly data: Float32Array
}

/** Number of sample pixels. */
export const sampleCount = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0)

/** Mean spectrum of the sample pixels. @throws RangeError when there are none */
export function meanSpectrum({ bands, data, mask }: CubePixels): Float64Array {
  const count = sampleCount(mask)
  if (count === 0) throw new RangeError('the mask leaves no pixel')
  const sum = new Float64Array(bands)
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] !== 1) continue
    for (let band = 0; band < bands; band++) sum[band] = (sum[band] ?? 0) + (data[pixel * bands + band] ?? 0)
  }
  return sum.map((value) => value / count)
}

/** Mean of a map over the sample pixels. */
export function maskedMean(values: Float32Array, mask: Uint8Array): number {
  let sum = 0
  let count = 0
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] !== 1) continue
    sum += values[pixel] ?? 0
    count++
  }
  return sum / count
}
