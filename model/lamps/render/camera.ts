import type { Random } from '../../../spectra/random.ts'
import { factorWithin, within } from './chance.ts'
import { gaussian, lopsided } from './lamp.ts'
import type { RenderParameters } from './parameters.ts'

/** How much of a wavelength each channel (red, green, blue) takes. */
export type Sensitivities = (nm: number) => ArrayLike<number>

/** Colour filters of a phone or webcam with its infrared filter, varied as published curves of such cameras vary. */
export function drawSensitivities(random: Random, parameters: RenderParameters): Sensitivities {
  const leak = [0, 1, 2].map(() => factorWithin(random, parameters.crosstalk))
  const [red, green, blue] = [random.uniform(590, 620), random.uniform(522, 545), random.uniform(448, 472)]
  const [redShort, redLong] = [random.uniform(12, 28), random.uniform(30, 65)]
  const [greenShort, greenLong] = [random.uniform(22, 40), random.uniform(24, 45)]
  const [blueShort, blueLong] = [random.uniform(22, 38), random.uniform(20, 36)]
  const violet = random.uniform(0, 0.12)
  const cut = random.next() < 0.12 ? random.uniform(760, 950) : within(random, parameters.infraredCutNm)
  const cutWidth = random.uniform(5, 20)
  const start = random.uniform(385, 425)
  return (nm) => {
    const glass = 1 / (1 + Math.exp((nm - cut) / cutWidth)) / (1 + Math.exp((start - nm) / 7))
    // Beyond 780 nm dyes let everything through.
    const infrared = 0.5 / (1 + Math.exp((790 - nm) / 12))
    return [
      glass *
        (lopsided(nm, red, redShort, redLong) + violet * gaussian(nm, 440, 25) + (leak[0] ?? 0) + infrared),
      glass * (lopsided(nm, green, greenShort, greenLong) + (leak[1] ?? 0) + infrared),
      glass * (lopsided(nm, blue, blueShort, blueLong) + (leak[2] ?? 0) + infrared),
    ]
  }
}

/** Entries of the display curve: 16 for each step of the byte at the end. */
const CURVE = 4096

/** What a camera makes of linear light 0.. (1 = clipping) of one pixel, in place: values 0..1 for the display. */
export type Development = (pixel: Float64Array) => void

/** Camera and file: white balance after clipping, colour matrix, display curve. */
export function drawDevelopment(random: Random, parameters: RenderParameters): Development {
  const balance = [factorWithin(random, parameters.balance), 1, factorWithin(random, parameters.balance)]
  const saturation = within(random, parameters.saturation)
  const grey = random.next() < parameters.greyShare
  const exponent = 1 / within(random, parameters.gamma)
  const contrast = random.next() < 0.5 ? random.uniform(0, 0.8) : 0
  const black = random.next() < 0.3 ? random.uniform(-0.06, 0.06) : 0
  const curve = Float64Array.from({ length: CURVE + 1 }, (_, i) => {
    const shown = (i / CURVE) ** exponent
    const curved = shown + contrast * (shown * shown * (3 - 2 * shown) - shown)
    return Math.min(1, Math.max(0, black + (1 - black) * curved))
  })
  return (pixel) => {
    let mean = 0
    for (let c = 0; c < 3; c++) {
      const balanced = Math.min(1, pixel[c] ?? 0) * (balance[c] ?? 0)
      pixel[c] = balanced
      mean += balanced / 3
    }
    for (let c = 0; c < 3; c++) {
      const own = grey ? mean : (pixel[c] ?? 0)
      const coloured = Math.min(1, Math.max(0, own + saturation * (own - mean)))
      pixel[c] = curve[Math.round(coloured * CURVE)] ?? 0
    }
  }
}
