import type { Picture } from './picture.ts'

/** Size of a picture turned by an angle: its bounding box. */
export function turnedSize(
  width: number,
  height: number,
  degrees: number,
): { width: number; height: number } {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  return {
    width: Math.max(1, Math.round(width * cos + height * sin)),
    height: Math.max(1, Math.round(width * sin + height * cos)),
  }
}

/** What most of a picture's dark part looks like: per channel the value that a fifth of its pixels stay below. */
function darkOf({ width, height, rgb }: Picture): number[] {
  return [0, 1, 2].map((c) => {
    const counts = new Uint32Array(256)
    for (let i = c; i < rgb.length; i += 3) counts[rgb[i] ?? 0] = (counts[rgb[i] ?? 0] ?? 0) + 1
    let [value, below] = [0, 0]
    while (value < 255 && (below += counts[value] ?? 0) < (width * height) / 5) value++
    return value
  })
}

/** A picture turned clockwise by an angle around its middle, as dark as its dark part where nothing was. */
export function turned(picture: Picture, degrees: number): Picture {
  if (degrees % 360 === 0) return picture
  const { width, height } = turnedSize(picture.width, picture.height, degrees)
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const dark = darkOf(picture)
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => dark[i % 3] ?? 0)
  const { width: w, height: h, rgb: from } = picture
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x + 0.5 - width / 2, y + 0.5 - height / 2]
      const sx = dx * cos + dy * sin + w / 2 - 0.5
      const sy = -dx * sin + dy * cos + h / 2 - 0.5
      // Rounding of cosines must not lose the outermost pixels.
      if (sx < -0.51 || sy < -0.51 || sx > w - 0.49 || sy > h - 0.49) continue
      const x0 = Math.min(w - 1, Math.max(0, Math.floor(sx + 1e-6)))
      const y0 = Math.min(h - 1, Math.max(0, Math.floor(sy + 1e-6)))
      const [x1, y1] = [Math.min(w - 1, x0 + 1), Math.min(h - 1, y0 + 1)]
      const fx = Math.min(1, Math.max(0, sx - x0))
      const fy = Math.min(1, Math.max(0, sy - y0))
      for (let c = 0; c < 3; c++) {
        const top = (from[3 * (y0 * w + x0) + c] ?? 0) * (1 - fx) + (from[3 * (y0 * w + x1) + c] ?? 0) * fx
        const low = (from[3 * (y1 * w + x0) + c] ?? 0) * (1 - fx) + (from[3 * (y1 * w + x1) + c] ?? 0) * fx
        rgb[3 * (y * width + x) + c] = Math.round(top * (1 - fy) + low * fy)
      }
    }
  return { width, height, rgb }
}
