import type { CubePixels } from '../cube-pixels.ts'

/** How bands become numbers around 0: (value - mean) x factor. */
export interface Standard {
  readonly mean: Float32Array
  readonly factor: Float32Array
}

/** Mean and 1 / standard deviation of every band over the sample pixels of all cubes; 0 where a band is constant. */
export function standardOf(cubes: readonly CubePixels[]): Standard {
  const bands = cubes[0]?.bands ?? 0
  const [sum, squares] = [new Float64Array(bands), new Float64Array(bands)]
  let count = 0
  for (const { data, mask } of cubes)
    for (let pixel = 0; pixel < mask.length; pixel++) {
      if (mask[pixel] !== 1) continue
      count++
      for (let band = 0; band < bands; band++) {
        const value = data[pixel * bands + band] ?? 0
        sum[band] = (sum[band] ?? 0) + value
        squares[band] = (squares[band] ?? 0) + value * value
      }
    }
  const mean = Float32Array.from(sum, (value) => value / count)
  const factor = mean.map((value, band) => {
    const variance = (squares[band] ?? 0) / count - value * value
    return variance > 0 ? 1 / Math.sqrt(variance) : 0
  })
  return { mean, factor }
}
