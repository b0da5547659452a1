import { maskedMean } from './cube-pixels.ts'
import { fitVariogram, type Variogram, type VariogramFit, variogramOf } from './variogram.ts'

/** What is said of a map without knowing the truth. */
export interface MapFigures {
  /** Per cent. */
  readonly mean: number
  readonly lowest: number
  readonly highest: number
  /** Share of sample pixels below 0 or above 100 %. */
  readonly outsideShare: number
  readonly variogram: Variogram
  readonly fit: VariogramFit
}

/** What is said where the truth is known. */
export interface TruthFigures {
  /** Root mean square error over the sample pixels, per cent. */
  readonly pixelRmse: number
  /** How much of the true step across a border the map has: 1 = as sharp as the truth; NaN without a border. */
  readonly edgeSharpness: number
}

/** A map inside a mask. */
export interface MaskedMap {
  readonly values: Float32Array
  readonly mask: Uint8Array
  readonly height: number
  readonly width: number
}

/** Figures of a raw map: nothing is clamped before. */
export function mapFigures({ values, mask, height, width }: MaskedMap): MapFigures {
  const inside = values.filter((_, pixel) => mask[pixel] === 1)
  const variogram = variogramOf(values, mask, height, width)
  const outside = inside.reduce((count, value) => count + (value < 0 || value > 100 ? 1 : 0), 0)
  return {
    mean: maskedMean(values, mask),
    lowest: inside.reduce((a, b) => Math.min(a, b), Infinity),
    highest: inside.reduce((a, b) => Math.max(a, b), -Infinity),
    outsideShare: outside / inside.length,
    variogram,
    fit: fitVariogram(variogram),
  }
}

/** Pixels across which a border is judged, and the step that counts as one, per cent. */
const ACROSS = 4
const BORDER_PERCENT = 20

/** Error in a pixel and sharpness of borders: slope of the map's steps over the true ones, across 4 pixels. */
export function truthFigures({ values, mask, height, width }: MaskedMap, truth: Float32Array): TruthFigures {
  let [squares, count, products, steps] = [0, 0, 0, 0]
  const across = (from: number, to: number): void => {
    if (mask[from] !== 1 || mask[to] !== 1) return
    const step = (truth[to] ?? 0) - (truth[from] ?? 0)
    if (Math.abs(step) < BORDER_PERCENT) return
    products += step * ((values[to] ?? 0) - (values[from] ?? 0))
    steps += step * step
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (mask[at] !== 1) continue
      squares += ((values[at] ?? 0) - (truth[at] ?? 0)) ** 2
      count++
      if (x + ACROSS < width) across(at, at + ACROSS)
      if (y + ACROSS < height) across(at, at + ACROSS * width)
    }
  return { pixelRmse: Math.sqrt(squares / count), edgeSharpness: steps > 0 ? products / steps : NaN }
}
