import { centred } from '../linear/matrix.ts'
import { multiply } from '../linear/multiply.ts'
import { scaledColumns } from '../linear/principal-components.ts'
import type { RidgePath } from '../linear/ridge-path.ts'
import type { Matrix } from '../service.ts'

const ROUNDING = 1e-13

/**
 * Loadings (bands x components) that give a plate's principal scores in units of the root mean square of the first:
 * non-linear terms of them then mean the same in every unit of the spectra.
 */
export function scoreLoadings({ values, loadings, primal, samples }: RidgePath, most: number): Matrix {
  const first = values[0] ?? 0
  const kept = values
    .slice(0, Math.max(0, Math.min(most, samples - 2)))
    .filter((value) => value > ROUNDING * first)
  const unit = Math.sqrt(first / samples)
  return scaledColumns(
    loadings,
    kept.map((value) => 1 / unit / (primal ? 1 : Math.sqrt(value))),
  )
}

/** Scores of spectra. @param centre the plate's mean spectrum */
export function scoresOf(x: Matrix, centre: Float64Array, loadings: Matrix): Matrix {
  return multiply(centred(x, centre), loadings)
}
