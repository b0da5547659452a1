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

/**
 * A smooth light of a chromaticity: the daylight basis functions with the factors of CIE 015:2018, section 4.1.2, also
 * off the daylight locus, where incandescent light still comes near; never below zero. Wavelengths as for `illuminant`.
 */
export function lightOfWhite(x: number, y: number, wavelengthNm: Float64Array): Float64Array {
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
