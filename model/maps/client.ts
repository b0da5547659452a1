import type { MessagePort, Worker } from 'node:worker_threads'
import type { MapMethod } from '../../contract/maps.ts'
import { createLane, type Lane, startWorker } from '../lane.ts'
import type { CubePixels } from './cube-pixels.ts'
import { SCALE_REACH } from './local-scale.ts'
import type { JudgedMap, MapService, OpenMapModel } from './service.ts'
import { mapInTiles } from './unet/tiles.ts'

/** Rows that PLS takes at once. */
const STRIP = 64

/** Where the worker comes from; the default is the model worker's own file. */
export interface MapServiceOptions {
  readonly entry?: URL
  readonly spawn?: (port: MessagePort) => Worker
}

/** Maps over a worker thread of their own: a network that learns for minutes delays no correction. */
export function createMapService(options: MapServiceOptions = {}): MapService {
  const entry = options.entry ?? new URL('../worker.ts', import.meta.url)
  const lane = createLane(options.spawn ?? ((port) => startWorker(entry, port)))
  return {
    async *train(request, signal) {
      signal.throwIfAborted()
      try {
        yield* lane.stream((client) => client.maps.learn(request, { signal }))
      } catch (error) {
        signal.throwIfAborted()
        throw error
      }
    },
    open: (bundle) => openModel(lane, bundle),
    close: () => lane.close(),
  }
}

async function openModel(lane: Lane, bundle: Uint8Array): Promise<OpenMapModel> {
  // A view on a Buffer would take the whole pool along.
  const { handle, card } = await lane.call((client) => client.maps.open({ bundle: bundle.slice() }))
  return {
    card,
    async maps(size, read, truth, signal) {
      const { height, width } = size
      const pixels = height * width
      const mask = new Uint8Array(pixels)
      const judge = async (method: MapMethod, values: Float32Array, started: number): Promise<JudgedMap> => {
        const seconds = (performance.now() - started) / 1000
        const map = { values, mask, height, width }
        return {
          method,
          values,
          seconds,
          figures: await lane.call((client) => client.maps.figures({ map, truth })),
        }
      }
      /** A map and the mask, strip by strip; `make` sees so many rows more on both sides, as far as the cube goes. */
      const inStrips = async (
        reach: number,
        make: (rows: CubePixels) => Promise<Float32Array>,
      ): Promise<Float32Array> => {
        const values = new Float32Array(pixels)
        for (let from = 0; from < height; from += STRIP) {
          signal.throwIfAborted()
          const first = Math.max(0, from - reach)
          const rows = await read(first, Math.min(height, from + STRIP + reach))
          const part = [(from - first) * width, (from - first + STRIP) * width] as const
          mask.set(rows.mask.subarray(...part), from * width)
          values.set((await make(rows)).subarray(...part), from * width)
        }
        return values
      }
      const filtered = (values: Float32Array): Promise<Float32Array> =>
        lane.call((client) => client.maps.filter({ values, mask, height, width }))
      const result: JudgedMap[] = []
      let started = performance.now()
      const plain = await inStrips(0, (rows) => lane.call((client) => client.maps.pls({ handle, rows })))
      result.push(await judge('pls', plain, started))
      started = performance.now()
      result.push(await judge('pls-filter', await filtered(plain), started))
      if (card.methods.includes('pls-local')) {
        started = performance.now()
        const local = await inStrips(SCALE_REACH, (rows) =>
          lane.call((client) => client.maps.local({ handle, rows })),
        )
        result.push(await judge('pls-local', await filtered(local), started))
      }
      if (card.methods.includes('unet')) {
        started = performance.now()
        const tiles = await lane.call((client) => client.maps.tiles({ handle, height, width }))
        const values = await mapInTiles(tiles, size, read, (tile, rows, firstRow, total) =>
          lane.call((client) => client.maps.tile({ handle, tile, rows, firstRow, total })),
        )
        result.push(await judge('unet', values, started))
      }
      return { maps: result, mask }
    },
    async close() {
      if (lane.running()) await lane.call((client) => client.maps.close({ handle }))
    },
  }
}
