import { type } from '@orpc/server'
import type { MapFigures, MapModelCard } from '../../contract/maps.ts'
import { crossing, procedure } from '../procedure.ts'
import { tensorFlow } from '../tf.ts'
import type { CubePixels } from './cube-pixels.ts'
import { edgeFilter } from './edge-filter.ts'
import { learnMaps } from './learn.ts'
import { locallyScaled } from './local-scale.ts'
import { type MapModel, readMapBundle } from './map-bundle.ts'
import type { MaskedMap } from './map-figures.ts'
import { plsMap } from './pls-map.ts'
import { judged } from './scores.ts'
import type { MapLearningEvent, MapTrainingRequest } from './service.ts'
import { mapPredictor, type Tile, tilesOf } from './unet/tiles.ts'

/** Rows and columns a tile makes: with its surroundings some tens of megabytes at 200 bands. */
const TILE = 128

interface Opened {
  readonly model: MapModel
  predictor: ReturnType<typeof mapPredictor> | undefined
}

/** What the worker answers about maps. */
export function mapsRouter() {
  const open = new Map<number, Opened>()
  let handles = 0
  const opened = (handle: number): Opened => {
    const found = open.get(handle)
    if (!found) throw new Error(`model of maps ${handle} is not open`)
    return found
  }
  const never = new AbortController().signal
  async function* learn(
    request: MapTrainingRequest,
    signal: AbortSignal,
  ): AsyncGenerator<MapLearningEvent, void> {
    try {
      yield* learnMaps(request, signal)
    } catch (error) {
      throw crossing(error)
    }
  }
  return {
    learn: procedure
      .input(type<MapTrainingRequest>())
      .handler(({ input, signal }) => learn(input, signal ?? never)),
    open: procedure
      .input(type<{ bundle: Uint8Array }>())
      .handler(({ input }): { handle: number; card: MapModelCard } => {
        const { card, model } = readMapBundle(input.bundle)
        open.set(++handles, { model, predictor: undefined })
        return { handle: handles, card }
      }),
    tiles: procedure
      .input(type<{ handle: number; height: number; width: number }>())
      .handler(({ input }): Tile[] => {
        const [first] = opened(input.handle).model.networks
        return first ? tilesOf(first.shape, input, TILE) : []
      }),
    tile: procedure
      .input(type<{ handle: number; tile: Tile; rows: CubePixels; firstRow: number; total: number }>())
      .handler(async ({ input }): Promise<Float32Array> => {
        const found = opened(input.handle)
        found.predictor ??= mapPredictor(await tensorFlow(), found.model.networks)
        return found.predictor.predictTile(input.tile, input.rows, input.firstRow, input.total)
      }),
    pls: procedure
      .input(type<{ handle: number; rows: CubePixels }>())
      .handler(({ input }): Float32Array => plsMap(opened(input.handle).model.pls, input.rows)),
    local: procedure
      .input(type<{ handle: number; rows: CubePixels }>())
      .handler(({ input }): Float32Array => {
        const { local } = opened(input.handle).model
        if (!local) throw new Error(`model of maps ${input.handle} knows no local scale`)
        return plsMap(local, locallyScaled(input.rows))
      }),
    filter: procedure
      .input(type<MaskedMap>())
      .handler(({ input }): Float32Array => edgeFilter(input.values, input.mask, input.height, input.width)),
    figures: procedure
      .input(type<{ map: MaskedMap; truth: Float32Array | undefined }>())
      .handler(({ input }): MapFigures => judged(input.map, input.truth)),
    close: procedure.input(type<{ handle: number }>()).handler(({ input }) => {
      open.get(input.handle)?.predictor?.dispose()
      open.delete(input.handle)
    }),
  }
}
