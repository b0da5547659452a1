import { at } from '../../spectra/at.ts'
import { pixelWavelengths } from '../../spectra/axis.ts'
import { bell, FINE_FROM_NM, FINE_NM, FINE_POINTS, SD_PER_FWHM } from './fine-grid.ts'
import type { UnitParameters } from './unit.ts'

/** Detector of the low-cost unit, an Ocean HDX: pixels, and full scale of its converter. */
const EYE_PIXELS = 2068
export const EYE_MAX_COUNTS = 65_535

/** Pixel -> nm as the factory stored it, float32: 366.0 to 791.1 nm. */
export const PIXEL_COEFFICIENTS: readonly number[] = [366, 0.2094, -1.6e-6, -1e-10].map(Math.fround)

/** Wavelength the device believes each of its pixels to have, nm. */
export const PIXEL_NM: Float64Array = pixelWavelengths(PIXEL_COEFFICIENTS, EYE_PIXELS)

/** Light outside this range does not reach the detector as uniform stray light. */
const STRAY_FROM_NM = 370
const STRAY_TO_NM = 790
/** Gauss kernels are cut where they fall below 1e-9 of their peak. */
const CUT_SD = 6.5

/** Which part of the light goes through one line shape to each pixel. */
interface Kernel {
  readonly share: number
  /** First point of the fine grid under each pixel's kernel. */
  readonly first: Int32Array
  /** Kernel values of all pixels in a row; pixel i owns offset[i] .. offset[i + 1]. */
  readonly values: Float64Array
  readonly offset: Int32Array
}

/** The optics of one unit: everything between the light at the slit and the light on every pixel. */
export interface Optics {
  readonly kernels: readonly Kernel[]
  readonly scatterShare: number
  readonly scatterNm: number
  readonly scatterPlan: ScatterPlan
  readonly strayShare: number
}

/** Where each pixel really looks: what the device believes plus the unit's wavelength error. */
function trueCentres(unit: UnitParameters): Float64Array {
  return PIXEL_NM.map((nm) => {
    const t = (nm - 580) / 200
    const error = unit.d0 + unit.d1 * t + unit.d2 * (1.5 * t * t - 0.5)
    if (unit.misspecified === undefined) return nm + error
    return nm + error + 0.25 * Math.sin((2 * Math.PI * (nm - 380)) / 70 + unit.misspecified)
  })
}

/** Kernels of all pixels, each normalised to sum 1; `reachNm` bounds them on both sides of `centre`. */
function kernel(
  share: number,
  centresNm: Float64Array,
  reachNm: (pixel: number) => number,
  shape: (pixel: number, distanceNm: number) => number,
): Kernel {
  const first = new Int32Array(centresNm.length)
  const offset = new Int32Array(centresNm.length + 1)
  const values: number[] = []
  centresNm.forEach((centre, pixel) => {
    const reach = reachNm(pixel)
    const from = Math.max(0, Math.ceil(centre - reach - FINE_FROM_NM))
    const to = Math.min(FINE_POINTS - 1, Math.floor(centre + reach - FINE_FROM_NM))
    const row: number[] = []
    for (let j = from; j <= to; j++) row.push(shape(pixel, at(FINE_NM, j) - centre))
    const sum = row.reduce((total, value) => total + value, 0)
    for (const value of row) values.push(value / sum)
    first[pixel] = from
    offset[pixel + 1] = values.length
  })
  return { share, first, offset, values: Float64Array.from(values) }
}

/** Optics of a unit: Gauss line of its bandwidth, near scatter, uniform stray light (and worse where misspecified). */
export function unitOptics(unit: UnitParameters): Optics {
  const centresNm = trueCentres(unit)
  const sd = PIXEL_NM.map((nm) => unit.F0 * (1 + (unit.f1 * (nm - 580)) / 200) * SD_PER_FWHM)
  const line = 1 - unit.su - unit.sn
  const gauss = (share: number): Kernel =>
    kernel(
      share,
      centresNm,
      (pixel) => CUT_SD * at(sd, pixel),
      (pixel, distance) => bell(distance, 0, at(sd, pixel)),
    )
  const common = {
    scatterShare: unit.sn,
    scatterNm: unit.tau,
    scatterPlan: scatterPlan(centresNm, unit.tau),
    strayShare: unit.su,
  }
  if (unit.misspecified === undefined) return { ...common, kernels: [gauss(line)] }
  const tail = kernel(
    0.25 * line,
    centresNm,
    () => 165,
    (_, distance) => (distance > 0 ? Math.exp(-distance / 8) : 0),
  )
  const mirrored = centresNm.map((nm) => 1160 - nm)
  const ghost = kernel(
    0.008 * line,
    mirrored,
    () => 20 * CUT_SD,
    (_, distance) => bell(distance, 0, 20),
  )
  return { ...common, kernels: [gauss(0.742 * line), tail, ghost] }
}

