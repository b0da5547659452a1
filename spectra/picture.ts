/** A picture of red, green and blue bytes, row after row. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** 3 x width x height values 0..255. */
  readonly rgb: Uint8Array
}

/** A part of a picture in pixels: from its upper left corner. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Weights of the source's pixels in each target pixel: by area when shrinking, linear when growing. */
function weightsOf(from: number, length: number, to: number): { first: number; weights: number[] }[] {
  const scale = length / to
  return Array.from({ length: to }, (_, i) => {
    if (scale <= 1) {
      const centre = Math.min(from + length - 1, Math.max(from, from + (i + 0.5) * scale - 0.5))
      const first = Math.floor(centre)
      const share = centre - first
      return share === 0 ? { first, weights: [1] } : { first, weights: [1 - share, share] }
    }
    const [start, end] = [from + i * scale, from + (i + 1) * scale]
    const first = Math.floor(start)
    const last = Math.max(first + 1, Math.ceil(end - 1e-9))
    const weights = Array.from(
      { length: last - first },
      (_, k) => (Math.min(end, first + k + 1) - Math.max(start, first + k)) / scale,
    )
    return { first, weights }
  })
}

/** A part of a picture at another size: every pixel the mean of what it covers, or between its neighbours. */
export function scaled(picture: Picture, width: number, height: number, frame?: Frame): Picture {
  const part = frame ?? { left: 0, top: 0, width: picture.width, height: picture.height }
  const columns = weightsOf(part.left, part.width, width)
  const rows = weightsOf(part.top, part.height, height)
  const [maxX, maxY] = [picture.width - 1, picture.height - 1]
  const rgb = new Uint8Array(3 * width * height)
  const line = new Float32Array(3 * picture.width)
  rows.forEach(({ first: top, weights: down }, y) => {
    line.fill(0)
    down.forEach((weight, k) => {
      const start = Math.min(maxY, top + k) * picture.width * 3
      for (let i = 0; i < line.length; i++) line[i] = (line[i] ?? 0) + weight * (picture.rgb[start + i] ?? 0)
    })
    columns.forEach(({ first: left, weights: across }, x) => {
      for (let c = 0; c < 3; c++) {
        let sum = 0
        for (let k = 0; k < across.length; k++)
          sum += (across[k] ?? 0) * (line[3 * Math.min(maxX, left + k) + c] ?? 0)
        rgb[3 * (y * width + x) + c] = Math.round(sum)
      }
    })
  })
  return { width, height, rgb }
}

/** Left and right exchanged. */
export function mirrored({ width, height, rgb }: Picture): Picture {
  const out = new Uint8Array(rgb.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) out[3 * (y * width + width - 1 - x) + c] = rgb[3 * (y * width + x) + c] ?? 0
  return { width, height, rgb: out }
}
