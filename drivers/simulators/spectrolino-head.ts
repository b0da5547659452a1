import { at } from '../../spectra/at.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { colourWeights, xyzOf } from '../../spectra/colour.ts'
import { FINE_FROM_NM } from './fine-grid.ts'
import { REFERENCE_LIGHT } from './lamp.ts'
import { REFERENCE_FROM_NM } from './reference-eye.ts'

/** Bands of the head: 380 to 730 nm in steps of 10 nm. */
const BANDS = 36
const STEP_NM = 10
const BAND_NM = axisWavelengths({ fromNm: REFERENCE_FROM_NM, toNm: 730, bands: BANDS })
/** Reflectance of its own white tile. */
const TILE = 0.93

/** Reflectance in 36 bands of what the reference of the scene sees: means over 10 nm of its radiance and of its light. */
export function headView(scene: { radiance(averages: number): Float64Array }): () => Float64Array {
  return () => {
    const radiance = scene.radiance(1)
    return Float64Array.from({ length: BANDS }, (_, band) => {
      let [sample, light] = [0, 0]
      for (let k = Math.max(0, band * STEP_NM - 5); k <= band * STEP_NM + 5; k++) {
        sample += at(radiance, k)
        light += at(REFERENCE_LIGHT, REFERENCE_FROM_NM - FINE_FROM_NM + k)
      }
      return sample / light
    })
  }
}

/** Little-endian bytes. */
export const u16 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff]
export const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)]
export function f32(values: ArrayLike<number>): number[] {
  const bytes = Buffer.alloc(4 * values.length)
  Array.from(values, (value, i) => bytes.writeFloatLE(value, 4 * i))
  return [...bytes]
}
/** Text padded with NUL. */
export const padded = (text: string, length: number): number[] => [
  ...Buffer.from(text.padEnd(length, '\0').slice(0, length), 'latin1'),
]

const LIGHTS = new Map([
  [0x00, 'A'],
  [0x02, 'D65'],
  [0x03, 'D50'],
] as const)
const UNKNOWN = 0x04
const WRONG_LENGTH = 0x03
const WHITE_OK = 0x13
const NOT_THE_TILE = 0x32
const NO_MEASUREMENT = 0x37

/** The Spectrolino itself: one request, one reply, both as bytes. `onTile` = it lies on its white tile. */
export class SpectrolinoHead {
  readonly #view: () => Float64Array
  readonly #serial: number
  readonly #onTile: () => boolean
  #parameters: number[] = [0x01, 0x01, 0x03, 0x00]
  #last: Float64Array | undefined
  #error = 0

  constructor(view: () => Float64Array, serial: number, onTile: () => boolean) {
    this.#view = view
    this.#serial = serial
    this.#onTile = onTile
  }

  /** Reads what lies under it. */
  measure(): void {
    this.#last = this.#view()
  }

  /** The spectrum part of an answer: 36 floats, valid, (between), no errors. */
  spectrum(between: readonly number[]): number[] {
    return [...f32(this.#last ?? new Float64Array(BANDS)), this.#last ? 1 : 0, ...between, 0, 0]
  }

  answer(request: readonly number[]): number[] {
    const [op, ...args] = request
    switch (op) {
      case 0x00:
        return [0x0b, ...this.#parameters, 0x01]
      case 0x16:
        if (args.length !== 4) return [0x26, WRONG_LENGTH]
        this.#parameters = args
        return [0x1f, 0, 0]
      case 0x4d:
      case 0x5a:
      case 0x4a:
      case 0x33:
        return [0x1f, 0, 0]
      case 0xb5:
        return [
          0xb6,
          ...padded('Spectrolino', 18),
          20,
          ...padded('36.57.07', 8),
          ...u32(this.#serial),
          ...padded('V 1.20', 12),
          ...padded('', 16),
        ]
      case 0x2b:
        return [
          0x31,
          ...padded('Spectrolino', 18),
          ...u16(this.#serial),
          ...[120, 2001, 5, 17, 12, 30].flatMap(u16),
          0x02,
          ...[380, BANDS, STEP_NM].flatMap(u16),
        ]
      case 0xb3:
        return [0xb4, args[0] ?? 1, ...f32(new Float64Array(BANDS).fill(TILE)), 1, ...padded('Factory', 18)]
      case 0x22:
        return this.#done(this.#onTile() ? WHITE_OK : NOT_THE_TILE)
      case 0x20:
        this.measure()
        return this.#done(0)
      case 0x07:
        return [0x12, this.#last ? 1 : 0, 0x09]
      case 0x29:
        return [0x2f, this.#error]
      case 0xb8:
        return [0xb9, 0x09, args[1] ?? 0, ...this.spectrum([0x01, this.#white(), 0x02])]
      case 0xba:
        return this.#colour(args[1] ?? 0)
      default:
        return [0x26, UNKNOWN]
    }
  }

  #done(code: number): number[] {
    this.#error = code === WHITE_OK ? 0 : code
    return [0x25, code]
  }

  #white(): number {
    return this.#parameters[1] ?? 1
  }

  #colour(kind: number): number[] {
    const [, , light = 3, observer = 0] = this.#parameters
    const illuminant = LIGHTS.get(light as 0x00 | 0x02 | 0x03)
    if (kind !== 4 || illuminant === undefined) return [0x26, UNKNOWN]
    if (!this.#last) return this.#done(NO_MEASUREMENT)
    const weights = colourWeights(BAND_NM, { illuminant, observerDegrees: observer === 1 ? 10 : 2 })
    const xyz = xyzOf(this.#last, weights)
    return [0xbb, 0x09, kind, ...f32(xyz), 1, 1, this.#white(), 0x02, light, observer, 0, 0]
  }
}
