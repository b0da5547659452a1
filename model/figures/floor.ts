import type { FloorFigures } from '../../contract/figures.ts'
import { deltaEPerSample, mean } from '../../spectra/metrics.ts'
import { difference, rowOf, takeRows, zeros } from '../linear/matrix.ts'
import { colourAxis } from '../pairs.ts'
import type { Matrix, PairTable } from '../service.ts'

/** Fewest degrees of freedom a spread is worth printing from. */
const LEAST_DEGREES = 5

/** Every row replaced by the mean of the rows of its patch. */
function patchMeans(values: Matrix, groups: readonly (readonly number[])[]): Matrix {
  const means = zeros(values.rows, values.columns)
  for (const rows of groups) {
    const middle = new Float64Array(values.columns)
    for (const row of rows)
      for (const [j, value] of rowOf(values, row).entries())
        middle[j] = (middle[j] ?? 0) + value / rows.length
    for (const row of rows) rowOf(means, row).set(middle)
  }
  return means
}

/** Variance within patches, pooled over patches and bands. */
function within(values: Matrix, groups: readonly (readonly number[])[]): number {
  const degrees = groups.reduce((sum, rows) => sum + rows.length - 1, 0)
  const offsets = difference(values, patchMeans(values, groups)).data
  return offsets.reduce((sum, value) => sum + value * value, 0) / (degrees * values.columns)
}

/**
 * The floor under an accuracy, from patches read more than once: what corrected minus reference varies within a patch
 * is in no model's power. The error of cross-validation is divided into
 *
 * - repeatability: variance of corrected readings within a patch, placement included,
 * - reference: the same of the reference,
 * - pairing: what the difference of a pair varies beyond its two halves (below 0 where both are moved alike: 0),
 * - model: the rest.
 *
 * @param repeats rows of the same patch carry the same id
 * @returns null where fewer than five degrees of freedom are there
 */
export function floorOf(
  repeats: PairTable,
  predict: (x: Matrix) => Matrix,
  rmsecv: number,
): FloorFigures | null {
  const byId = new Map<string, number[]>()
  for (const [row, id] of repeats.ids.entries()) byId.set(id, [...(byId.get(id) ?? []), row])
  const several = [...byId.values()].filter((rows) => rows.length > 1)
  const readings = several.reduce((sum, rows) => sum + rows.length, 0)
  if (readings - several.length < LEAST_DEGREES) return null
  const [raw, reference] = [takeRows(repeats.x, several.flat()), takeRows(repeats.y, several.flat())]
  let next = 0
  const groups = several.map((rows) => rows.map(() => next++))
  const corrected = predict(raw)
  const [own, calibrated] = [within(corrected, groups), within(reference, groups)]
  const apart = within(difference(corrected, reference), groups)
  const error = Math.max(rmsecv ** 2, 1e-300)
  const pairing = Math.max(0, apart - own - calibrated)
  const noise = own + calibrated + pairing
  // Where noise of single readings alone exceeds the error of cross-validation, nothing is left for the model.
  const share = (variance: number): number => variance / Math.max(error, noise)
  const axis = colourAxis(repeats)
  return {
    readings,
    patches: several.length,
    rmse: Math.sqrt(apart),
    accuracyOverFloor: rmsecv / Math.sqrt(Math.max(apart, 1e-300)),
    dE00: axis && mean(deltaEPerSample(corrected.data, patchMeans(corrected, groups).data, axis)),
    rawRmse: Math.sqrt(within(raw, groups)),
    budget: {
      repeatability: share(own),
      reference: share(calibrated),
      pairing: share(pairing),
      model: share(Math.max(0, error - noise)),
    },
  }
}
