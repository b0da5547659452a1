import { at } from '../../spectra/at.ts'
import { pixelWavelengths } from '../../spectra/axis.ts'
import { EYE_MAX_COUNTS, PIXEL_NM } from './optics.ts'
import type { SpectrometerView } from './spectrometer-view.ts'

/** A detector other than the one the eye of the scene was made for. */
export interface PixelArray {
  /** Values it sends; light falls on those from `firstLit` to `lastLit`, the others are masked. */
  readonly words: number
  readonly firstLit: number
  readonly lastLit: number
  readonly fullScale: number
}

/** Bend of the axis over its whole length, nm: that of the eye's own axis. */
const BEND_NM = -7
/** Masked pixels differ by this share of full scale. */
const MASKED_PATTERN = 2e-4

/** Pixel -> nm of a detector that spans the eye's range, float32 as instruments store it. */
export function coefficientsOf({ firstLit, lastLit }: PixelArray): readonly number[] {
  const first = at(PIXEL_NM, 0)
  const span = at(PIXEL_NM, PIXEL_NM.length - 1) - first
  const pixels = lastLit - firstLit
  const c2 = BEND_NM / pixels ** 2
  const c1 = (span - BEND_NM) / pixels
  // The same curve counted from pixel 0, a little inside the eye's range on both sides.
  return [
    first + 0.05 - c1 * firstLit + c2 * firstLit ** 2,
    c1 - 2 * c2 * firstLit - 0.1 / pixels,
    c2,
    0,
  ].map(Math.fround)
}

/** The scene through another detector: the eye's light at each pixel's wavelength, on the detector's own scale. */
export function pixelView(scene: SpectrometerView, array: PixelArray, darkShare: number): SpectrometerView {
  const wavelengthCoefficients = coefficientsOf(array)
  const places = pixelWavelengths(wavelengthCoefficients, array.words).map((nm) => placeOf(nm))
  const scale = array.fullScale / EYE_MAX_COUNTS
  return {
    wavelengthCoefficients,
    spectrum(exposure) {
      const seen = scene.spectrum(exposure)
      return Uint32Array.from(places, (place, pixel) => {
        if (pixel < array.firstLit || pixel > array.lastLit)
          return Math.round(array.fullScale * (darkShare + MASKED_PATTERN * Math.sin(pixel)))
        const below = Math.floor(place)
        const share = place - below
        return Math.round(
          scale *
            (at(seen, below) * (1 - share) + at(seen, Math.min(below + 1, PIXEL_NM.length - 1)) * share),
        )
      })
    },
  }
}

/** Where a wavelength falls between the eye's pixels, as a fractional pixel inside them. */
function placeOf(nm: number): number {
  let low = 0
  let high = PIXEL_NM.length - 1
  if (nm <= at(PIXEL_NM, low)) return low
  if (nm >= at(PIXEL_NM, high)) return high
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (at(PIXEL_NM, middle) <= nm) low = middle
    else high = middle
  }
  return low + (nm - at(PIXEL_NM, low)) / (at(PIXEL_NM, high) - at(PIXEL_NM, low))
}
