import type { Random } from '../../../spectra/random.ts'
import type { Engine, Tensor4D } from '../../tf.ts'
import type { Standard } from './standard.ts'

/**
 * How far the light of a cube is varied anew at every step, standard deviations: what changes without the sample
 * changing (offset, slope and multiplication of spectra: Bjerrum, Glahder and Skov 2017, arXiv 1710.01927).
 */
export interface LightVariation {
  /** Relative brightness of the whole cube, and of places in it. */
  readonly gain: number
  readonly gainPerPlace: number
  /** Reflectance added to all bands, and rising from -slope to slope along them. */
  readonly offset: number
  readonly slope: number
}

/** No variation, as in the paper. */
export const STEADY_LIGHT: LightVariation = { gain: 0, gainPerPlace: 0, offset: 0, slope: 0 }

/** Cells of the coarse grid that brightness varies over, along each side. */
const CELLS = 4

/**
 * A standardised cube [1, height, width, bands] in another light. What is no sample stays 0.
 * @param sample 1 where there is sample, [1, height, width, 1]
 */
export function inOtherLight(
  { tf }: Engine,
  cube: Tensor4D,
  sample: Tensor4D,
  { mean, factor }: Standard,
  variation: LightVariation,
  random: Random,
): Tensor4D {
  const [, height, width, bands] = cube.shape
  const whole = variation.gain * random.normal()
  const coarse = Float32Array.from(
    { length: CELLS * CELLS },
    () => whole + variation.gainPerPlace * random.normal(),
  )
  const gain = tf.image.resizeBilinear(tf.tensor4d(coarse, [1, CELLS, CELLS, 1]), [height, width], true)
  const [offset, slope] = [variation.offset * random.normal(), variation.slope * random.normal()]
  const level = mean.map((value, band) => value * (factor[band] ?? 0))
  const added = factor.map((value, band) => value * (offset + slope * ((2 * band) / (bands - 1) - 1)))
  const row = (values: Float32Array): Tensor4D => tf.tensor4d(values, [1, 1, 1, bands])
  // (r (1 + g) + a - m) f = (r - m) f (1 + g) + m f g + a f
  const inside: Tensor4D = tf.add(tf.mul(row(level), gain), row(added))
  return tf.add(tf.mul(cube, tf.add(gain, 1)), tf.mul(inside, sample))
}
