import { zeros } from '../../linear/matrix.ts'
import { type Block, plainLayers } from '../../network/plain-layers.ts'
import type { WeightShape } from '../../network/weights.ts'
import type { Matrix } from '../../service.ts'
import type { NamedArrays } from '../method.ts'
import { storedArray } from '../stored-array.ts'
import { BANDS_STEP, type Design, networkOf } from './design.ts'

/** Rows that a network looks at together: its flows of a whole plate would fill the memory. */
const CHUNK = 16

/** What turns spectra into a network's numbers, and its answer back: all of them around 1. */
export interface Scale {
  /** Mean spectrum. */
  readonly centre: Float64Array
  readonly input: number
  readonly output: number
}

/** A trained network: what is to be added to a spectrum that is nearly right. */
export interface Addition {
  readonly scale: Scale
  /** In the order of the design's shapes; float32 by their values. */
  readonly weights: readonly Float64Array[]
}

/** Bands of a network for spectra of `bands` bands. */
export const bandsInside = (bands: number): number => Math.ceil(bands / BANDS_STEP) * BANDS_STEP

/** Rows continued by their last band, each value less `centre` and divided by `divisor`. */
export function continued(matrix: Matrix, centre: Float64Array | undefined, divisor: number): Matrix {
  const result = zeros(matrix.rows, bandsInside(matrix.columns))
  for (let at = 0; at < result.data.length; at++) {
    const band = Math.min(at % result.columns, matrix.columns - 1)
    const value = matrix.data[Math.floor(at / result.columns) * matrix.columns + band] ?? 0
    result.data[at] = (value - (centre?.[band] ?? 0)) / divisor
  }
  return result
}

/** The shapes of a design's weights for spectra of `bands` bands. */
export const shapesOf = (design: Design, bands: number): WeightShape[] => design.shapes(bandsInside(bands))

/** Weights of a network with their shapes. */
export function blocksOf(design: Design, { scale, weights }: Addition): Block[] {
  const shapes = shapesOf(design, scale.centre.length)
  return shapes.map(({ shape }, i) => ({ shape, values: weights[i] ?? new Float64Array() }))
}

/** Opens a network: what it adds to each row of `p`. */
export function opened(design: Design, addition: Addition): (p: Matrix) => Matrix {
  const { scale } = addition
  const blocks = blocksOf(design, addition)
  const network = networkOf(design)
  return (p) => {
    const result = zeros(p.rows, p.columns)
    for (let from = 0; from < p.rows; from += CHUNK) {
      const rows = Math.min(CHUNK, p.rows - from)
      const data = p.data.subarray(from * p.columns, (from + rows) * p.columns)
      const x = continued({ rows, columns: p.columns, data }, scale.centre, scale.input)
      const { values } = network(plainLayers, { shape: [rows, x.columns], values: x.data }, blocks)
      for (let at = 0; at < data.length; at++) {
        const value = values[Math.floor(at / p.columns) * x.columns + (at % p.columns)] ?? 0
        result.data[from * p.columns + at] = scale.output * value
      }
    }
    return result
  }
}

/** A network as arrays for a bundle. */
export function additionArrays(design: Design, { scale, weights }: Addition): NamedArrays {
  const { centre, input, output } = scale
  const named = shapesOf(design, centre.length).map(({ name }, i): [string, Float64Array] => [
    name,
    weights[i] ?? new Float64Array(),
  ])
  return { networkCentre: centre, networkScale: Float64Array.of(input, output), ...Object.fromEntries(named) }
}

/** The inverse of `additionArrays`; undefined where no network was kept. @throws Problem MODEL_DAMAGED */
export function restoreAddition(design: Design, arrays: NamedArrays): Addition | undefined {
  if (!('networkScale' in arrays)) return undefined
  const centre = storedArray(arrays, 'networkCentre')
  const [input = 1, output = 1] = storedArray(arrays, 'networkScale')
  const weights = shapesOf(design, centre.length).map(({ name }) => storedArray(arrays, name))
  return { scale: { centre, input, output }, weights }
}
