import { refused } from '../problems.ts'

/** Wavelengths a spectrometer from the ultraviolet to the near infrared can honestly claim. */
const PLAUSIBLE_NM = [150, 1200] as const
/** A linearity correction beyond this is no correction but a wrong calibration. */
const PLAUSIBLE_LINEARITY = [0.5, 2] as const

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0)

/**
 * Wavelength in nm of pixels 0..pixels-1 from c0 + c1 p + c2 p^2 + ...
 * @throws Problem DEVICE_REFUSED where the coefficients are missing or give no usable axis
 */
export function wavelengthsOf(coefficients: readonly number[], pixels: number): Float64Array {
  const nm = Float64Array.from({ length: pixels }, (_, pixel) => polynomial(coefficients, pixel))
  const first = nm[0] ?? NaN
  const last = nm[pixels - 1] ?? NaN
  const rising = nm.every((value, i) => i === 0 || value > (nm[i - 1] ?? NaN))
  if (rising && first >= PLAUSIBLE_NM[0] && last <= PLAUSIBLE_NM[1]) return nm
  throw refused(
    'Its wavelength calibration cannot be used',
    coefficients.length < 2
      ? 'no coefficients are stored'
      : `it runs from ${first.toFixed(0)} to ${last.toFixed(0)} nm`,
    'Have the wavelength coefficients written into the spectrometer again; they stand on its calibration sheet.',
  )
}

/** The stored linearity polynomial, or undefined where it is missing, empty or absurd over 0..maxCounts. */
export function linearityOf(
  coefficients: readonly number[],
  maxCounts: number,
): readonly number[] | undefined {
  if (coefficients.length === 0) return undefined
  const steps = Array.from({ length: 65 }, (_, i) => polynomial(coefficients, (i * maxCounts) / 64))
  return steps.every((factor) => factor >= PLAUSIBLE_LINEARITY[0] && factor <= PLAUSIBLE_LINEARITY[1])
    ? coefficients
    : undefined
}
