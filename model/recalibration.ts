import { type AcceptanceCheck, type ModelCard } from '../contract/model.ts'
import { mean } from '../spectra/metrics.ts'
import { errorsOf } from './acceptance.ts'
import { readBundle } from './bundle.ts'
import { breathe } from './cross-validation.ts'
import type { Fitted, Method } from './correction/method.ts'
import { adjustOutput } from './correction/output-adjustment.ts'
import { methodNamed } from './correction/registry.ts'
import { difference, rowMeanSquares, rowOf, takeRows, zeros } from './linear/matrix.ts'
import { bundleOf, loadModel, requireBands } from './loaded-model.ts'
import { inStandardErrors, pairedDifference } from './paired.ts'
import { hashOfPairs, meanOfRepeats, requirePairs, requireSameUnits, takePairs } from './pairs.ts'
import type { Matrix, ModelOrigin, PairTable, RecalibrationOutcome } from './service.ts'
import { errorOf } from './training.ts'
import { requirePairCount } from './training-set.ts'

/** Fewest patches that can tell a drift from noise. */
export const MINIMUM_PATCHES = 4
/** After an update the error may be this many times that of the last full scan before a new scan is advised. */
const FAR_FROM_PLATE = 2

/**
 * Moves a model towards a few re-measured patches. Each patch in turn is left out, the others update the model, and
 * the left-out one is judged: only when the mean squared error falls by more than one standard error over the patches
 * is the update accepted; else the old model stays.
 * @param fresh repeated readings of one patch carry the same id and are averaged
 * @throws Problem MODEL_DAMAGED, TOO_FEW_PAIRS, BAD_REQUEST; the reason of the signal
 */
export async function recalibrateModel(
  bundle: Uint8Array,
  fresh: PairTable,
  origin: ModelOrigin,
  created: string,
  signal: AbortSignal,
): Promise<RecalibrationOutcome> {
  const start = performance.now()
  requirePairs(fresh)
  requireSameUnits(fresh)
  const pairs = meanOfRepeats(fresh)
  requirePairCount(pairs.ids.length, MINIMUM_PATCHES)
  const model = await loadModel(bundle)
  const { card: old } = model.content
  requireBands(old, pairs.x.columns)
  const method = methodNamed(old.method)
  const before = model.fitted.predict(pairs.x)
  const after = await leaveOnePatchOut(method, model.fitted, pairs, signal)
  const gain = pairedDifference(
    rowMeanSquares(difference(before, pairs.y)),
    rowMeanSquares(difference(after, pairs.y)),
  )
  const guardStandardErrors = inStandardErrors(gain)
  const accepted = guardStandardErrors > 1
  const updated = updatedFit(method, model.fitted, pairs)
  const [errorBefore, errorAfter] = [errorOf(pairs, before), errorOf(pairs, after)]
  const reason = sentence(old, accepted, guardStandardErrors, errorAfter.rmse)
  const card: Omit<ModelCard, 'hash'> = {
    ...old,
    ...origin,
    parent: origin.parent ?? old.hash,
    state: accepted ? 'candidate' : 'refused',
    parameters: updated.parameters,
    dataHash: hashOfPairs(fresh),
    fitMs: performance.now() - start,
    plate: errorAfter,
    foreign: null,
    acceptance: checks(old, pairs, before, after, guardStandardErrors),
    accepted,
    reason,
    created,
  }
  const bytes = bundleOf({ ...model, fitted: updated }, card, model.content)
  const [perPatchBefore, perPatchAfter] = [errorsOf(pairs, before).values, errorsOf(pairs, after).values]
  model.fitted.dispose?.()
  return {
    bundle: { card: readBundle(bytes).card, bytes },
    before: errorBefore,
    after: errorAfter,
    perPatch: pairs.ids.map((patch, i) => ({
      patch,
      before: perPatchBefore[i] ?? 0,
      after: perPatchAfter[i] ?? 0,
    })),
    guardStandardErrors,
    accepted,
    reason,
  }
}

/** The old model moved by fresh pairs, without a guard. */
export function updatedFit(method: Method, old: Fitted, fresh: PairTable): Fitted {
  return method.recalibrate ? method.recalibrate(old, fresh) : adjustOutput(old, fresh)
}

async function leaveOnePatchOut(
  method: Method,
  old: Fitted,
  pairs: PairTable,
  signal: AbortSignal,
): Promise<Matrix> {
  const rows = Array.from(pairs.ids.keys())
  const predicted = zeros(pairs.y.rows, pairs.y.columns)
  for (const left of rows) {
    await breathe(signal)
    const fitted = updatedFit(
      method,
      old,
      takePairs(
        pairs,
        rows.filter((row) => row !== left),
      ),
    )
    rowOf(predicted, left).set(fitted.predict(takeRows(pairs.x, [left])).data)
  }
  return predicted
}

function sentence(old: ModelCard, accepted: boolean, standardErrors: number, rmse: number): string {
  const figures = `leave-one-out error changed by ${Math.abs(standardErrors).toFixed(1)} standard errors`
  if (!accepted)
    return `No drift found: ${figures}, a fall by more than 1 is needed. ${old.version} stays active.`
  const far = rmse > FAR_FROM_PLATE * old.plate.rmse
  const advice = `The error is still ${(rmse / old.plate.rmse).toFixed(1)} times that of the last scan: scan the plate again.`
  return `Drift found, the update helps: ${figures}.${far ? ` ${advice}` : ''}`
}

function checks(
  old: ModelCard,
  pairs: PairTable,
  before: Matrix,
  after: Matrix,
  standardErrors: number,
): AcceptanceCheck[] {
  const [was, is] = [errorsOf(pairs, before), errorsOf(pairs, after)]
  const better = is.values.filter((value, i) => value < (was.values[i] ?? 0)).length
  const figures = `${is.unit} ${mean(is.values).toPrecision(3)} against ${mean(was.values).toPrecision(3)}`
  return [
    {
      name: `Better than ${old.version} on ${pairs.ids.length} re-measured patches, each left out in turn`,
      state: standardErrors > 1 ? 'passed' : 'failed',
      evidence: `${figures}, ${better} of ${pairs.ids.length} patches, ${standardErrors.toFixed(1)} standard errors, 1 is needed`,
    },
    {
      name: 'Foreign chart not worse than no correction',
      state: 'note',
      evidence: 'unknown since the foreign chart was not measured again',
    },
    { name: 'Domain and interval', state: 'note', evidence: `taken over from ${old.version}` },
  ]
}
