import type { DomainFigures, MethodFigures } from '../../contract/figures.ts'
import type { MethodName } from '../../contract/model.ts'
import { gfc, mean, rmse, rmsePerBand, rmsePerSample } from '../../spectra/metrics.ts'
import { errorsOf } from '../acceptance.ts'
import type { Fitted } from '../correction/method.ts'
import { difference, rowOf } from '../linear/matrix.ts'
import { colourAxis } from '../pairs.ts'
import type { Matrix, PairTable } from '../service.ts'
import type { TrainingSet } from '../training-set.ts'
import { colourErrors, type ColourStandard, colourStandard } from './colour-figures.ts'
import { floorOf } from './floor.ts'
import { outlierStatus } from './outlier-status.ts'
import { pairedTest } from './paired-test.ts'
import {
  beyondLimits,
  heldOutShares,
  leverages,
  type SpectralLimits,
  spectralLimits,
} from './spectral-limits.ts'

const WORST = 10

/** What the figures of all methods on one set share. */
interface Basis {
  readonly standard: ColourStandard | null
  readonly limits: SpectralLimits
  readonly onReference: readonly boolean[]
}

const bases = new WeakMap<TrainingSet, Basis>()

function basisOf(set: TrainingSet): Basis {
  const known = bases.get(set)
  if (known) return known
  const { y } = set.pairs
  const axis = colourAxis(set.pairs)
  const limits = spectralLimits(y)
  const made = {
    standard: axis && colourStandard(y, axis),
    limits,
    onReference: beyondLimits(limits, y),
  }
  bases.set(set, made)
  return made
}

/** The full figures of a method. @param predicted its cross-validation on the rows of the set @param fitted on all of them */
export function methodFigures(
  set: TrainingSet,
  { predicted, fitted }: { readonly predicted: Matrix; readonly fitted: Pick<Fitted, 'predict'> },
): MethodFigures {
  const { pairs, heldOut, repeats } = set
  const { standard, limits, onReference } = basisOf(set)
  const bands = pairs.y.columns
  const errors = difference(predicted, pairs.y).data
  const rmsecv = rmse(predicted.data, pairs.y.data)
  const bias = mean(errors)
  const colour = standard && colourErrors(standard, predicted)
  const fits = Float64Array.from({ length: predicted.rows }, (_, i) =>
    gfc(rowOf(predicted, i), rowOf(pairs.y, i)),
  )
  return {
    rmsec: rmse(fitted.predict(pairs.x).data, pairs.y.data),
    rmsecv,
    rmsep: heldOut.ids.length === 0 ? null : rmse(fitted.predict(heldOut.x).data, heldOut.y.data),
    bias,
    sep: Math.sqrt(errors.reduce((sum, value) => sum + (value - bias) ** 2, 0) / (errors.length - 1)),
    gfc: { mean: mean(fits), least: Math.min(...fits) },
    rmsePerBand: Array.from(rmsePerBand(predicted.data, pairs.y.data, bands)),
    colour: colour && [...colour.figures],
    metamerism: colour && colour.metamerism,
    worst: worstOf(pairs, rmsePerSample(predicted.data, pairs.y.data, bands), colour?.dE00),
    floor: repeats ? floorOf(repeats, (x) => fitted.predict(x), rmsecv) : null,
    outliers: outlierStatus(limits, onReference, predicted),
  }
}

function worstOf(
  { ids }: PairTable,
  errors: Float64Array,
  dE00: Float64Array | undefined,
): MethodFigures['worst'] {
  const by = dE00 ?? errors
  return Array.from(ids.keys())
    .sort((a, b) => (by[b] ?? 0) - (by[a] ?? 0))
    .slice(0, WORST)
    .map((row) => ({ patch: ids[row] ?? '', rmse: errors[row] ?? 0, dE00: dE00?.[row] ?? null }))
}

/** Limits of the raw training spectra, judged by cross-validation, and the rows that pull hardest on a linear model. */
export function domainFigures({ pairs, folds }: TrainingSet): DomainFigures {
  const limits = spectralLimits(pairs.x)
  const leverage = leverages(limits, pairs.x)
  const leverageLimit = 3 * mean(leverage)
  const above = Array.from(leverage.keys()).filter((row) => (leverage[row] ?? 0) > leverageLimit)
  return {
    components: limits.variances.length,
    t2Limit: limits.t2Limit,
    qLimit: limits.qLimit,
    ...heldOutShares(pairs.x, folds),
    leverageLimit,
    leverageAbove: above
      .sort((a, b) => (leverage[b] ?? 0) - (leverage[a] ?? 0))
      .slice(0, WORST)
      .map((row) => ({ patch: pairs.ids[row] ?? '', leverage: leverage[row] ?? 0 })),
  }
}

/** Every other method against the winner, patch by patch. */
export function pairedTests(
  pairs: PairTable,
  predictions: ReadonlyMap<MethodName, Matrix>,
  winner: MethodName,
): ({ name: MethodName } & ReturnType<typeof pairedTest>)[] {
  const best = predictions.get(winner)
  if (!best) return []
  const errors = errorsOf(pairs, best).values
  return [...predictions]
    .filter(([name]) => name !== winner)
    .map(([name, predicted]) => ({ name, ...pairedTest(errorsOf(pairs, predicted).values, errors) }))
}
