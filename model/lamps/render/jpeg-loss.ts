/** Quantisation of luminance and chrominance at quality 50 (ITU-T T.81, tables K.1 and K.2). */
const LUMINANCE = [
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
]
const CHROMINANCE = [
  ...[17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99],
  ...[47, 66, 99, 99, 99, 99, 99, 99, ...Array<number>(32).fill(99)],
]
/** Cosines of the transform, orthonormal: [frequency x 8 + place], and turned round for the way back. */
const FORWARDS = Float64Array.from({ length: 64 }, (_, i) => {
  const [k, n] = [i >> 3, i & 7]
  return (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * n + 1) * k * Math.PI) / 16)
})
const BACKWARDS = FORWARDS.map((_, i) => FORWARDS[(i & 7) * 8 + (i >> 3)] ?? 0)

/** The table for a quality of 1 to 100, as the library of the Independent JPEG Group scales it. */
const tableFor = (table: readonly number[], quality: number): number[] => {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
  return table.map((step) => Math.max(1, Math.floor((step * scale + 50) / 100)))
}

/** block = C block C^T for 8 x 8. */
function transform(block: Float64Array, work: Float64Array, cosine: Float64Array): void {
  for (let y = 0; y < 64; y += 8)
    for (let k = 0; k < 8; k++) {
      let sum = 0
      for (let n = 0; n < 8; n++) sum += (cosine[k * 8 + n] ?? 0) * (block[y + n] ?? 0)
      work[y + k] = sum
    }
  for (let x = 0; x < 8; x++)
    for (let k = 0; k < 8; k++) {
      let sum = 0
      for (let n = 0; n < 8; n++) sum += (cosine[k * 8 + n] ?? 0) * (work[n * 8 + x] ?? 0)
      block[k * 8 + x] = sum
    }
}

function quantised(plane: Float32Array, width: number, height: number, steps: readonly number[]): void {
  const [block, work] = [new Float64Array(64), new Float64Array(64)]
  const place = (x: number, y: number): number => Math.min(height - 1, y) * width + Math.min(width - 1, x)
  for (let top = 0; top < height; top += 8)
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) block[i] = plane[place(left + (i % 8), top + (i >> 3))] ?? 0
      transform(block, work, FORWARDS)
      for (let i = 0; i < 64; i++) block[i] = Math.round((block[i] ?? 0) / (steps[i] ?? 0)) * (steps[i] ?? 0)
      transform(block, work, BACKWARDS)
      for (let i = 0; i < 64; i++) {
        const [x, y] = [left + (i % 8), top + (i >> 3)]
        if (x < width && y < height) plane[y * width + x] = block[i] ?? 0
      }
    }
}

/** A plane at half the size and back again: chroma subsampling. */
function halved(plane: Float32Array, width: number, height: number, steps: readonly number[]): void {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  const small = new Float32Array(w * h)
  const get = (x: number, y: number): number =>
    plane[Math.min(height - 1, y) * width + Math.min(width - 1, x)] ?? 0
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      small[y * w + x] =
        (get(2 * x, 2 * y) + get(2 * x + 1, 2 * y) + get(2 * x, 2 * y + 1) + get(2 * x + 1, 2 * y + 1)) / 4
  quantised(small, w, h, steps)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) plane[y * width + x] = small[(y >> 1) * w + (x >> 1)] ?? 0
}

/**
 * What JPEG loses: colour difference at half size, 8 x 8 cosine transform, quantisation (ITU-T T.81; YCbCr of JFIF).
 * @param pixels RGB 0..255, row-major, changed in place
 */
export function loseAsJpeg(pixels: Float32Array, width: number, height: number, quality: number): void {
  const size = width * height
  const planes = [new Float32Array(size), new Float32Array(size), new Float32Array(size)] as const
  const [luma, blue, red] = planes
  for (let i = 0; i < size; i++) {
    const [r, g, b] = [pixels[3 * i] ?? 0, pixels[3 * i + 1] ?? 0, pixels[3 * i + 2] ?? 0]
    const y = 0.299 * r + 0.587 * g + 0.114 * b
    luma[i] = y - 128
    blue[i] = (b - y) / 1.772
    red[i] = (r - y) / 1.402
  }
  quantised(luma, width, height, tableFor(LUMINANCE, quality))
  const chroma = tableFor(CHROMINANCE, quality)
  halved(blue, width, height, chroma)
  halved(red, width, height, chroma)
  for (let i = 0; i < size; i++) {
    const [y, cb, cr] = [(luma[i] ?? 0) + 128, blue[i] ?? 0, red[i] ?? 0]
    pixels[3 * i] = y + 1.402 * cr
    pixels[3 * i + 1] = y - 0.344136 * cb - 0.714136 * cr
    pixels[3 * i + 2] = y + 1.772 * cb
  }
}
