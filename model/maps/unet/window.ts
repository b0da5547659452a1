import type { CubePixels } from '../cube-pixels.ts'
import type { Standard } from './standard.ts'

/** A part of a picture in pixels. */
export interface Window {
  readonly top: number
  readonly left: number
  readonly height: number
  readonly width: number
}

/** Index within 0..size-1, mirrored at the borders without repeating them. */
export function mirrored(index: number, size: number): number {
  if (size === 1) return 0
  const period = 2 * (size - 1)
  const folded = ((index % period) + period) % period
  return folded < size ? folded : period - folded
}

/** Rows of pixels a window needs: whatever mirroring at the borders refers to. */
export function rowsNeeded({ top, height }: Window, size: number): { from: number; to: number } {
  const rows = Array.from({ length: height }, (_, i) => mirrored(top + i, size))
  return { from: Math.min(...rows), to: Math.max(...rows) + 1 }
}

/**
 * The standardised values of a window that may reach beyond the borders, where the cube is mirrored. What is no
 * sample is 0, the mean: neither tray nor background reaches the network.
 * @param firstRow the row of the cube with which `pixels` begins @param total rows of the whole cube
 */
export function windowInput(
  pixels: CubePixels,
  standard: Standard,
  window: Window,
  firstRow = 0,
  total = pixels.height,
): Float32Array {
  const { width, bands, data, mask } = pixels
  const input = new Float32Array(window.height * window.width * bands)
  for (let y = 0; y < window.height; y++) {
    const row = mirrored(window.top + y, total) - firstRow
    for (let x = 0; x < window.width; x++) {
      const from = row * width + mirrored(window.left + x, width)
      if (mask[from] !== 1) continue
      const to = (y * window.width + x) * bands
      for (let band = 0; band < bands; band++)
        input[to + band] =
          ((data[from * bands + band] ?? 0) - (standard.mean[band] ?? 0)) * (standard.factor[band] ?? 0)
    }
  }
  return input
}
