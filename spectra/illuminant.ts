import { at } from './at.ts'
import { DAYLIGHT_BASIS } from './cie/daylight-basis.ts'
import { ILLUMINANT_F11 } from './cie/illuminant-f11.ts'
import { resampleLinear } from './interpolate.ts'

/** Illuminants the colour computation knows. */
export type IlluminantName = 'A' | 'D50' | 'D65' | 'F11'

/** Second radiation constant in nm K as it was when illuminant A was defined (CIE 015:2018, section 4.1). */
const C2_OF_A = 1.435e7

function illuminantA(wavelengthNm: number): number {
  const share = Math.expm1(C2_OF_A / (2848 * 560)) / Math.expm1(C2_OF_A / (2848 * wavelengthNm))
  return 100 * (560 / wavelengthNm) ** 5 * share
}

/** Daylight of a nominal temperature on the 5 nm grid of the basis functions (CIE 015:2018, section 4.1.2 and note). */
function daylight(nominalKelvin: number): Float64Array {
  // The constant c2 has changed since the D illuminants were named.
  const kelvin = nominalKelvin * (1.4388 / 1.438)
  const x =
    kelvin <= 7000
      ? 0.244063 + 99.11 / kelvin + 2.9678e6 / kelvin ** 2 - 4.607e9 / kelvin ** 3
      : 0.23704 + 247.48 / kelvin + 1.9018e6 / kelvin ** 2 - 2.0064e9 / kelvin ** 3
  const y = -3 * x * x + 2.87 * x - 0.275
  // The published tables use M1 and M2 rounded to three decimals.
  const round = (value: number): number => Math.round(value * 1000) / 1000
  const m = 0.0241 + 0.2562 * x - 0.7341 * y
  const m1 = round((-1.3515 - 1.7703 * x + 5.9114 * y) / m)
  const m2 = round((0.03 - 31.4424 * x + 30.0717 * y) / m)
  const { s0, s1, s2 } = DAYLIGHT_BASIS
  return Float64Array.from(s0, (mean, i) => mean + m1 * at(s1, i) + m2 * at(s2, i))
}

/** Second radiation constant in nm K (CODATA 2018). */
const C2_NM_K = 1.438777e7
/** From here on white is warmer than any daylight (4000 K). */
const WARM_X = 0.3805

/** Correlated colour temperature in kelvin (McCamy 1992). */
function temperatureOf(x: number, y: number): number {
  const n = (x - 0.332) / (0.1858 - y)
  return 449 * n ** 3 + 3525 * n ** 2 + 6823.3 * n + 5520.33
}

/** Whether a white lies nearer to black bodies than to daylight (loci: Kim et al. 2002; CIE 015:2018, 4.1.2). */
function isThermal(x: number, y: number): boolean {
  if (x > WARM_X) return true
  const daylightY = -3 * x * x + 2.87 * x - 0.275
  const thermalY = 3.081758 * x ** 3 - 5.8733867 * x * x + 3.75112997 * x - 0.37001483
  return y < (daylightY + thermalY) / 2
}

/**
 * The light a white was probably seen under, relative: a black body of its temperature, or daylight of its chromaticity,
 * whichever is nearer. Wavelengths as for `illuminant`; never below zero.
 */
export function lightOfWhite(x: number, y: number, wavelengthNm: Float64Array): Float64Array {
  if (isThermal(x, y)) {
    const kelvin = temperatureOf(x, y)
    const power = (nm: number): number => (560 / nm) ** 5 / Math.expm1(C2_NM_K / (nm * kelvin))
    return wavelengthNm.map((nm) => (100 * power(nm)) / power(560))
  }
  const m = 0.0241 + 0.2562 * x - 0.7341 * y
  const m1 = (-1.3515 - 1.7703 * x + 5.9114 * y) / m
  const m2 = (0.03 - 31.4424 * x + 30.0717 * y) / m
  const { s0, s1, s2 } = DAYLIGHT_BASIS
  const power = Float64Array.from(s0, (mean, i) => Math.max(0, mean + m1 * at(s1, i) + m2 * at(s2, i)))
  return resampleLinear(power, basisGrid(power), wavelengthNm)
}

const basisGrid = (power: Float64Array): Float64Array =>
  power.map((_, i) => DAYLIGHT_BASIS.fromNm + i * DAYLIGHT_BASIS.stepNm)

/**
 * Relative spectral power at the given wavelengths (300 to 830 nm, F11 380 to 780 nm; ascending); 100 at 560 nm, F11 as
 * in its table. Daylight and F11 run straight between their 5 nm points.
 */
export function illuminant(name: IlluminantName, wavelengthNm: Float64Array): Float64Array {
  if (name === 'A') return wavelengthNm.map(illuminantA)
  if (name === 'F11') {
    const { fromNm, stepNm, power } = ILLUMINANT_F11
    return resampleLinear(
      power,
      power.map((_, i) => fromNm + i * stepNm),
      wavelengthNm,
    )
  }
  const power = daylight(name === 'D65' ? 6500 : 5000)
  return resampleLinear(power, basisGrid(power), wavelengthNm)
}
