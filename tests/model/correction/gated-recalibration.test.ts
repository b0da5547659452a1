import { beforeAll, describe, expect, it } from 'vitest'
import { COMBINED_AGEING } from '../../../drivers/simulators/drift.ts'
import { loadModel } from '../../../model/loaded-model.ts'
import { recalibrateModel } from '../../../model/recalibration.ts'
import type { ModelBundle, PairTable, RecalibrationOutcome } from '../../../model/service.ts'
import { trainModel } from '../../../model/training.ts'
import { rmse } from '../../../spectra/metrics.ts'
import { benchScene, measure, PATCHES } from '../support/bench.ts'

const never = new AbortController().signal
const origin = { version: 'v1', instrument: 'SIM-0101', reference: 'SIM-R007', session: 1 }
const created = '2026-11-21T10:00:00.000Z'

describe('the gated model of a bench that drifts', () => {
  const scene = benchScene(101)
  const others = PATCHES.filter((_, i) => i % 8 === 0)
  let bundle: ModelBundle
  let undrifted: number

  const errorOf = async (bytes: Uint8Array, { x, y }: PairTable): Promise<number> =>
    rmse((await loadModel(bytes)).fitted.predict(x).data, y.data)
  /** The model's twelve patches, each read three times after new references. */
  async function recalibrate(): Promise<RecalibrationOutcome> {
    const twelve = (await loadModel(bundle.bytes)).content.transferPatches.slice(0, 12)
    const fresh = measure(scene, [...twelve, ...twelve, ...twelve])
    return recalibrateModel(bundle.bytes, fresh, { ...origin, version: 'v1.1', session: 2 }, created, never)
  }

  beforeAll(async () => {
    const pairs = measure(
      scene,
      PATCHES.filter((_, i) => i % 5 === 1 || i % 5 === 3),
    )
    const request = { pairs, methods: ['gated' as const], seed: 1, holdOut: 0 }
    const order = {
      request,
      method: 'gated' as const,
      origin,
      active: undefined,
      earlier: undefined,
      created,
    }
    bundle = await trainModel(order, { signal: never })
    undrifted = await errorOf(bundle.bytes, measure(scene, others))
  }, 120_000)

  it('passes its acceptance and says what it found', () => {
    expect(bundle.card.accepted).toBe(true)
    expect(bundle.card.parameters).toMatchObject({ whiteCounts: 'used' })
    expect(undrifted).toBeLessThan(0.003)
  })

  it('stays as it is while nothing has drifted', async () => {
    const outcome = await recalibrate()
    expect(outcome.accepted).toBe(false)
    expect(outcome.guardStandardErrors).toBeLessThanOrEqual(1)
  }, 60_000)

  it('wins most of the loss back by moving its physics only', async () => {
    scene.drift(COMBINED_AGEING)
    const outcome = await recalibrate()
    expect(outcome.accepted).toBe(true)
    const [old, moved] = [await loadModel(bundle.bytes), await loadModel(outcome.bundle.bytes)]
    const judged = measure(scene, others)
    const [before, after] = [await errorOf(bundle.bytes, judged), await errorOf(outcome.bundle.bytes, judged)]
    expect((before - after) / (before - undrifted)).toBeGreaterThan(0.8)
    expect(moved.fitted.arrays['theta']).not.toEqual(old.fitted.arrays['theta'])
    expect(moved.fitted.arrays['white']).not.toEqual(old.fitted.arrays['white'])
    for (const part of ['coefficients', 'smoothCoefficients', 'gateFactor'])
      expect(moved.fitted.arrays[part]).toEqual(old.fitted.arrays[part])
  }, 60_000)
})
