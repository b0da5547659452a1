import type { Triple } from '../contract/spectrum.ts'
import { at } from './at.ts'
import { DAYLIGHT_BASIS } from './cie/daylight-basis.ts'
import type { LightTable } from './cie/observer.ts'
import { OBSERVER_2 } from './cie/observer-2.ts'
import { TEST_COLOURS } from './cie/test-colours.ts'
import { coversColour } from './colour.ts'
import { blackBody, type ColourTemperature, colourTemperature, type Uv, uvOf } from './colour-temperature.ts'
import { resampleLinear } from './interpolate.ts'

/** How a light makes colours look beside a reference light of its temperature (CIE 13.3-1995). */
export interface ColourRendering {
  /** General index: mean of the first eight. */
  readonly ra: number
  /** Special indices R1 to R14. */
  readonly special: readonly number[]
}

/** Colour of a light; parts are null where they mean nothing. */
export interface LightColour {
  readonly temperature: ColourTemperature | null
  /** CIE 1931 chromaticity. */
  readonly x: number
  readonly y: number
  /** null beyond |Duv| 0.0054, where CIE 13.3 does not define it. */
  readonly rendering: ColourRendering | null
}

const FROM_NM = 380
const TO_NM = 780
const GRID = Float64Array.from({ length: TO_NM - FROM_NM + 1 }, (_, i) => FROM_NM + i)
/** From here on the reference is daylight (CIE 13.3-1995, section 5.2). */
const DAYLIGHT_KELVIN = 5000
/** Largest difference of test and reference light in the CIE 1960 diagram (CIE 13.3-1995, section 5.3). */
const LARGEST_DUV = 5.4e-3

const onGrid = ({ fromNm, stepNm, power }: LightTable): Float64Array =>
  resampleLinear(
    Float64Array.from(power),
    Float64Array.from(power, (_, i) => fromNm + i * stepNm),
    GRID,
  )
const samples = TEST_COLOURS.map(onGrid)

/** X, Y, Z of a light on the grid, times a sample where one is given; no scale. */
function sums(light: Float64Array, sample?: Float64Array): Triple {
  let [x, y, z] = [0, 0, 0]
  for (let i = 0; i < GRID.length; i++) {
    const place = FROM_NM + i - OBSERVER_2.fromNm
    const value = at(light, i) * (sample ? at(sample, i) : 1)
    x += value * at(OBSERVER_2.x, place)
    y += value * at(OBSERVER_2.y, place)
    z += value * at(OBSERVER_2.z, place)
  }
  return [x, y, z]
}

/** Daylight of a temperature, 4000 to 25 000 K, on the grid (CIE 015:2018, section 4.1.2). */
function daylight(kelvin: number): Float64Array {
  const t = 1 / kelvin
  const x =
    kelvin <= 7000
      ? 0.244063 + 99.11 * t + 2.9678e6 * t ** 2 - 4.607e9 * t ** 3
      : 0.23704 + 247.48 * t + 1.9018e6 * t ** 2 - 2.0064e9 * t ** 3
  const y = -3 * x * x + 2.87 * x - 0.275
  const m = 0.0241 + 0.2562 * x - 0.7341 * y
  const m1 = (-1.3515 - 1.7703 * x + 5.9114 * y) / m
  const m2 = (0.03 - 31.4424 * x + 30.0717 * y) / m
  const { fromNm, stepNm, s0, s1, s2 } = DAYLIGHT_BASIS
  return onGrid({ fromNm, stepNm, power: s0.map((mean, i) => mean + m1 * at(s1, i) + m2 * at(s2, i)) })
}

/** Terms of the von Kries transformation of CIE 13.3-1995, section 5.7. */
const c = ([u, v]: Uv): number => (4 - u - 10 * v) / v
const d = ([u, v]: Uv): number => (1.708 * v + 0.404 - 1.481 * u) / v

function renderingOf(light: Float64Array, kelvin: number): ColourRendering | null {
  const reference =
    kelvin < DAYLIGHT_KELVIN ? GRID.map((nm) => blackBody(kelvin, nm)) : daylight(Math.min(25_000, kelvin))
  const [white, whiteReference] = [sums(light), sums(reference)]
  const [uv, uvReference] = [uvOf(white), uvOf(whiteReference)]
  if (Math.hypot(uv[0] - uvReference[0], uv[1] - uvReference[1]) > LARGEST_DUV) return null
  /** W*, U*, V* of CIE 1964. */
  const place = ([u, v]: Uv, luminance: number): Triple => {
    const w = 25 * Math.cbrt(luminance) - 17
    return [w, 13 * w * (u - uvReference[0]), 13 * w * (v - uvReference[1])]
  }
  const adapted = (own: Uv): Uv => {
    const [cs, ds] = [(c(uvReference) / c(uv)) * c(own), (d(uvReference) / d(uv)) * d(own)]
    const below = 16.518 + 1.481 * cs - ds
    return [(10.872 + 0.404 * cs - 4 * ds) / below, 5.52 / below]
  }
  const special = samples.map((sample) => {
    const [seen, meant] = [sums(light, sample), sums(reference, sample)]
    const a = place(adapted(uvOf(seen)), (100 * seen[1]) / white[1])
    const b = place(uvOf(meant), (100 * meant[1]) / whiteReference[1])
    return 100 - 4.6 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
  })
  return { ra: special.slice(0, 8).reduce((sum, value) => sum + value, 0) / 8, special }
}

/**
 * Colour temperature, Duv, chromaticity and colour rendering of a light from its relative spectral power. It counts from
 * 380 to 780 nm; what the axis does not reach there counts as dark. null where the axis does not cover 410 to 700 nm or
 * nothing shines.
 */
export function lightColour(wavelengthNm: Float64Array, power: Float64Array): LightColour | null {
  if (!coversColour(wavelengthNm)) return null
  const [first, last] = [at(wavelengthNm, 0), at(wavelengthNm, wavelengthNm.length - 1)]
  const light = resampleLinear(power, wavelengthNm, GRID).map((value, i) => {
    const nm = at(GRID, i)
    return nm < first || nm > last ? 0 : Math.max(0, value)
  })
  const xyz = sums(light)
  const total = xyz[0] + xyz[1] + xyz[2]
  if (!(total > 0) || !(xyz[1] > 0)) return null
  const temperature = colourTemperature(uvOf(xyz))
  return {
    temperature,
    x: xyz[0] / total,
    y: xyz[1] / total,
    rendering: temperature && renderingOf(light, temperature.kelvin),
  }
}
