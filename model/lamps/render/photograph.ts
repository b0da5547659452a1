import type { Picture } from '../../../spectra/picture.ts'
import { type Random, seededRandom } from '../../../spectra/random.ts'
import { drawDevelopment, drawSensitivities } from './camera.ts'
import { factorWithin, within } from './chance.ts'
import { loseAsJpeg } from './jpeg-loss.ts'
import type { LampLight } from './lamp.ts'
import { drawAxis, drawBlur, rowOfLight } from './optics.ts'
import type { RenderParameters } from './parameters.ts'

/** Noise is read from a list at a place of chance: drawing each number would take most of the time. */
const NOISE_LENGTH = 1 << 16
/** Most mean light of a picture over the clipping level. */
const FULLEST = 0.55

let noiseList: Float32Array | undefined

function noise(): Float32Array {
  // Of one fixed stream, so that a picture does not depend on those before it.
  const stream = seededRandom(1).fork('noise')
  noiseList ??= Float32Array.from({ length: NOISE_LENGTH }, () => stream.normal())
  return noiseList
}

/** Brightness from the first row to the last: the slit's image fills the crop, or lies as a band in the dark. */
function drawProfile(random: Random, rows: number): Float64Array {
  const fills = random.next() < 0.5
  const band = fills ? 3 : factorWithin(random, [0.12, 1.2])
  const centre = fills ? 0.5 : 0.5 + random.uniform(-0.3, 0.3) * Math.max(0, 1 - band)
  const soft = random.uniform(0.01, 0.25) * Math.min(1, band)
  const slope = random.uniform(-0.5, 0.5)
  const profile = Float64Array.from({ length: rows }, (_, y) => {
    const place = (y + 0.5) / rows
    const inside = 1 / (1 + Math.exp((Math.abs(place - centre) - band / 2) / (soft * 0.4)))
    return inside * (1 + slope * (place - 0.5))
  })
  // Dust in the slit darkens whole rows.
  const dust = random.next() < 0.3 ? random.integer(5) : 0
  for (let i = 0; i < dust; i++) {
    const y = random.integer(rows)
    profile[y] = (profile[y] ?? 0) * random.uniform(0.1, 0.9)
  }
  return profile
}

/** Light besides the spectrum: even, of one tint, stronger at one side. */
function drawRoom(random: Random, level: number): (share: number, channel: number) => number {
  const tint = [random.uniform(0.5, 1), random.uniform(0.5, 1), random.uniform(0.5, 1)]
  const slope = random.uniform(-0.8, 0.8)
  return (share, channel) => level * (tint[channel] ?? 0) * (1 + slope * (share - 0.5))
}

/** The row with a weak, displaced image of itself, as glass surfaces make it. */
function withReflection(random: Random, rows: readonly Float64Array[]): readonly Float64Array[] {
  if (random.next() > 0.2) return rows
  const strength = factorWithin(random, [0.01, 0.12])
  const reversed = random.next() < 0.5
  const shift = random.uniform(-0.4, 0.4)
  return rows.map((row) => {
    const move = Math.round(shift * row.length)
    return row.map((value, x) => {
      const from = (reversed ? row.length - 1 - x : x) - move
      return from >= 0 && from < row.length ? value + strength * (row[from] ?? 0) : value
    })
  })
}

/** Linear light per pixel and channel, 1 = clipping, rows tilted and smiling. */
function exposed(
  random: Random,
  light: LampLight,
  parameters: RenderParameters,
  width: number,
  rows: number,
) {
  const second = random.next() < 0.2 ? random.uniform(0, 0.5) : 0
  const axis = drawAxis(random, parameters)
  const blur = drawBlur(random, parameters, axis)
  const filters = drawSensitivities(random, parameters)
  const signal = withReflection(random, rowOfLight(light, axis, filters, blur, second, width))
  const peak = signal.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 1e-12)
  // Automatic exposure looks at the mean: the fuller a picture is of light, the less its peak is clipped.
  const fill = signal.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0), 0) / (3 * width * peak)
  const gain = Math.min(factorWithin(random, parameters.exposure), FULLEST / fill) / peak
  const mean = signal.map((row) => (gain * row.reduce((a, b) => a + b, 0)) / width)
  const stray = within(random, parameters.stray) * random.next()
  const room = drawRoom(random, within(random, parameters.room) * random.next() ** 2)
  const profile = drawProfile(random, rows)
  const tilt = within(random, parameters.tilt) * random.next() * width
  const smile = within(random, parameters.tilt) * 0.5 * random.next() * width
  const pixels = new Float64Array(3 * width * rows)
  for (let y = 0; y < rows; y++) {
    const place = (y + 0.5) / rows - 0.5
    const shift = tilt * place + smile * place * place
    for (let x = 0; x < width; x++) {
      const from = Math.min(width - 1.001, Math.max(0, x - shift))
      const left = Math.floor(from)
      const share = from - left
      for (let c = 0; c < 3; c++) {
        const row = signal[c]
        const value = row ? (row[left] ?? 0) * (1 - share) + (row[left + 1] ?? 0) * share : 0
        pixels[3 * (y * width + x) + c] =
          (profile[y] ?? 0) * (gain * value + stray * (mean[c] ?? 0)) + room(x / width, c)
      }
    }
  }
  return pixels
}

/** What the sensor adds to linear light, and what the camera and its files make of it. */
export function developed(
  random: Random,
  pixels: Float64Array,
  size: { readonly width: number; readonly height: number },
  parameters: RenderParameters,
): Picture {
  const { width, height } = size
  const develop = drawDevelopment(random, parameters)
  const read = factorWithin(random, parameters.noise)
  const shot = read * random.uniform(0, 2)
  const list = noise()
  let next = random.integer(NOISE_LENGTH)
  const shown = new Float32Array(pixels.length)
  const pixel = new Float64Array(3)
  for (let i = 0; i < pixels.length; i += 3) {
    for (let c = 0; c < 3; c++) {
      const light = pixels[i + c] ?? 0
      next = (next + 1) % NOISE_LENGTH
      pixel[c] = Math.max(0, light + (list[next] ?? 0) * (read + shot * Math.sqrt(Math.min(1, light))))
    }
    develop(pixel)
    for (let c = 0; c < 3; c++) shown[i + c] = Math.round(255 * (pixel[c] ?? 0))
  }
  if (random.next() < parameters.jpegShare)
    loseAsJpeg(shown, width, height, within(random, parameters.jpegQuality))
  return { width, height, rgb: Uint8Array.from(Uint8ClampedArray.from(shown)) }
}

/** A photograph of a lamp's spectrum, cropped but not scaled: short waves left. */
export function photograph(random: Random, light: LampLight, parameters: RenderParameters): Picture {
  const width = Math.round(factorWithin(random, parameters.widthPixels))
  const height = Math.round(within(random, parameters.rows))
  const pixels = exposed(random, light, parameters, width, height)
  return developed(random, pixels, { width, height }, parameters)
}
