import { seededRandom } from '../../../spectra/random.ts'
import { takeRows } from '../../linear/matrix.ts'
import type { Matrix, PairTable } from '../../service.ts'
import type { MethodParameters, NamedArrays } from '../method.ts'
import { storedArray } from '../stored-array.ts'
import { bandAxis, physicalWavelengths } from './band-axis.ts'
import { type Instrument, instrumentCorrection, whiteShares } from './instrument.ts'
import { ageingPrior, indexOf, instrumentPrior, type Theta } from './parameters.ts'
import { refine } from './refine.ts'

/** More rows hardly move 14 parameters and only take time. */
const MOST_ROWS = 200

/**
 * An instrument whose 14 parameters are known. It corrects with the white it was calibrated with: only the shape of
 * the light over the bands matters, and a new white changes it by little. A recalibration takes over the new white.
 */
export interface CalibratedInstrument {
  readonly instrument: Instrument
  readonly theta: Theta
  /** White counts at their highest when it was calibrated; 0 where they were unknown and no white can be used. */
  readonly whitePeak: number
  /** What counts as 1: 1 for reflectance, else the largest reference value, which is what the priors suppose. */
  readonly unit: number
  /** Physically corrected spectra in this unit. @param x spectra in the same unit */
  readonly correct: (x: Matrix) => Matrix
}

type Parts = Omit<CalibratedInstrument, 'correct'>

const calibrated = (parts: Parts): CalibratedInstrument => ({
  ...parts,
  correct: instrumentCorrection(parts.instrument, parts.theta),
})

/** A matrix divided by `unit`; itself where the unit is 1. */
export function inUnit(matrix: Matrix, unit: number): Matrix {
  return unit === 1 ? matrix : { ...matrix, data: matrix.data.map((value) => value / unit) }
}

function unitOf({ quantity, y }: PairTable): number {
  if (quantity === 'reflectance') return 1
  const largest = y.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return largest > 0 ? largest : 1
}

/** The instrument behind pairs. White counts are used for reflectance only: nothing else is a ratio to white. */
export function calibrate(pairs: PairTable, seed: number): CalibratedInstrument {
  const { x, y, wavelengthNm, quantity } = pairs
  const bands = x.columns
  const white = quantity === 'reflectance' && pairs.white?.length === bands ? pairs.white : undefined
  const whitePeak = white ? Math.max(0, ...white) : 0
  const instrument = {
    axis: bandAxis(physicalWavelengths(wavelengthNm, bands)),
    white: whiteShares(white, bands, whitePeak),
  }
  const unit = unitOf(pairs)
  const rows = Array.from({ length: x.rows }, (_, i) => i)
  const used =
    x.rows <= MOST_ROWS ? rows : seededRandom(seed).fork('physics').shuffle(rows).slice(0, MOST_ROWS)
  const [some, truth] = [x, y].map((side) => inUnit(takeRows(side, used), unit)) as [Matrix, Matrix]
  const theta = refine(instrument, some, truth, instrumentPrior())
  return calibrated({ instrument, theta, whitePeak, unit })
}

/**
 * The same instrument after ageing: stray light, wavelength offset, gain and offset move from their old values as
 * far as a few fresh pairs carry; the rest stays. A new white is used where there is one and there was one before.
 */
export function recalibrated(old: CalibratedInstrument, fresh: PairTable): CalibratedInstrument {
  const { whitePeak, unit } = old
  const { x, y, white } = fresh
  const instrument =
    whitePeak > 0 && white?.length === x.columns
      ? { ...old.instrument, white: whiteShares(white, x.columns, whitePeak) }
      : old.instrument
  const theta = refine(instrument, inUnit(x, unit), inUnit(y, unit), ageingPrior(old.theta))
  return calibrated({ instrument, theta, whitePeak, unit })
}

/** The instrument as arrays for a bundle. */
export function instrumentArrays({ instrument, theta, whitePeak, unit }: CalibratedInstrument): NamedArrays {
  const { axis, white } = instrument
  return { theta, white, wavelengthNm: axis.wavelengthNm, scale: Float64Array.of(whitePeak, unit) }
}

/** The inverse of `instrumentArrays`. @throws Problem MODEL_DAMAGED */
export function restoreInstrument(arrays: NamedArrays): CalibratedInstrument {
  const [whitePeak = 0, unit = 1] = storedArray(arrays, 'scale')
  const instrument = {
    axis: bandAxis(storedArray(arrays, 'wavelengthNm')),
    white: storedArray(arrays, 'white'),
  }
  return calibrated({ instrument, theta: storedArray(arrays, 'theta'), whitePeak, unit })
}

/**
 * What a card may say of the instrument: wavelength offset and uniform stray light are found again within 0.15 nm
 * and 5 %; scatter, line width and stretch only together, so they are not shown.
 */
export function instrumentParameters({ theta, whitePeak }: CalibratedInstrument): MethodParameters {
  return {
    wavelengthOffsetNm: theta[indexOf('d0')] ?? 0,
    strayLight: theta[indexOf('su')] ?? 0,
    whiteCounts: whitePeak > 0 ? 'used' : 'unknown',
  }
}
