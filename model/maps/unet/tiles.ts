import type { Engine, Tensor, Tensor4D } from '../../tf.ts'
import type { CubePixels } from '../cube-pixels.ts'
import { locallyScaled, SCALE_REACH } from '../local-scale.ts'
import { mapNetwork } from './network.ts'
import { percentOf } from './output.ts'
import type { MapNetworkModel } from './settings.ts'
import { alignment, type UNetShape } from './shape.ts'
import { rowsNeeded, type Window, windowInput } from './window.ts'

/** Pixels mirrored into a margin around a cube, so that the zeros beyond it stay far from the map. */
const MARGIN = 8

const upTo = (value: number, step: number): number => Math.ceil(value / step) * step

/** The window of a whole cube: margin on all sides, height and width multiples of the alignment. */
export function paddedWindow(shape: UNetShape, { height, width }: { height: number; width: number }): Window {
  const step = alignment(shape)
  const margin = upTo(MARGIN, step)
  return {
    top: -margin,
    left: -margin,
    height: upTo(height + 2 * margin, step),
    width: upTo(width + 2 * margin, step),
  }
}

/**
 * Pixels around an output pixel that can change it, rounded up to the alignment. Each 3 x 3 convolution reaches one
 * pixel of its level, up-sampling one of the coarser level, the front end and the last interpolation two of the cube.
 */
export function reach(shape: UNetShape): number {
  const { widths } = shape
  let pixels = 4
  for (let level = 0; level < widths.length; level++) {
    const last = level === widths.length - 1
    pixels += 2 * 2 ** level * (last ? 3 : 4) + 2 * 2 ** level
  }
  return upTo(pixels, alignment(shape))
}

/** A tile: what of the map it makes, and the window of the cube it needs for that. */
export interface Tile {
  /** Within the cube. */
  readonly output: Window
  readonly input: Window
}

/** Tiles of a cube: each input is the part of the padded window that can reach its output. */
export function tilesOf(shape: UNetShape, size: { height: number; width: number }, side: number): Tile[] {
  const whole = paddedWindow(shape, size)
  const step = upTo(side, alignment(shape))
  const around = reach(shape)
  const tiles: Tile[] = []
  for (let top = 0; top < size.height; top += step)
    for (let left = 0; left < size.width; left += step) {
      const output = {
        top,
        left,
        height: Math.min(step, size.height - top),
        width: Math.min(step, size.width - left),
      }
      const [y0, x0] = [Math.max(whole.top, top - around), Math.max(whole.left, left - around)]
      const y1 = Math.min(whole.top + whole.height, top + step + around)
      const x1 = Math.min(whole.left + whole.width, left + step + around)
      tiles.push({ output, input: { top: y0, left: x0, height: y1 - y0, width: x1 - x0 } })
    }
  return tiles
}

/** Reads rows `from` to `to` (exclusive) of a cube, all columns. */
export type RowReader = (from: number, to: number) => Promise<CubePixels>

/** The part of the map a tile makes, from rows that begin at `firstRow` of a cube of `total` rows. */
export type TileMap = (tile: Tile, rows: CubePixels, firstRow: number, total: number) => Promise<Float32Array>

/** The whole map, read and computed tile by tile, so that memory is bounded by the tile. */
export async function mapInTiles(
  tiles: readonly Tile[],
  size: { readonly height: number; readonly width: number },
  read: RowReader,
  make: TileMap,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const map = new Float32Array(size.height * size.width)
  for (const tile of tiles) {
    signal?.throwIfAborted()
    const needed = rowsNeeded(tile.input, size.height)
    const from = Math.max(0, needed.from - SCALE_REACH)
    const rows = await read(from, Math.min(size.height, needed.to + SCALE_REACH))
    const values = await make(tile, rows, from, size.height)
    const { top, left, height, width } = tile.output
    for (let y = 0; y < height; y++)
      map.set(values.subarray(y * width, (y + 1) * width), (top + y) * size.width + left)
  }
  return map
}

/** Networks on their engine, ready to make maps: the mean of all. Raw output, no clamp; `dispose` frees the weights. */
export function mapPredictor(engine: Engine, models: readonly MapNetworkModel[]) {
  const { tf } = engine
  const members = models.map((model) => ({
    model,
    network: mapNetwork(engine, model.shape),
    weights: tf.tensor1d(model.weights),
  }))
  return {
    predictTile({ input, output }: Tile, rows: CubePixels, firstRow: number, total: number): Float32Array {
      const scaled = models.some(({ local }) => local) ? locallyScaled(rows) : rows
      return tf.tidy(() => {
        const maps = members.map(({ model, network, weights }): Tensor => {
          const values = windowInput(model.local ? scaled : rows, model.standard, input, firstRow, total)
          const x: Tensor4D = tf.tensor4d(values, [1, input.height, input.width, model.shape.bands])
          const from = [0, output.top - input.top, output.left - input.left, 0]
          const cut = tf.slice(network(x, weights), from, [1, output.height, output.width, 1])
          return percentOf(engine, cut, model)
        })
        return tf.div(tf.addN(maps), maps.length).dataSync<'float32'>().slice()
      })
    },
    dispose: () => tf.dispose(members.map(({ weights }) => weights)),
  }
}
