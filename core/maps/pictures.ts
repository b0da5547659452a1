import type { Plane } from '../../contract/maps.ts'
import type { CubePixels } from '../../model/maps/cube-pixels.ts'
import { cubeRows, type FolderCube } from './cube-folder.ts'

/** Rows read at once: bands of one picture only are kept. */
const STRIP = 64
/** What is shown as black and as white: the darkest and brightest few pixels do not set the scale. */
const QUANTILES = [0.02, 0.98] as const

/** Some bands of a cube as planes, read by strips; NaN where the cube has no value. */
export async function bandPlanes(
  cube: FolderCube,
  bands: readonly number[],
  signal: AbortSignal,
): Promise<Plane[]> {
  const { lines: height, samples: width } = cube.file.header
  const planes = bands.map(() => new Float64Array(height * width))
  for (let from = 0; from < height; from += STRIP) {
    const rows: CubePixels = await cube.file.rows(from, Math.min(height, from + STRIP), signal)
    for (const [i, band] of bands.entries())
      for (let pixel = 0; pixel < rows.mask.length; pixel++) {
        const plane = planes[i]
        if (plane)
          plane[from * width + pixel] =
            rows.mask[pixel] === 1 ? (rows.data[pixel * rows.bands + band] ?? NaN) : NaN
      }
  }
  return planes.map((values) => ({ height, width, values }))
}

/** Values between which a plane is drawn. */
export function drawingRange({ values }: Plane): { low: number; high: number } {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const [low, high] = [at(QUANTILES[0]), at(QUANTILES[1])]
  return high > low ? { low, high } : { low, high: low + 1 }
}

/** Red, green and blue in nm, where a camera sees them. */
const VISIBLE_NM = [640, 550, 460] as const
/** Else three places spread over the axis, the longest as red. */
const SPREAD = [0.85, 0.5, 0.15] as const

/** The bands that stand for red, green and blue. */
export function rgbBands({ file: { header } }: FolderCube): number[] {
  const { wavelengthNm: nm, bands } = header
  const visible = nm && Math.min(...nm) <= 480 && Math.max(...nm) >= 620
  if (!visible) return SPREAD.map((share) => Math.round(share * (bands - 1)))
  return VISIBLE_NM.map((wanted) =>
    nm.reduce(
      (best, value, i) => (Math.abs(value - wanted) < Math.abs((nm[best] ?? 0) - wanted) ? i : best),
      0,
    ),
  )
}

/** Spectrum of one pixel, and whether it is sample. */
export async function pixelSpectrum(
  cube: FolderCube,
  x: number,
  y: number,
): Promise<{ values: Float64Array; sample: boolean }> {
  const { data, mask, bands } = await cubeRows(cube, y, y + 1)
  return { values: Float64Array.from(data.subarray(x * bands, (x + 1) * bands)), sample: mask[x] === 1 }
}
