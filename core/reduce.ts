import { WORKING_AXIS, asBandSignal, asPixelCounts, asRadiance, asReflectance } from '../contract/spectrum.ts'
import type { Axis, BandSignal, PixelCounts, Radiance, Reflectance } from '../contract/spectrum.ts'
import { axisWavelengths, sameAxis } from '../spectra/axis.ts'
import type { Store } from './store/interface.ts'
import { bandPlan, bandSignal } from '../spectra/bands.ts'
import type { BandPlan } from '../spectra/bands.ts'
import { resampleLinear } from '../spectra/interpolate.ts'
import { reflectanceFromRadiance, reflectanceFromSignal } from '../spectra/reflectance.ts'

/** Centres of the 224 working bands in nm. */
export const WORKING_NM: Float64Array = axisWavelengths(WORKING_AXIS)

/** Certified reflectance of the white tiles when nothing else was entered. */
export const TILE_REFLECTANCE = 0.985

/** Reflectance of the white tile: as entered, else as certified. */
export function tileOf(store: Pick<Store, 'getSetting'>): number {
  const stored = store.getSetting('tile')
  return typeof stored === 'number' && stored > 0 && stored <= 1.1 ? stored : TILE_REFLECTANCE
}

const plans = new WeakMap<Float64Array, BandPlan>()

/** Overlaps of a detector's pixels with the working bands; made once per wavelength array. */
function planOf(pixelNm: Float64Array): BandPlan {
  const known = plans.get(pixelNm)
  if (known) return known
  const plan = bandPlan(pixelNm, WORKING_AXIS)
  plans.set(pixelNm, plan)
  return plan
}

const bandAxes = new WeakMap<Float64Array, Float64Array>()

/**
 * Wavelengths of the bands a detector's counts become: the working axis, or its own pixels within the working range
 * where they are fewer than the working bands, because dividing a pixel would invent what it never resolved.
 */
export function bandsOf(pixelNm: Float64Array): Float64Array {
  const known = bandAxes.get(pixelNm)
  if (known) return known
  const own = pixelNm.filter((nm) => nm >= WORKING_AXIS.fromNm && nm <= WORKING_AXIS.toNm)
  const made = own.length < 2 || own.length >= WORKING_AXIS.bands ? WORKING_NM : own
  bandAxes.set(pixelNm, made)
  return made
}

/** Counts per pixel as signal of the bands of `bandsOf`, fraction of full scale. @throws Problem WRONG_DEVICE */
export function signalOf(counts: PixelCounts, pixelNm: Float64Array, maxCounts: number): BandSignal {
  const bands = bandsOf(pixelNm)
  if (bands === WORKING_NM) return bandSignal(planOf(pixelNm), counts, maxCounts)
  if (counts.length !== pixelNm.length)
    throw new RangeError(`${counts.length} counts for ${pixelNm.length} pixels`)
  const first = pixelNm.indexOf(bands[0] ?? NaN)
  return asBandSignal(counts.slice(first, first + bands.length).map((value) => value / maxCounts))
}

/** Band signals of sample, dark and white as reflectance. */
export function reduceSignal(
  sample: BandSignal,
  references: { readonly dark: BandSignal; readonly white: BandSignal },
  tile: number,
): Reflectance {
  return reflectanceFromSignal(sample, references.dark, references.white, tile)
}

/**
 * A reading of the reference as reflectance on the bands `bandNm` of the spectrometer beside it. Radiance needs the
 * white of the same instrument; undefined without it.
 */
export function reduceReference(
  reading: {
    readonly quantity: 'radiance' | 'reflectance'
    readonly values: Float64Array
    readonly wavelengthNm: Float64Array
  },
  white: Radiance | undefined,
  tile: number,
  bandNm: Float64Array = WORKING_NM,
): Reflectance | undefined {
  if (reading.quantity === 'reflectance')
    return onBands(asReflectance(reading.values), reading.wavelengthNm, bandNm)
  if (white?.length !== reading.values.length) return undefined
  return onBands(
    reflectanceFromRadiance(asRadiance(reading.values), white, tile),
    reading.wavelengthNm,
    bandNm,
  )
}

/** Straight lines between the points; a spectrum that is there already stays untouched. */
function onBands(values: Reflectance, wavelengthNm: Float64Array, bandNm: Float64Array): Reflectance {
  if (sameAxis(wavelengthNm, bandNm)) return values
  return asReflectance(resampleLinear(values, wavelengthNm, bandNm))
}

/** Wavelengths of an even axis, made once per axis object. */
export function wavelengthsOf(axis: Axis): Float64Array {
  const known = axes.get(axis)
  if (known) return known
  const made = axisWavelengths(axis)
  axes.set(axis, made)
  return made
}
const axes = new WeakMap<Axis, Float64Array>()

/** Stored numbers back as what they were. */
export const countsOf = (values: Float64Array): PixelCounts => asPixelCounts(values)
