import { Problem } from '../contract/errors.ts'
import type { Colour, Triple } from '../contract/spectrum.ts'
import { at } from './at.ts'
import { OBSERVER_10 } from './cie/observer-10.ts'
import { OBSERVER_2 } from './cie/observer-2.ts'
import type { Observer } from './cie/observer.ts'
import { illuminant } from './illuminant.ts'
import type { IlluminantName } from './illuminant.ts'
import { resampleLinear } from './interpolate.ts'
import { labOf, srgbOf } from './lab.ts'

/** Observer and light a colour is meant for. */
export interface ViewingConditions {
  readonly illuminant: IlluminantName
  readonly observerDegrees: 2 | 10
}

/** What is meant when nothing is said: D65, 2 degrees. */
export const DEFAULT_VIEWING: ViewingConditions = { illuminant: 'D65', observerDegrees: 2 }

/** Weights that turn the values of one axis into XYZ, and the XYZ of the perfect diffuser (Y = 100) on that axis. */
export interface ColourWeights {
  /** A copy of the axis the weights are for. */
  readonly wavelengthNm: Float64Array
  readonly x: Float64Array
  readonly y: Float64Array
  readonly z: Float64Array
  readonly white: Triple
}

const FROM_NM = 380
const TO_NM = 780

/**
 * Whether an axis reaches from 410 to 700 nm at least, the least a colour can be computed from: what lies below 410 nm
 * holds 1.1 % of Z and 0.3 % of X under D65. An 18-channel sensor begins there.
 */
export function coversColour(wavelengthNm: ArrayLike<number>): boolean {
  return (
    wavelengthNm.length >= 2 && at(wavelengthNm, 0) <= 410 && at(wavelengthNm, wavelengthNm.length - 1) >= 700
  )
}

/**
 * Weights of one axis: reflectance runs straight between its points to a 1 nm grid, multiplied there with light and
 * observer. The sum goes over the part of 380..780 nm that the axis covers, and white is summed over the same part,
 * so a perfect diffuser is L* = 100 on every axis.
 * @throws Problem BAD_REQUEST when 410 to 700 nm are not covered
 */
export function colourWeights(
  wavelengthNm: Float64Array,
  viewing: ViewingConditions = DEFAULT_VIEWING,
): ColourWeights {
  const observer = viewing.observerDegrees === 10 ? OBSERVER_10 : OBSERVER_2
  return weightsUnder(wavelengthNm, observer, (grid) => illuminant(viewing.illuminant, grid))
}

/** The same under any light: `lightOn` gives its relative power at the wavelengths it is asked for. */
export function weightsUnder(
  wavelengthNm: Float64Array,
  observer: Observer,
  lightOn: (wavelengthNm: Float64Array) => Float64Array,
): ColourWeights {
  if (!coversColour(wavelengthNm)) throw tooNarrow(wavelengthNm)
  const bands = wavelengthNm.length
  const from = Math.max(FROM_NM, Math.ceil(at(wavelengthNm, 0) - 1e-6))
  const to = Math.min(TO_NM, Math.floor(at(wavelengthNm, bands - 1) + 1e-6))
  const grid = Float64Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const light = lightOn(grid)
  const power = light.reduce((sum, value, i) => sum + value * at(observer.y, from + i - observer.fromNm), 0)
  // Place of every grid point between the bands: linear interpolation of the band numbers themselves.
  const places = resampleLinear(
    wavelengthNm.map((_, band) => band),
    wavelengthNm,
    grid,
  )
  const weigh = (curve: readonly number[]): Float64Array => {
    const weights = new Float64Array(bands)
    places.forEach((place, i) => {
      const band = Math.min(Math.floor(place), bands - 2)
      const weight = (100 * at(light, i) * at(curve, from + i - observer.fromNm)) / power
      weights[band] = at(weights, band) + weight * (band + 1 - place)
      weights[band + 1] = at(weights, band + 1) + weight * (place - band)
    })
    return weights
  }
  const [x, y, z] = [weigh(observer.x), weigh(observer.y), weigh(observer.z)]
  const total = (weights: Float64Array): number => weights.reduce((sum, value) => sum + value, 0)
  return { wavelengthNm: wavelengthNm.slice(), x, y, z, white: [total(x), total(y), total(z)] }
}

function tooNarrow(wavelengthNm: ArrayLike<number>): Problem {
  const range =
    wavelengthNm.length < 2
      ? 'one band'
      : `${at(wavelengthNm, 0)} to ${at(wavelengthNm, wavelengthNm.length - 1)} nm`
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'No colour from this range',
    happened: `Colour needs 410 to 700 nm at least, the spectrum has ${range}.`,
    kept: 'The spectrum itself.',
    next: 'Compare the spectra without colour.',
  })
}

/** XYZ of reflectance values, Y = 100 for the perfect diffuser. */
export function xyzOf(values: ArrayLike<number>, weights: ColourWeights): Triple {
  const { x, y, z } = weights
  if (values.length !== x.length) throw new RangeError(`${values.length} values, the axis has ${x.length}`)
  let [sx, sy, sz] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const value = at(values, i)
    sx += value * at(x, i)
    sy += value * at(y, i)
    sz += value * at(z, i)
  }
  return [sx, sy, sz]
}

/** The axes seen last, newest first; a program works with few of them. */
const recent: ColourWeights[] = []
const RECENT_AXES = 8

function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Weights of an axis under D65, 2 degrees, kept from call to call (compared by content, so the array may be a new one). */
export function standardWeights(wavelengthNm: Float64Array): ColourWeights {
  const place = recent.findIndex((weights) => isSame(weights.wavelengthNm, wavelengthNm))
  const known = recent[place]
  if (known && place === 0) return known
  const weights = known ?? colourWeights(wavelengthNm)
  if (known) recent.splice(place, 1)
  recent.unshift(weights)
  recent.length = Math.min(recent.length, RECENT_AXES)
  return weights
}

/** L*a*b* of a reflectance spectrum, D65, 2 degrees. Negative sums count as black. @throws Problem BAD_REQUEST */
export function labOfSpectrum(values: ArrayLike<number>, wavelengthNm: Float64Array): Triple {
  const weights = standardWeights(wavelengthNm)
  const [x, y, z] = xyzOf(values, weights)
  return labOf([Math.max(0, x), Math.max(0, y), Math.max(0, z)], weights.white)
}

/** Colour of a reflectance spectrum, D65, 2 degrees. Negative sums count as black. @throws Problem BAD_REQUEST */
export function colourOf(values: ArrayLike<number>, wavelengthNm: Float64Array): Colour {
  const weights = standardWeights(wavelengthNm)
  const [x, y, z] = xyzOf(values, weights)
  const xyz: Triple = [Math.max(0, x), Math.max(0, y), Math.max(0, z)]
  return { xyz, lab: labOf(xyz, weights.white), ...srgbOf(xyz) }
}
