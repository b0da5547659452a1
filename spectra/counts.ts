import { asPixelCounts } from '../contract/spectrum.ts'
import type { BandSignal, PixelCounts } from '../contract/spectrum.ts'
import { at, requireSameLength } from './at.ts'

/** A pixel at or above this fraction of full scale counts as saturated. */
export const SATURATION_LEVEL = 0.98
/** A white peak below this fraction of full scale is too dark to measure with. */
export const DARK_LEVEL = 0.15

/** Brightest pixel as a fraction of full scale, dark included. */
export function peakLevel(counts: PixelCounts, maxCounts: number): number {
  let peak = 0
  for (let i = 0; i < counts.length; i++) peak = Math.max(peak, at(counts, i))
  return peak / maxCounts
}

/** Number of pixels at or above 98 % of full scale. */
export function saturatedPixels(counts: PixelCounts, maxCounts: number): number {
  const limit = SATURATION_LEVEL * maxCounts
  return counts.reduce((sum, value) => sum + (value >= limit ? 1 : 0), 0)
}

/** Whether any pixel is at or above 98 % of full scale. */
export function isSaturated(counts: PixelCounts, maxCounts: number): boolean {
  return peakLevel(counts, maxCounts) >= SATURATION_LEVEL
}

/** Light alone: signal minus dark, per band, fraction of full scale. May be slightly negative where there is no light. */
export function subtractDark(signal: BandSignal, dark: BandSignal): Float64Array {
  requireSameLength(signal, dark)
  return signal.map((value, band) => value - at(dark, band))
}

/** Mean of spectra of equal length, element by element. */
export function averageSpectra(spectra: readonly ArrayLike<number>[]): Float64Array {
  const first = spectra[0]
  if (!first) throw new RangeError('nothing to average')
  const sum = new Float64Array(first.length)
  for (const spectrum of spectra) {
    requireSameLength(spectrum, first)
    for (let i = 0; i < sum.length; i++) sum[i] = at(sum, i) + at(spectrum, i)
  }
  return sum.map((value) => value / spectra.length)
}

/** Mean of several frames of one detector. */
export const averageCounts = (frames: readonly PixelCounts[]): PixelCounts =>
  asPixelCounts(averageSpectra(frames))
