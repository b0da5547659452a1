import { zeros } from '../../linear/matrix.ts'
import type { Matrix } from '../../service.ts'
import type { BandAxis } from './band-axis.ts'
import { differentiate } from './local-polynomial.ts'
import { indexOf, type Theta } from './parameters.ts'
import { type StrayLightRemover, strayLightRemover } from './stray-light.ts'

const [A1, A2, D0, D1, D2] = [indexOf('a1'), indexOf('a2'), indexOf('d0'), indexOf('d1'), indexOf('d2')]
const [K0, K1, G0, G1] = [indexOf('k0'), indexOf('k1'), indexOf('g0'), indexOf('g1')]
const [O0, O1] = [indexOf('o0'), indexOf('o1')]

/** The instrument that the physics stage describes, but for its parameters. */
export interface Instrument {
  readonly axis: BandAxis
  /** Mean dark-subtracted white counts per band, as a share of their peak at calibration; ones where unknown. */
  readonly white: Float64Array
}

/** Bands with less light are reckoned with as if they had so much of the peak. */
const LEAST_WHITE = 0.03
/** Of the light counted in a band at least this share is taken for its own, whatever the stray light. */
const LEAST_OWN_LIGHT = 0.5

/** White counts as shares of `peak`; ones where they are unknown or unusable. */
export function whiteShares(white: Float64Array | undefined, bands: number, peak: number): Float64Array {
  if (white?.length !== bands || !(peak > 0)) return new Float64Array(bands).fill(1)
  return white.map((counts) => Math.max(counts / peak, LEAST_WHITE))
}

/** Linear signals free of stray light, and their first and second derivatives by nm: n x bands each. */
export interface CleanSignals {
  readonly rows: number
  readonly signal: Float64Array
  readonly first: Float64Array
  readonly second: Float64Array
}

/** Room for the signals of so many spectra. */
export function cleanSignals(rows: number, bands: number): CleanSignals {
  const room = (): Float64Array => new Float64Array(rows * bands)
  return { rows, signal: room(), first: room(), second: room() }
}

/**
 * Steps 1 and 2 of the correction: counts x white made linear by u (1 + a1 u + a2 u^2), stray light removed.
 * They depend on a1, a2, su, sn and ltau alone.
 */
export function clean(
  { axis, white }: Instrument,
  theta: Theta,
  x: Matrix,
  into: CleanSignals,
  remove: StrayLightRemover = strayLightRemover(axis.wavelengthNm, theta),
): void {
  const [a1, a2] = [theta[A1] ?? 0, theta[A2] ?? 0]
  const { signal, first, second } = into
  const bands = x.columns
  for (let i = 0; i < x.rows; i++) {
    const from = i * bands
    for (let j = 0; j < bands; j++) {
      const counts = (x.data[from + j] ?? 0) * (white[j] ?? 1)
      signal[from + j] = counts * (1 + counts * (a1 + a2 * counts))
    }
    remove(signal, from)
    differentiate(axis.polynomial, signal, first, second, from)
  }
}

/** The signals of the white itself. */
export function cleanWhite(instrument: Instrument, theta: Theta): CleanSignals {
  const bands = instrument.white.length
  const into = cleanSignals(1, bands)
  clean(instrument, theta, { rows: 1, columns: bands, data: new Float64Array(bands).fill(1) }, into)
  return into
}

/**
 * Steps 3 and 4: shifts by d, sharpens by k (signal - d signal' + (d^2/2 - k) signal''), divides by the white treated
 * alike, gain and offset. A handful of operations per value; the other nine parameters change nothing before it.
 */
export function align(
  { axis, white: counted }: Instrument,
  theta: Theta,
  sample: CleanSignals,
  white: CleanSignals,
  into: Float64Array,
): void {
  const bands = axis.position.length
  const [shift, bend] = [new Float64Array(bands), new Float64Array(bands)]
  const [factor, offset] = [new Float64Array(bands), new Float64Array(bands)]
  const of = (index: number): number => theta[index] ?? 0
  for (let j = 0; j < bands; j++) {
    const t = axis.position[j] ?? 0
    const d = of(D0) + of(D1) * t + of(D2) * (axis.curvature[j] ?? 0)
    const b = (d * d) / 2 - of(K0) - of(K1) * t
    const own = (white.signal[j] ?? 0) - d * (white.first[j] ?? 0) + b * (white.second[j] ?? 0)
    const light = Math.max(own, LEAST_OWN_LIGHT * (counted[j] ?? 1))
    shift[j] = d
    bend[j] = b
    factor[j] = (1 + of(G0) + of(G1) * t) / light
    offset[j] = of(O0) + of(O1) * t
  }
  const { signal, first, second } = sample
  for (let i = 0; i < sample.rows; i++)
    for (let j = 0, at = i * bands; j < bands; j++, at++)
      into[at] =
        ((signal[at] ?? 0) - (shift[j] ?? 0) * (first[at] ?? 0) + (bend[j] ?? 0) * (second[at] ?? 0)) *
          (factor[j] ?? 0) +
        (offset[j] ?? 0)
}

/** The correction of an instrument with known parameters: spectra in, spectra out, one row each. */
export function instrumentCorrection(instrument: Instrument, theta: Theta): (x: Matrix) => Matrix {
  const white = cleanWhite(instrument, theta)
  const remove = strayLightRemover(instrument.axis.wavelengthNm, theta)
  return (x) => {
    const result = zeros(x.rows, x.columns)
    const sample = cleanSignals(x.rows, x.columns)
    clean(instrument, theta, x, sample, remove)
    align(instrument, theta, sample, white, result.data)
    return result
  }
}
