import { Problem } from '../contract/errors.ts'
import { asBandSignal } from '../contract/spectrum.ts'
import type { Axis, BandSignal, PixelCounts } from '../contract/spectrum.ts'
import { at } from './at.ts'
import { axisPitchNm, axisWavelengths, firstNotAscending } from './axis.ts'
import { SATURATION_LEVEL } from './counts.ts'

/** Which pixels fall into which band and by how many nm; made once per detector and axis. */
export interface BandPlan {
  readonly axis: Axis
  readonly pixels: number
  /** First pixel of every band. */
  readonly first: Int32Array
  /** Where the overlaps of every band start in `overlapNm`; one entry more than bands. */
  readonly offset: Int32Array
  readonly overlapNm: Float64Array
  /** Width of every band that pixels cover; the whole pitch except beyond the ends of the detector. */
  readonly coveredNm: Float64Array
}

/** Borders of the pixels: midpoints between centres; the outer pixels are as wide outwards as inwards. */
export function pixelEdges(pixelNm: ArrayLike<number>): Float64Array {
  const n = pixelNm.length
  return Float64Array.from({ length: n + 1 }, (_, i) => {
    if (i === 0) return at(pixelNm, 0) - (at(pixelNm, 1) - at(pixelNm, 0)) / 2
    if (i === n) return at(pixelNm, n - 1) + (at(pixelNm, n - 1) - at(pixelNm, n - 2)) / 2
    return (at(pixelNm, i - 1) + at(pixelNm, i)) / 2
  })
}

/**
 * Overlaps of pixels and bands: band i covers its centre plus and minus half the pitch. `pixelNm` ascends strictly.
 * @throws Problem WRONG_DEVICE when a band has no pixel at all
 */
export function bandPlan(pixelNm: Float64Array, axis: Axis): BandPlan {
  if (pixelNm.length < 2 || firstNotAscending(pixelNm) !== -1)
    throw new RangeError('pixel wavelengths must ascend')
  const edges = pixelEdges(pixelNm)
  const half = axisPitchNm(axis) / 2
  const first = new Int32Array(axis.bands)
  const offset = new Int32Array(axis.bands + 1)
  const coveredNm = new Float64Array(axis.bands)
  const overlaps: number[] = []
  let pixel = 0
  axisWavelengths(axis).forEach((centre, band) => {
    const [from, to] = [centre - half, centre + half]
    while (pixel < pixelNm.length - 1 && at(edges, pixel + 1) <= from) pixel++
    first[band] = pixel
    for (let p = pixel; p < pixelNm.length && at(edges, p) < to; p++) {
      const overlap = Math.min(to, at(edges, p + 1)) - Math.max(from, at(edges, p))
      overlaps.push(Math.max(0, overlap))
      coveredNm[band] = at(coveredNm, band) + Math.max(0, overlap)
    }
    offset[band + 1] = overlaps.length
    if (at(coveredNm, band) <= 0) throw noPixel(centre, pixelNm)
  })
  return { axis, pixels: pixelNm.length, first, offset, overlapNm: Float64Array.from(overlaps), coveredNm }
}

function noPixel(centreNm: number, pixelNm: Float64Array): Problem {
  const [from, to] = [at(pixelNm, 0), at(pixelNm, pixelNm.length - 1)]
  return new Problem({
    code: 'WRONG_DEVICE',
    title: 'The wavelength range is too short',
    happened: `The instrument covers ${from.toFixed(1)} to ${to.toFixed(1)} nm, nothing of it falls into the band at ${centreNm.toFixed(1)} nm.`,
    kept: 'Nothing was measured.',
    next: 'Use an instrument that covers the whole range, or check its wavelength coefficients.',
  })
}

/** Mean of the pixel values over every band, weighted by overlap: the integral over a covered band is kept exactly. */
export function averageIntoBands(plan: BandPlan, pixelValues: ArrayLike<number>): Float64Array {
  if (pixelValues.length !== plan.pixels) {
    throw new RangeError(`${pixelValues.length} pixels, the plan is for ${plan.pixels}`)
  }
  const out = new Float64Array(plan.axis.bands)
  for (let band = 0; band < out.length; band++) {
    const start = at(plan.offset, band)
    const end = at(plan.offset, band + 1)
    const first = at(plan.first, band) - start
    let sum = 0
    for (let k = start; k < end; k++) sum += at(plan.overlapNm, k) * at(pixelValues, first + k)
    out[band] = sum / at(plan.coveredNm, band)
  }
  return out
}

/** Pixel counts as band signal: area averages as fractions of full scale. */
export function bandSignal(plan: BandPlan, counts: PixelCounts, maxCounts: number): BandSignal {
  const bands = averageIntoBands(plan, counts)
  return asBandSignal(bands.map((value) => value / maxCounts))
}

/** 1 for every band that touches a pixel at or above 98 % of full scale, else 0. */
export function saturatedBands(plan: BandPlan, counts: PixelCounts, maxCounts: number): Uint8Array {
  const limit = SATURATION_LEVEL * maxCounts
  return Uint8Array.from({ length: plan.axis.bands }, (_, band) => {
    const start = at(plan.offset, band)
    const first = at(plan.first, band) - start
    for (let k = start; k < at(plan.offset, band + 1); k++) if (at(counts, first + k) >= limit) return 1
    return 0
  })
}
