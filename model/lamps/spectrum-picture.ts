import { at } from '../../spectra/at.ts'
import { resampleLinear } from '../../spectra/interpolate.ts'
import type { Picture } from '../../spectra/picture.ts'
import { lopsided } from './render/lamp.ts'
import { PREPARED_HEIGHT, PREPARED_WIDTH } from './prepared.ts'

/** Range of the picture: what cameras see. */
const FROM_NM = 390
const TO_NM = 740

/** Red, green and blue of a plain camera at a wavelength, overlapping, its infrared filter included. */
export const cameraAt = (nm: number): readonly [number, number, number] => {
  const glass = 1 / (1 + Math.exp((nm - 705) / 12)) / (1 + Math.exp((405 - nm) / 7))
  return [
    glass * (lopsided(nm, 603, 18, 48) + 0.02),
    glass * (lopsided(nm, 533, 32, 34) + 0.02),
    glass * (lopsided(nm, 460, 30, 28) + 0.02),
  ]
}

/** Wavelength of each column of such a picture, nm. */
export const PICTURE_NM: Float64Array = Float64Array.from(
  { length: PREPARED_WIDTH },
  (_, i) => FROM_NM + ((i + 0.5) * (TO_NM - FROM_NM)) / PREPARED_WIDTH,
)

/**
 * A spectrum as a camera behind a grating would show it, so that the classifier of photographs serves a spectrometer,
 * too: three channels, a display curve, 15 equal rows. Wavelengths outside the spectrum stay dark.
 */
export function pictureOfSpectrum(wavelengthNm: Float64Array, values: Float64Array): Picture {
  const power = resampleLinear(values, wavelengthNm, PICTURE_NM)
  const [first, last] = [at(wavelengthNm, 0), at(wavelengthNm, wavelengthNm.length - 1)]
  const light = Array.from(PICTURE_NM, (nm, i) =>
    cameraAt(nm).map((share) => (nm < first || nm > last ? 0 : Math.max(0, at(power, i)) * share)),
  )
  const peak = Math.max(...light.flat(), 1e-300)
  const rgb = new Uint8Array(3 * PREPARED_WIDTH * PREPARED_HEIGHT)
  light.forEach((pixel, x) =>
    pixel.forEach((value, c) => {
      const shown = Math.round(255 * Math.min(1, (1.2 * value) / peak) ** (1 / 2.2))
      for (let y = 0; y < PREPARED_HEIGHT; y++) rgb[3 * (y * PREPARED_WIDTH + x) + c] = shown
    }),
  )
  return { width: PREPARED_WIDTH, height: PREPARED_HEIGHT, rgb }
}