/**
 * Light on every pixel for the light `spectrum` at the slit (fine grid). Every index below is inside its array by
 * construction; `?? 0` says so to the compiler without the cost of a check per tap.
 */
export function throughOptics(optics: Optics, spectrum: Float64Array): Float64Array {
  const stray = optics.strayShare * strayMean(spectrum)
  const pixels = scatter(optics, spectrum).map((value) => optics.scatterShare * value + stray)
  for (const { share, first, offset, values } of optics.kernels) {
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const start = offset[pixel] ?? 0
      const end = offset[pixel + 1] ?? 0
      const shift = (first[pixel] ?? 0) - start
      let sum = 0
      for (let k = start; k < end; k++) sum += (values[k] ?? 0) * (spectrum[k + shift] ?? 0)
      pixels[pixel] = (pixels[pixel] ?? 0) + share * sum
    }
  }
  return pixels
}

function strayMean(spectrum: Float64Array): number {
  const inside = spectrum.subarray(STRAY_FROM_NM - FINE_FROM_NM, STRAY_TO_NM - FINE_FROM_NM + 1)
  return inside.reduce((sum, value) => sum + value, 0) / inside.length
}

/** How a pixel's centre divides its near scatter between the sums of the grid points below and above it. */
interface ScatterPlan {
  /** Grid point at or below every centre. */
  readonly below: Int32Array
  readonly fromBelow: Float64Array
  readonly fromAbove: Float64Array
}

/**
 * Near scatter is the mean of the spectrum weighted with exp(-|distance| / length) around each pixel's centre. An
 * exponential needs no kernel: two running sums over the grid give every centre exactly.
 */
function scatterPlan(centresNm: Float64Array, lengthNm: number): ScatterPlan {
  const decay = Math.exp(-1 / lengthNm)
  const ones = runningSums(new Float64Array(FINE_POINTS).fill(1), decay)
  const below = Int32Array.from(centresNm, (centre) => Math.floor(centre) - FINE_FROM_NM)
  const fromBelow = centresNm.map((centre) => Math.exp(-(centre - Math.floor(centre)) / lengthNm))
  const fromAbove = fromBelow.map((weight) => decay / weight)
  const total = fromBelow.map(
    (weight, i) =>
      weight * at(ones.below, at(below, i)) + at(fromAbove, i) * at(ones.above, at(below, i) + 1),
  )
  return {
    below,
    fromBelow: fromBelow.map((weight, i) => weight / at(total, i)),
    fromAbove: fromAbove.map((weight, i) => weight / at(total, i)),
  }
}

function scatter({ scatterPlan, scatterNm }: Optics, spectrum: Float64Array): Float64Array {
  const sums = runningSums(spectrum, Math.exp(-1 / scatterNm))
  return scatterPlan.fromBelow.map((weight, i) => {
    const left = scatterPlan.below[i] ?? 0
    return weight * (sums.below[left] ?? 0) + (scatterPlan.fromAbove[i] ?? 0) * (sums.above[left + 1] ?? 0)
  })
}

/** For every grid point the sums of all values at or below and at or above it, fading by `decay` per point. */
function runningSums(values: Float64Array, decay: number): { below: Float64Array; above: Float64Array } {
  const below = Float64Array.from(values)
  const above = Float64Array.from(values)
  for (let i = 1; i < values.length; i++) below[i] = at(below, i) + decay * at(below, i - 1)
  for (let i = values.length - 2; i >= 0; i--) above[i] = at(above, i) + decay * at(above, i + 1)
  return { below, above }
}
