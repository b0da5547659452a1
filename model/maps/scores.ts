import type { MapFigures, MapMethod, MapScore } from '../../contract/maps.ts'
import { mapFigures, type MaskedMap, truthFigures } from './map-figures.ts'

/** Figures of a map in the shape of the contract. */
export function judged(map: MaskedMap, truth: Float32Array | undefined): MapFigures {
  const { variogram, fit, ...rest } = mapFigures(map)
  const known = truth && truthFigures(map, truth)
  return {
    ...rest,
    variogram: { lags: variogram.lags, semivariance: variogram.semivariance, ...fit },
    pixelRmse: known?.pixelRmse ?? null,
    edgeSharpness: known && !Number.isNaN(known.edgeSharpness) ? known.edgeSharpness : null,
  }
}

/** A judged map of one cube and what its mean should be. */
export interface Scored {
  readonly figures: MapFigures
  readonly reference: number
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const rootMean = (values: readonly number[]): number =>
  Math.sqrt(meanOf(values.map((value) => value * value)))
const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null)

/** One method over many cubes. */
export function scoreOf(method: MapMethod, rows: readonly Scored[]): MapScore {
  const all = <T>(take: (figures: MapFigures) => T): T[] => rows.map(({ figures }) => take(figures))
  const [pixel, edges] = [known(all((f) => f.pixelRmse)), known(all((f) => f.edgeSharpness))]
  return {
    method,
    cubes: rows.length,
    rmseMean: rootMean(rows.map(({ figures, reference }) => figures.mean - reference)),
    correlatedShare: meanOf(all((f) => f.variogram.correlatedShare)),
    outsideShare: meanOf(all((f) => f.outsideShare)),
    pixelRmse: pixel.length > 0 ? rootMean(pixel) : null,
    edgeSharpness: edges.length > 0 ? meanOf(edges) : null,
  }
}

const NAMES: Readonly<Record<MapMethod, string>> = {
  pls: 'PLS',
  'pls-filter': 'PLS with the edge-preserving filter',
  'pls-local': 'PLS on locally scaled spectra with the filter',
  unet: 'the U-Net',
}
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
/** Nearer than this the means of two methods are the same for all one can say from a few cubes. */
const CLOSE = 0.09

/**
 * The honest word: which method has the better mean, and whether PLS with a filter, of spectra as they are or locally
 * scaled, takes most of what the network gains. Gains in the map are counted on errors in the pixel where the truth is
 * known, else on the share of variance that no structure explains.
 */
export function verdictOf(scores: readonly MapScore[]): string {
  const of = (method: MapMethod): MapScore | undefined => scores.find((score) => score.method === method)
  const [pls, filter, local, unet] = [of('pls'), of('pls-filter'), of('pls-local'), of('unet')]
  if (!pls || !filter) return 'Nothing was compared.'
  const noise = (score: MapScore): number => score.pixelRmse ?? 1 - score.correlatedShare
  const gainOf = (score: MapScore): number => 1 - score.rmseMean / pls.rmseMean
  const scaled = local && scaledWord(gainOf(local))
  if (!unet) {
    const what = pls.pixelRmse === null ? 'unexplained variance' : 'error in a pixel'
    const alone = `The filter alone brings the ${what} of PLS down by ${percent(1 - noise(filter) / noise(pls))} and leaves the mean as it is.`
    return scaled === undefined ? alone : `${alone} ${scaled}`
  }
  const gain = gainOf(unet)
  const mean =
    gain >= CLOSE
      ? `The U-Net's mean is better than that of PLS by ${percent(gain)}.`
      : gain <= -CLOSE
        ? `The mean of PLS is better: the error of the U-Net is larger by ${percent(-gain)}.`
        : 'The means of PLS and the U-Net are equally good.'
  const simple = local && gainOf(local) > -CLOSE && noise(local) < noise(filter) ? local : filter
  const [plain, filtered, learnt] = [noise(pls), noise(simple), noise(unet)]
  const share = plain > learnt ? (plain - filtered) / (plain - learnt) : Infinity
  const name = NAMES[simple.method]
  const suffices = gainOf(simple) > gain - CLOSE
  const map =
    share >= 0.8
      ? `${share >= 1 ? `The map of ${name} is at least as good` : `${name} has ${percent(share)} of what the U-Net gains in the map`}: use it${suffices ? '' : ' unless the mean decides'}.`
      : `${name} has only ${percent(Math.max(0, share))} of what the U-Net gains in the map.`
  return [mean, scaled, map].filter((word) => word !== undefined).join(' ')
}

/** What the local scale alone does to the mean. */
function scaledWord(gain: number): string {
  if (gain >= CLOSE)
    return `Local scaling alone, without a network, makes the mean of PLS better by ${percent(gain)}.`
  return gain <= -CLOSE
    ? `Local scaling makes the mean of PLS worse by ${percent(-gain)}: brightness says something here.`
    : 'Local scaling leaves the mean of PLS as good as it was.'
}
