import type { Evaluation } from '../../contract/model.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { labOf } from '../../spectra/lab.ts'
import { evaluate, mean, percentile } from '../../spectra/metrics.ts'

const lab = (xyz: Triple, white: Triple): Triple =>
  labOf([Math.max(0, xyz[0]), Math.max(0, xyz[1]), Math.max(0, xyz[2])], white)

/** dE00 of every row; XYZ of both sides and of the white on one scale, negative values count as black. */
export const deltaEs = (a: readonly Triple[], b: readonly Triple[], white: Triple): Float64Array =>
  Float64Array.from(a, (xyz, row) => deltaE2000(lab(xyz, white), lab(b[row] ?? [NaN, NaN, NaN], white)))

/** Error of predicted against reference colours; RMSE, p95 and gfc over X, Y and Z as fractions of the white's Y. */
export function evaluateTriples(
  reference: readonly Triple[],
  predicted: readonly Triple[],
  white: Triple,
): Evaluation {
  const flat = (side: readonly Triple[]): Float64Array =>
    Float64Array.from(side.flat(), (value) => value / white[1])
  const differences = deltaEs(predicted, reference, white)
  return {
    ...evaluate(flat(reference), flat(predicted), 3, null),
    dE00: {
      mean: mean(differences),
      p95: percentile(differences, 95),
      max: percentile(differences, 100),
    },
  }
}
