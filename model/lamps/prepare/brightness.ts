import type { Picture } from '../../../spectra/picture.ts'

/** One value per pixel, row after row. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** The value that a share of the values stays below. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float32Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

/** The brightest channel of each pixel above what the darkest third shows: what a spectrum adds to the picture. */
export function brightness({ width, height, rgb }: Picture): Plane {
  const values = new Float32Array(width * height)
  const counts = new Uint32Array(256)
  for (let i = 0; i < values.length; i++) {
    const value = Math.max(rgb[3 * i] ?? 0, rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0)
    values[i] = value
    counts[value] = (counts[value] ?? 0) + 1
  }
  let [dark, below] = [0, 0]
  while (dark < 255 && (below += counts[dark] ?? 0) < values.length / 3) dark++
  for (let i = 0; i < values.length; i++) values[i] = Math.max(0, (values[i] ?? 0) - dark)
  return { width, height, values }
}

/** Mean of every row, or of every column between two rows. */
export function rowMeans({ width, height, values }: Plane): Float64Array {
  return Float64Array.from({ length: height }, (_, y) => {
    let sum = 0
    for (let x = 0; x < width; x++) sum += values[y * width + x] ?? 0
    return sum / width
  })
}

export function columnMeans({ width, values }: Plane, top: number, bottom: number): Float64Array {
  return Float64Array.from({ length: width }, (_, x) => {
    let sum = 0
    for (let y = top; y < bottom; y++) sum += values[y * width + x] ?? 0
    return sum / Math.max(1, bottom - top)
  })
}
