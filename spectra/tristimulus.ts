import { Problem } from '../contract/errors.ts'
import type { Colour, Triple } from '../contract/spectrum.ts'
import { OBSERVER_2 } from './cie/observer-2.ts'
import { standardWeights, weightsUnder, xyzOf } from './colour.ts'
import type { ColourWeights } from './colour.ts'
import { lightOfWhite } from './illuminant.ts'
import { labOf, srgbOf } from './lab.ts'

/** What a reference without a spectrum read at a sample and at the white beside it, both on its own absolute scale. */
export interface TristimulusSample {
  readonly xyz: Triple
  readonly white: Triple
}

/** Chromaticities a lamp for looking at samples can have: candle light to blue sky, with room for both sides. */
const LAMP_X: readonly [number, number] = [0.23, 0.55]
const LAMP_Y: readonly [number, number] = [0.23, 0.48]
/** Below this share of the white a value is noise: its change from light to light is not computed. */
const LEAST_SHARE = 1e-3
/** No surface changes more than this from one lamp to another. */
const LARGEST_CHANGE = 3
const KEPT_WHITES = 8

/**
 * Refuses a white that no lamp gives.
 * @throws Problem LEVEL_LOW for no light, BAD_REQUEST for values that are no white
 */
export function requireWhite(white: Triple): void {
  const [x, y, z] = white
  if (!(y > 0) || !white.every((value) => Number.isFinite(value) && value > 0))
    throw new Problem({
      code: 'LEVEL_LOW',
      title: 'The reference sees no light on the white',
      happened: `It read X ${x}, Y ${y}, Z ${z}; all three must be above zero.`,
      kept: 'All readings.',
      next: 'Check the lamp and where the reference looks, then take the white again (W).',
    })
  const sum = x + y + z
  const [cx, cy] = [x / sum, y / sum]
  const inside = cx > LAMP_X[0] && cx < LAMP_X[1] && cy > LAMP_Y[0] && cy < LAMP_Y[1]
  if (inside) return
  throw new Problem({
    code: 'BAD_REQUEST',
    title: 'The white of the reference is not white',
    happened: `Its chromaticity is x ${cx.toFixed(3)}, y ${cy.toFixed(3)}.`,
    kept: 'All readings.',
    next: 'Let the reference look at the white tile under the lamp of the bench, then take the white again (W).',
  })
}

const known = new WeakMap<Float64Array, Map<string, ColourWeights>>()

/** Weights of an axis under the light that gave this white, kept from call to call. */
function weightsOfWhite(wavelengthNm: Float64Array, white: Triple): ColourWeights {
  const made = known.get(wavelengthNm) ?? new Map<string, ColourWeights>()
  known.set(wavelengthNm, made)
  const name = white.join(' ')
  const weights =
    made.get(name) ??
    weightsUnder(wavelengthNm, OBSERVER_2, (grid) => {
      const sum = white[0] + white[1] + white[2]
      return lightOfWhite(white[0] / sum, white[1] / sum, grid)
    })
  made.delete(name)
  made.set(name, weights)
  for (const oldest of made.keys()) {
    if (made.size <= KEPT_WHITES) break
    made.delete(oldest)
  }
  return weights
}

/**
 * XYZ under D65, 2 degrees (Y = 100 for the perfect diffuser) of what a colorimeter read under the lamp of the bench.
 * The reading is divided by the white and multiplied by the reflectance of the tile. What is left of the lamp is taken
 * away as photometers do with the spectral mismatch of a known sample (CIE S 023, CIE 179): per value, by the ratio
 * that the spectrum beside it (`reflectance`) has under D65 and under a light of the white's chromaticity. An error of
 * that spectrum cancels in the ratio but for second order. @throws Problem LEVEL_LOW, BAD_REQUEST
 */
export function standardXyz(
  sample: TristimulusSample,
  reflectance: ArrayLike<number>,
  wavelengthNm: Float64Array,
  tile: number,
): Triple {
  requireWhite(sample.white)
  const standard = standardWeights(wavelengthNm)
  const bench = weightsOfWhite(wavelengthNm, sample.white)
  const [daylight, lamp] = [xyzOf(reflectance, standard), xyzOf(reflectance, bench)]
  const value = (i: 0 | 1 | 2): number => {
    const [after, before] = [daylight[i] / standard.white[i], lamp[i] / bench.white[i]]
    const certain = after > LEAST_SHARE && before > LEAST_SHARE
    const change = certain ? after / before : 1
    const limited = Math.min(LARGEST_CHANGE, Math.max(1 / LARGEST_CHANGE, change))
    return ((tile * sample.xyz[i]) / sample.white[i]) * limited * standard.white[i]
  }
  return [value(0), value(1), value(2)]
}

/** Colour of XYZ under D65 (Y = 100) as the colour computation of an axis sees it; negative values count as black. */
export function colourOfXyz(given: Triple, wavelengthNm: Float64Array): Colour {
  const xyz: Triple = [Math.max(0, given[0]), Math.max(0, given[1]), Math.max(0, given[2])]
  return { xyz, lab: labOf(xyz, standardWeights(wavelengthNm).white), ...srgbOf(xyz) }
}
