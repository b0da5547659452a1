import type { Picture } from '../../spectra/picture.ts'
import { PREPARED_HEIGHT as H, PREPARED_WIDTH as W } from './prepared.ts'

/** Channels a network sees: red, green, blue, and the three again in a compressed scale that shows weak lines. */
export const CHANNELS = 6

/** How strongly the compressed scale lifts what is weak. */
const LIFT = 60

/** A picture as the networks need it, before either chooses: rows weighted and scale found once. */
export interface Seen {
  /** 480 x 3 values 0..1: the rows that hold the spectrum, averaged, dark level off, peak at 1. */
  readonly rows: Float32Array
  /** 15 x 480 x 3 in the same scale, 0..1.5; made when asked for, to keep many pictures small. */
  image(): Float32Array
}

/** Dark level per channel: the value that a twentieth of the columns stay below. */
function darkOf(columns: Float32Array): number[] {
  return [0, 1, 2].map((c) => {
    const sorted = Float32Array.from({ length: W }, (_, x) => columns[3 * x + c] ?? 0).sort()
    return sorted[Math.floor(W / 20)] ?? 0
  })
}

/** The mean of the rows, those brighter than half the brightest counting most. */
function collapsed(rgb: Uint8Array): Float32Array {
  const means = Array.from({ length: H }, (_, y) => {
    let sum = 0
    for (let i = 3 * y * W; i < 3 * (y + 1) * W; i++) sum += rgb[i] ?? 0
    return sum
  })
  const brightest = Math.max(...means, 1)
  const weights = means.map((mean) => 0.02 + Math.max(0, (2 * mean) / brightest - 1))
  const total = weights.reduce((a, b) => a + b, 0)
  const columns = new Float32Array(3 * W)
  weights.forEach((weight, y) => {
    for (let i = 0; i < 3 * W; i++)
      columns[i] = (columns[i] ?? 0) + ((weight / total) * (rgb[3 * y * W + i] ?? 0)) / 255
  })
  return columns
}

/** @throws RangeError for a picture that is not 480 x 15 */
export function seen({ width, height, rgb }: Picture): Seen {
  if (width !== W || height !== H)
    throw new RangeError(`a prepared picture has ${W} x ${H} pixels, not ${width} x ${height}`)
  const rows = collapsed(rgb)
  const dark = darkOf(rows)
  let peak = 0.03
  for (let i = 0; i < rows.length; i++) peak = Math.max(peak, (rows[i] ?? 0) - (dark[i % 3] ?? 0))
  return {
    rows: rows.map((value, i) => Math.max(0, (value - (dark[i % 3] ?? 0)) / peak)),
    image() {
      const image = new Float32Array(rgb.length)
      for (let i = 0; i < image.length; i++)
        image[i] = Math.min(1.5, Math.max(0, ((rgb[i] ?? 0) / 255 - (dark[i % 3] ?? 0)) / peak))
      return image
    },
  }
}

/** A change of what is seen that leaves the lamp the same. */
export interface View {
  readonly mirrored: boolean
  /** First column and number of columns that are stretched to the whole width. */
  readonly from: number
  readonly span: number
  /** Exponent on the values. */
  readonly exponent: number
}

/** As it is. */
export const PLAIN: View = { mirrored: false, from: 0, span: W, exponent: 1 }

/** Exponent and logarithm by table: a power for every pixel would take longer than the network. */
const STEPS = 1500
function tableOf(exponent: number): { linear: Float32Array; lifted: Float32Array } {
  const linear = Float32Array.from({ length: STEPS + 1 }, (_, i) => (i / 1000) ** exponent)
  return { linear, lifted: linear.map((value) => Math.log1p(LIFT * value) / Math.log1p(LIFT)) }
}
const plainTable = tableOf(1)

/** Writes `height` rows of 480 x 3 values as 480 x 6 channels into `out` from `start` on. */
export function writeChannels(
  values: Float32Array,
  height: number,
  view: View,
  out: Float32Array,
  start: number,
): void {
  const { linear, lifted } = view.exponent === 1 ? plainTable : tableOf(view.exponent)
  for (let x = 0; x < W; x++) {
    const place = view.from + Math.min(view.span - 1, Math.floor(((x + 0.5) * view.span) / W))
    const column = view.mirrored ? W - 1 - place : place
    for (let y = 0; y < height; y++) {
      const source = 3 * (y * W + column)
      const target = start + CHANNELS * (y * W + x)
      for (let c = 0; c < 3; c++) {
        const step = Math.min(STEPS, Math.round(1000 * (values[source + c] ?? 0)))
        out[target + c] = linear[step] ?? 0
        out[target + 3 + c] = lifted[step] ?? 0
      }
    }
  }
}
