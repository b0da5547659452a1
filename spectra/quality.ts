import type { Triple } from '../contract/spectrum.ts'
import { at, requireSameLength } from './at.ts'
import { averageSpectra } from './counts.ts'
import { deltaE2000 } from './delta-e.ts'
import { mean, rmse } from './metrics.ts'

/** Standard deviation per band of repeated readings (at least 2), in the unit of the readings. */
export function noise(readings: readonly ArrayLike<number>[]): Float64Array {
  const centre = averageSpectra(readings)
  const square = centre.map((value, band) =>
    mean(readings.map((reading) => (at(reading, band) - value) ** 2)),
  )
  return square.map((value) => Math.sqrt((value * readings.length) / (readings.length - 1)))
}

/** Noise of one reading estimated from two of the same sample: RMS difference over all bands / sqrt 2. */
export function repeatability(one: ArrayLike<number>, two: ArrayLike<number>): number {
  requireSameLength(one, two)
  return rmse(one, two) / Math.SQRT2
}

/** Largest dE00 between any two replicate readings; 0 for fewer than two. */
export function replicateSpread(labs: readonly Triple[]): number {
  return labs.reduce(
    (largest, one, i) =>
      labs.slice(i + 1).reduce((most, two) => Math.max(most, deltaE2000(one, two)), largest),
    0,
  )
}
