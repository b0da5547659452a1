/** Penalties relative to the mean square of the features, 4 per decade; infinity = leave the old model alone. */
const GRID = Float64Array.from({ length: 41 }, (_, k) => 10 ** (-7 + k / 4))

/**
 * The penalty with the least leave-one-out error among a grid and infinity.
 * @param unit mean square of a sample's features: makes the grid independent of the unit of the spectra
 * @param leaveOneOut sum of squared leave-one-out residuals at a finite penalty
 * @param unchanged the same sum when nothing is changed (penalty infinity)
 */
export function chooseShrinkage(
  unit: number,
  leaveOneOut: (penalty: number) => number,
  unchanged: number,
): number {
  let [chosen, least] = [Infinity, unchanged]
  if (unit > 0)
    for (const step of GRID) {
      const error = leaveOneOut(step * unit)
      if (error < least) [chosen, least] = [step * unit, error]
    }
  return chosen
}

/** A penalty for the card, which has no number for "infinite". */
export const penaltyParameter = (penalty: number): number | string =>
  Number.isFinite(penalty) ? penalty : 'infinite'
