import type { RecalibrationForecast } from '../contract/insight.ts'
import { resampleLinear } from '../spectra/interpolate.ts'
import { mean } from '../spectra/metrics.ts'
import { breathe } from './cross-validation.ts'
import { methodNamed } from './correction/registry.ts'
import { rowOf, zeros } from './linear/matrix.ts'
import { loadModel, requireBands } from './loaded-model.ts'
import { requirePairs, takePairs } from './pairs.ts'
import { updatedFit } from './recalibration.ts'
import type { Matrix, PairTable } from './service.ts'
import { errorOf } from './training.ts'

/** A season of a low-cost spectrometer: wavelengths, stray light, zero (bench simulator, combined drift). */
const SLIP_NM = 0.3
const STRAY = 0.005
const ZERO = 0.0015
/** Numbers of patches that are played through. */
const COUNTS = [4, 6, 8, 12, 18, 24] as const
/** Fewest patches left to judge on, and most, so that a forecast takes seconds. */
const LEAST_JUDGED = 12
const MOST_JUDGED = 200

/** Spectra as the instrument would have seen them after the drift. */
function drifted(x: Matrix, wavelengthNm: Float64Array | null, unit: number): Matrix {
  const result = zeros(x.rows, x.columns)
  for (let i = 0; i < x.rows; i++) {
    const row = rowOf(x, i)
    const slipped = wavelengthNm
      ? resampleLinear(
          row,
          wavelengthNm,
          wavelengthNm.map((nm) => nm + SLIP_NM),
        )
      : row
    const light = mean(row)
    rowOf(result, i).set(slipped.map((value) => (1 - STRAY) * value + STRAY * light + ZERO * unit))
  }
  return result
}

/**
 * Plays a recalibration through on the pairs a model was trained on, their raw spectra changed by a drift: with more
 * and more of the model's own patches in its own order, judged on patches that take no part. One reading a patch is in
 * the data, so the forecast is for single readings; several do better.
 * @throws Problem MODEL_DAMAGED, MODEL_MISMATCH, BAD_REQUEST; the reason of the signal
 */
export async function forecastRecalibration(
  bundle: Uint8Array,
  pairs: PairTable,
  signal: AbortSignal,
): Promise<RecalibrationForecast | undefined> {
  requirePairs(pairs)
  const model = await loadModel(bundle)
  const { card, transferPatches } = model.content
  requireBands(card, pairs.x.columns)
  const reflectance = pairs.quantity === 'reflectance'
  const unit = reflectance ? 1 : mean(pairs.y.data.map(Math.abs))
  const aged = { ...pairs, x: drifted(pairs.x, pairs.wavelengthNm, unit) }
  const rowById = new Map(pairs.ids.map((id, row) => [id, row]))
  const transfer = transferPatches.flatMap((id) => rowById.get(id) ?? [])
  const counts = COUNTS.filter((count) => count <= transfer.length)
  const taken = new Set(transfer)
  const judged = Array.from(pairs.ids.keys())
    .filter((row) => !taken.has(row))
    .slice(0, MOST_JUDGED)
  if (counts.length < 2 || judged.length < LEAST_JUDGED) return undefined
  const method = methodNamed(card.method)
  const test = takePairs(aged, judged)
  const expected = (table: PairTable, predicted: Matrix): { rmse: number; dE00: number | null } => {
    const { rmse, dE00 } = errorOf(table, predicted)
    return { rmse, dE00: dE00 && dE00.mean }
  }
  const before = takePairs(pairs, judged)
  const points: RecalibrationForecast['points'] = []
  for (const patches of counts) {
    await breathe(signal)
    const updated = updatedFit(method, model.fitted, takePairs(aged, transfer.slice(0, patches)))
    points.push({ patches, ...expected(test, updated.predict(test.x)) })
  }
  const forecast = {
    drift: `${pairs.wavelengthNm ? `${SLIP_NM} nm, ` : ''}${STRAY * 100} % stray light and ${reflectance ? '' : 'relative '}${ZERO} zero offset`,
    calibrated: expected(before, model.fitted.predict(before.x)),
    drifted: expected(test, model.fitted.predict(test.x)),
    points,
    judgedOn: judged.length,
  }
  model.fitted.dispose?.()
  return forecast
}
