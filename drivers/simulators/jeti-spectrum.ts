import { at } from '../../spectra/at.ts'
import { OBSERVER_2 } from '../../spectra/cie/observer-2.ts'
import type { Observer } from '../../spectra/cie/observer.ts'
import { REFERENCE_FROM_NM } from './reference-eye.ts'

/** Maximum luminous efficacy, lm/W (CIE). */
const LUMENS_PER_WATT = 683

const CR = '\r'

/** A value as the instrument's firmware prints it: seven digits, two-digit exponent, e.g. 3.262725E-07. */
export function scientific(value: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(6).split('e')
  const power = Number(exponent)
  return `${mantissa}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** Tristimulus values of a radiance (W/(sr m2 nm), 1 nm from 380 nm), 2 degree observer, Y in cd/m2. */
export function tristimulus(radiance: Float64Array): { x: number; y: number; z: number } {
  const weighted = (axis: 'x' | 'y' | 'z', observer: Observer): number =>
    LUMENS_PER_WATT *
    radiance.reduce(
      (sum, value, i) => sum + value * at(observer[axis], REFERENCE_FROM_NM - observer.fromNm + i),
      0,
    )
  return { x: weighted('x', OBSERVER_2), y: weighted('y', OBSERVER_2), z: weighted('z', OBSERVER_2) }
}

/** Answer to *fetch:XYZ: three lines. */
export function xyzText(radiance: Float64Array): string {
  const { x, y, z } = tristimulus(radiance)
  return `X: ${x.toFixed(4)}${CR}Y: ${y.toFixed(4)}${CR}Z: ${z.toFixed(4)}${CR}`
}

/** Answer to *fetch:PHOTOmetric. */
export const luminanceText = (radiance: Float64Array): string =>
  `Luminance[cd/m^2]: ${tristimulus(radiance).y.toFixed(4)}${CR}`

/** Answer to *fetch:CHROMXY. */
export function chromaticityText(radiance: Float64Array): string {
  const { x, y, z } = tristimulus(radiance)
  const sum = x + y + z
  return `Chrom_x: ${(x / sum).toFixed(4)} Chrom_y: ${(y / sum).toFixed(4)}${CR}`
}

/** Answer to *fetch:sprad in form 4: two heading lines, one value a line, an empty line. */
export function radianceText(
  radiance: Float64Array,
  range: { from: number; to: number; step: number },
): string {
  const lines = ['Spectral radiance [W/(sr*m^2*nm)]', `${range.from} ${range.to} ${range.step}`]
  for (let nm = range.from; nm <= range.to; nm += range.step) {
    lines.push(scientific(at(radiance, nm - REFERENCE_FROM_NM)))
  }
  return `${lines.join(CR)}${CR}${CR}`
}
