import type { DeviceFact } from '../../contract/instrument.ts'
import type { OpenDevice } from '../../drivers/device.ts'
import type { Colorimeter, Spectrometer } from '../../drivers/capabilities.ts'
import { at } from '../../spectra/at.ts'
import { axisPitchNm } from '../../spectra/axis.ts'
import { formatMs } from '../../spectra/exposure.ts'

/** Farthest a cubic may be from the wavelengths of the pixels to be called theirs, nm. */
const SAME_NM = 0.005

/** What an open instrument is, by what it told: coefficients, ranges, limits. */
export function deviceFacts(device: OpenDevice): DeviceFact[] {
  const { spectrometer, reference, stage, lamp } = device
  return [
    ...(spectrometer ? detectorFacts(spectrometer) : []),
    ...(reference ? referenceFacts(reference) : []),
    ...(stage ? [{ name: 'Moves', value: 'X and Y, in mm' }] : []),
    ...(lamp ? [{ name: 'Lamp', value: 'switched by this instrument' }] : []),
  ]
}

function detectorFacts({ wavelengthNm, maxCounts, integrationLimitsMs, linearity }: Spectrometer) {
  const [first, last] = [at(wavelengthNm, 0), at(wavelengthNm, wavelengthNm.length - 1)]
  const cubic = cubicOf(wavelengthNm)
  return [
    { name: 'Pixels', value: wavelengthNm.length.toLocaleString('en') },
    { name: 'Wavelengths', value: `${first.toFixed(1)} to ${last.toFixed(1)} nm` },
    ...listed('Wavelength', cubic, 'no cubic: given pixel by pixel'),
    ...listed('Linearity', linearity, 'none in the instrument'),
    { name: 'Full scale', value: `${maxCounts.toLocaleString('en')} counts` },
    { name: 'Integration time, limits', value: integrationLimitsMs.map(formatMs).join(' to ') },
  ]
}

/** Coefficients one a line: "Wavelength c0". */
function listed(name: string, values: readonly number[] | undefined, otherwise: string): DeviceFact[] {
  if (!values) return [{ name: `${name} coefficients`, value: otherwise }]
  return values.map((value, i) => ({ name: `${name} c${i}`, value: coefficient(value) }))
}

function referenceFacts(reference: Colorimeter): DeviceFact[] {
  if (reference.quantity === 'tristimulus')
    return [
      { name: 'Measures', value: 'X, Y and Z, no spectrum' },
      { name: 'Corrects', value: 'colours by a matrix; spectra stay as measured' },
    ]
  const { fromNm, toNm } = reference.axis
  return [
    { name: 'Measures', value: reference.quantity },
    {
      name: 'Wavelengths',
      value: `${fromNm} to ${toNm} nm in ${+axisPitchNm(reference.axis).toFixed(2)} nm`,
    },
  ]
}

const coefficient = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(3) : String(Number(value.toPrecision(6)))

/**
 * Coefficients c0 to c3 of the cubic that the wavelengths were computed from, over the pixel number from 0; undefined
 * where there is none. Four pixels determine it, all others confirm it.
 */
export function cubicOf(wavelengthNm: Float64Array): [number, number, number, number] | undefined {
  const last = wavelengthNm.length - 1
  if (last < 8) return undefined
  const places = [0, 1, 2, 3].map((i) => Math.round((i * last) / 3))
  const slopes = places.map((place) => at(wavelengthNm, place))
  // Divided differences in place (Newton).
  for (let order = 1; order < 4; order++)
    for (let i = 3; i >= order; i--)
      slopes[i] = (at(slopes, i) - at(slopes, i - 1)) / (at(places, i) - at(places, i - order))
  const [d0 = 0, d1 = 0, d2 = 0, d3 = 0] = slopes
  const [, p1 = 0, p2 = 0] = places
  const made: [number, number, number, number] = [d0, d1 - d2 * p1 + d3 * p1 * p2, d2 - d3 * (p1 + p2), d3]
  const of = (n: number): number => made[0] + n * (made[1] + n * (made[2] + n * made[3]))
  return wavelengthNm.every((nm, pixel) => Math.abs(of(pixel) - nm) <= SAME_NM) ? made : undefined
}
