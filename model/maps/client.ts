import type { MessagePort, Worker } from 'node:worker_threads'
import type { MapMethod } from '../../contract/maps.ts'
import { createLane, type Lane, startWorker } from '../lane.ts'
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
      const result: JudgedMap[] = []
      let started = performance.now()
      const plain = new Float32Array(pixels)
      for (let from = 0; from < height; from += STRIP) {
        signal.throwIfAborted()
        const rows = await read(from, Math.min(height, from + STRIP))
        mask.set(rows.mask, from * width)
        plain.set(await lane.call((client) => client.maps.pls({ handle, rows })), from * width)
      }
      result.push(await judge('pls', plain, started))
      started = performance.now()
      const map = { values: plain, mask, height, width }
      const smooth = await lane.call((client) => client.maps.filter(map))
      result.push(await judge('pls-filter', smooth, started))
      if (card.methods.includes('pls-local')) {
        started = performance.now()
        const local = new Float32Array(pixels)
        for (let from = 0; from < height; from += STRIP) {
          signal.throwIfAborted()
          const first = Math.max(0, from - SCALE_REACH)
          const rows = await read(first, Math.min(height, from + STRIP + SCALE_REACH))
          const values = await lane.call((client) => client.maps.local({ handle, rows }))
          local.set(values.subarray((from - first) * width, (from - first + STRIP) * width), from * width)
        }
        const filtered = await lane.call((client) =>
          client.maps.filter({ values: local, mask, height, width }),
        )
        result.push(await judge('pls-local', filtered, started))
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
