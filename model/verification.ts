import { errorsOf } from './acceptance.ts'
import { floorOf } from './figures/floor.ts'
import { instrumentChange } from './instrument-change.ts'
import { correctRows, loadModel } from './loaded-model.ts'
import { meanOfRepeats, requirePairs, requireSameUnits } from './pairs.ts'
import type { Matrix, VerificationOutcome, VerificationRequest } from './service.ts'
import { errorOf } from './training.ts'

/**
 * Judges a model on check patches: errors of the mean of their readings, shares of the error, and what moved in the
 * instrument since the session the model was made in. Nothing is learned and nothing decided here.
 * @throws Problem MODEL_DAMAGED, MODEL_MISMATCH, BAD_REQUEST
 */
export async function verifyModel(request: VerificationRequest): Promise<VerificationOutcome> {
  const { fresh, before, training, repeats } = request
  requirePairs(fresh)
  requireSameUnits(fresh)
  const pairs = meanOfRepeats(fresh)
  const model = await loadModel(request.bundle)
  const { corrected, domains } = correctRows(model, pairs.x)
  const [raw, own] = [errorsOf(pairs, pairs.x).values, errorsOf(pairs, corrected).values]
  const found = errorOf(pairs, corrected)
  const predict = (x: Matrix): Matrix => model.fitted.predict(x)
  // Spreads are those of single readings, so the error they are shares of is, too.
  const single = errorOf(fresh, predict(fresh.x)).rmse
  const floor = floorOf(fresh, predict, single)
  const then = repeats && floorOf(repeats, predict, single)
  model.fitted.dispose?.()
  const changes = before && training && instrumentChange(training, meanOfRepeats(before), pairs)
  return {
    raw: errorOf(pairs, pairs.x),
    corrected: found,
    patches: pairs.ids.map((patch, i) => ({ patch, raw: raw[i] ?? 0, corrected: own[i] ?? 0 })),
    foreign: domains.filter((domain) => domain === 'foreign').length,
    floor,
    ...(then ? { noiseBefore: then.rawRmse } : {}),
    ...(changes ? { changes } : {}),
  }
}
