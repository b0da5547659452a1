import { type Random, seededRandom } from '../../../spectra/random.ts'
import { type CubePixels, maskedMean } from '../cube-pixels.ts'
import { type Absorptions, type EndMembers, mixed } from './end-members.ts'
import { smoothField } from './field.ts'
import { thickLayer } from './kubelka-munk.ts'
import {
  BORDER,
  EFFECTS,
  FAT,
  LABORATORY_PERCENT,
  NOISE,
  SCATTER,
  THRESHOLD,
  TRAY,
  WATER_SHARE,
} from './parameters.ts'

export const GENERATORS = ['linear', 'kubelka-munk'] as const
export type GeneratorName = (typeof GENERATORS)[number]

/** What a synthetic cube is made from. */
export interface SyntheticOptions {
  readonly generator: GeneratorName
  readonly materials: EndMembers
  readonly wavelengthNm: Float64Array
  readonly height: number
  readonly width: number
  readonly seed: number
  /** Number of the cube in its set; each has a stream of chance of its own. */
  readonly index: number
}

/** A cube whose map is known. */
export interface SyntheticCube {
  readonly pixels: CubePixels
  /** Per cent in every pixel; NaN beside the sample. */
  readonly truth: Float32Array
  /** What the laboratory says the sample holds on average, per cent. */
  readonly reference: number
}

/** Makes one cube. The same options give the same numbers. */
export function syntheticCube(options: SyntheticOptions): SyntheticCube {
  const { height, width, wavelengthNm, seed, index } = options
  const random = seededRandom(seed).fork(`cube ${index}`)
  const mask = outline(random.fork('outline'), height, width)
  const analyte = analyteField(random.fork('analyte'), height, width)
  const share = waterShare(random.fork('share'), height, width)
  const reflect =
    options.generator === 'linear' ? linear(options) : kubelkaMunk(options, random.fork('light'))
  const noise = random.fork('noise')
  const bands = wavelengthNm.length
  const data = new Float32Array(height * width * bands)
  for (let pixel = 0; pixel < mask.length; pixel++)
    for (let band = 0; band < bands; band++) {
      const clean = mask[pixel] === 1 ? reflect(pixel, band, analyte[pixel] ?? 0, share[pixel] ?? 0) : TRAY
      data[pixel * bands + band] = clean + noise.normal() * noiseOf(clean, band / bands)
    }
  const truth = Float32Array.from(analyte, (value, pixel) => (mask[pixel] === 1 ? 100 * value : NaN))
  const reference = maskedMean(truth, mask) + LABORATORY_PERCENT * random.fork('laboratory').normal()
  return { pixels: { height, width, bands, data, mask }, truth, reference }
}

/** Standard deviation of the noise of one pixel and band. @param place of the band, 0..1 */
function noiseOf(reflectance: number, place: number): number {
  const worse = 1 + (NOISE.lastBands - 1) * place ** 4
  return worse * Math.hypot(NOISE.readOut, NOISE.photon * Math.sqrt(Math.max(0, reflectance)))
}

type Reflect = (pixel: number, band: number, analyte: number, share: number) => number

function linear({ materials, wavelengthNm }: SyntheticOptions): Reflect {
  const pure = Array.from(wavelengthNm, (nm): Absorptions => {
    const [analyte, first, second] = materials.absorptions(nm)
    return [thickLayer(analyte, 1), thickLayer(first, 1), thickLayer(second, 1)]
  })
  return (_, band, analyte, share) => mixed(pure[band] ?? [0, 0, 0], analyte, share)
}

function kubelkaMunk({ materials, wavelengthNm, height, width }: SyntheticOptions, random: Random): Reflect {
  const field = (cells: readonly number[]): Float64Array => smoothField(random, height, width, cells)
  const [light, grain, surface] = [field([48, 24]), field([24, 8]), field([12, 6])]
  const gain = 1 + EFFECTS.gain.perCube * random.normal()
  const coarse = Math.exp(EFFECTS.scatter.perCube * random.normal())
  // Smile: what a column sees lies at another wavelength than the camera says.
  const columns = Array.from({ length: width }, (_, x) => {
    const across = (2 * x) / (width - 1) - 1
    return Array.from(wavelengthNm, (nm) => {
      const seen = nm + EFFECTS.smileNm * across * across
      return { pure: materials.absorptions(seen), scatter: coarse * materials.scattering(seen) }
    })
  })
  return (pixel, band, analyte, share) => {
    const { pure, scatter } = columns[pixel % width]?.[band] ?? { pure: [0, 0, 0], scatter: 1 }
    const local = scatter * Math.exp(EFFECTS.scatter.perPlace * (grain[pixel] ?? 0))
    const inside = thickLayer(mixed(pure, analyte, share), local)
    const gloss = Math.max(0, EFFECTS.gloss.mean + EFFECTS.gloss.perPlace * (surface[pixel] ?? 0))
    return gain * Math.exp(EFFECTS.gain.perPlace * (light[pixel] ?? 0)) * (gloss + (1 - gloss) * inside)
  }
}

/** Fraction of the analyte: layers and marbling, with borders that are sharp in some cubes and soft in others. */
function analyteField(random: Random, height: number, width: number): Float64Array {
  const field = smoothField(random, height, width, [28, 14, 7])
  const steepness = BORDER.soft * (BORDER.sharp / BORDER.soft) ** random.next()
  const threshold = random.uniform(THRESHOLD.from, THRESHOLD.to)
  return field.map(
    (value) => FAT.least + (FAT.most - FAT.least) / (1 + Math.exp(-steepness * (value - threshold))),
  )
}

function waterShare(random: Random, height: number, width: number): Float64Array {
  const ofCube = WATER_SHARE.mean + WATER_SHARE.perCube * random.normal()
  return smoothField(random, height, width, [32, 16]).map((value) =>
    Math.min(1, ofCube + WATER_SHARE.perPlace * value),
  )
}

/** A sample with a wavy border that leaves about a sixth of the picture to the tray. */
function outline(random: Random, height: number, width: number): Uint8Array {
  const waves = [2, 3, 5].map((n) => ({
    n,
    phase: random.uniform(0, 2 * Math.PI),
    size: 0.05 * random.normal(),
  }))
  const mask = new Uint8Array(height * width)
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const y = (2 * Math.floor(pixel / width) + 1) / height - 1
    const x = (2 * (pixel % width) + 1) / width - 1
    const radius = (Math.abs(x) ** 4 + Math.abs(y) ** 4) ** 0.25
    const angle = Math.atan2(y, x)
    const edge = 0.95 + waves.reduce((sum, { n, phase, size }) => sum + size * Math.cos(n * angle + phase), 0)
    mask[pixel] = radius <= edge ? 1 : 0
  }
  return mask
}

/** The parameters, kept beside the set so that a reader needs no source. */
export const GENERATOR_PARAMETERS = {
  BORDER,
  EFFECTS,
  FAT,
  LABORATORY_PERCENT,
  NOISE,
  SCATTER,
  THRESHOLD,
  TRAY,
  WATER_SHARE,
}
