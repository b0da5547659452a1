import { beforeAll, describe, expect, it } from 'vitest'
import { COMBINED_AGEING } from '../../drivers/simulators/drift.ts'
import type { Scene } from '../../drivers/simulators/scene.ts'
import type { Fitted } from '../../model/correction/method.ts'
import { adjustmentArrays, adjustOutput, restoreAdjusted } from '../../model/correction/output-adjustment.ts'
import { slopeBias } from '../../model/correction/slope-bias.ts'
import { loadModel } from '../../model/loaded-model.ts'
import { meanOfRepeats } from '../../model/pairs.ts'
import { recalibrateModel } from '../../model/recalibration.ts'
import type { ModelBundle, PairTable, RecalibrationOutcome } from '../../model/service.ts'
import { trainModel } from '../../model/training.ts'
import { rmse } from '../../spectra/metrics.ts'
import { benchScene, measure, PATCHES } from './support/bench.ts'
import { madeUpPairs } from './support/pairs.ts'
import { containing } from './support/matching.ts'

const never = new AbortController().signal
const origin = { version: 'v1', instrument: 'SIM-0101', reference: 'SIM-R007', session: 1 }
const created = '2026-11-21T10:00:00.000Z'

async function train(pairs: PairTable, method: 'none' | 'slope-bias' | 'ridge'): Promise<ModelBundle> {
  const request = { pairs, methods: [method], seed: 1, holdOut: 0 }
  return trainModel(
    { request, method, origin, active: undefined, earlier: undefined, created },
    { signal: never },
  )
}
const recalibrate = (bundle: ModelBundle, fresh: PairTable): Promise<RecalibrationOutcome> =>
  recalibrateModel(bundle.bytes, fresh, { ...origin, version: 'v1.1', session: 2 }, created, never)

/** Tables one below the other. */
function stacked(tables: readonly PairTable[]): PairTable {
  const side = (key: 'x' | 'y'): PairTable['x'] => ({
    rows: tables.reduce((sum, table) => sum + table[key].rows, 0),
    columns: tables[0]![key].columns,
    data: Float64Array.from(tables.flatMap((table) => [...table[key].data])),
  })
  return { ...tables[0]!, ids: tables.flatMap(({ ids }) => ids), x: side('x'), y: side('y') }
}

describe('a drifted bench', () => {
  const others = PATCHES.filter((_, i) => i % 5 === 0)
  const scene: Scene = benchScene(101)
  let bundle: ModelBundle
  let undrifted: number
  const errorOf = async (bytes: Uint8Array, pairs: PairTable): Promise<number> =>
    rmse((await loadModel(bytes)).fitted.predict(pairs.x).data, pairs.y.data)
  const readThrice = async (): Promise<PairTable> => {
    const twelve = (await loadModel(bundle.bytes)).content.transferPatches.slice(0, 12)
    return stacked([1, 2, 3].map(() => measure(scene, twelve)))
  }

  beforeAll(async () => {
    bundle = await train(
      measure(
        scene,
        PATCHES.filter((_, i) => i % 5 !== 0),
      ),
      'ridge',
    )
    undrifted = await errorOf(bundle.bytes, measure(scene, others))
  }, 60_000)

  it('is left alone while nothing has drifted', async () => {
    const outcome = await recalibrate(bundle, await readThrice())
    expect(outcome.accepted).toBe(false)
    expect(outcome.guardStandardErrors).toBeLessThanOrEqual(1)
    expect(outcome.reason).toMatch(/^No drift found: .*standard errors.*v1 stays active/)
    expect(outcome.bundle.card.state).toBe('refused')
  }, 60_000)

  it('wins back most of what all drifts together cost, from 12 patches read three times', async () => {
    scene.drift(COMBINED_AGEING)
    const outcome = await recalibrate(bundle, await readThrice())
    expect(outcome.reason).toMatch(/^Drift found, the update helps/)
    expect(outcome.accepted).toBe(true)
    expect(outcome.perPatch).toHaveLength(12)
    expect(outcome.after.rmse).toBeLessThan(outcome.before.rmse)
    const judged = measure(scene, others)
    const [before, after] = [await errorOf(bundle.bytes, judged), await errorOf(outcome.bundle.bytes, judged)]
    expect((before - after) / (before - undrifted)).toBeGreaterThan(0.6)
    const { card } = outcome.bundle
    expect(card).toMatchObject({
      version: 'v1.1',
      parent: bundle.card.hash,
      method: 'ridge',
      state: 'candidate',
      accepted: true,
    })
    expect(card.acceptance[0]).toMatchObject({
      state: 'passed',
      name: containing('12 re-measured patches'),
    })
  }, 60_000)
})

describe('an update from a few pairs', () => {
  const plate = madeUpPairs(80, 20, { gain: 0.9, mixing: 0.1, noise: 0.0005 })
  const drifted = madeUpPairs(12, 20, { gain: 0.88, offset: 0.01, mixing: 0.1, noise: 0.0005 }, 5)
  const later = madeUpPairs(60, 20, { gain: 0.88, offset: 0.01, mixing: 0.1, noise: 0.0005 }, 6)

  it.each([
    // Lines leave the mixing of bands as it was.
    ['slope-bias', 0.8],
    ['ridge', 0.4],
  ] as const)('moves %s towards the drifted instrument', async (method, share) => {
    const bundle = await train(plate, method)
    const outcome = await recalibrate(bundle, drifted)
    expect(outcome.accepted).toBe(true)
    const error = async (bytes: Uint8Array): Promise<number> =>
      rmse((await loadModel(bytes)).fitted.predict(later.x).data, later.y.data)
    expect(await error(outcome.bundle.bytes)).toBeLessThan(share * (await error(bundle.bytes)))
  })

  it('leaves "no correction" alone whatever is measured', async () => {
    const outcome = await recalibrate(await train(plate, 'none'), drifted)
    expect(outcome).toMatchObject({ accepted: false, guardStandardErrors: 0 })
  })

  it('puts a line per band behind a method that cannot move itself, and keeps it over a second update', async () => {
    const base: Fitted = {
      parameters: { epochs: 3 },
      arrays: {},
      predict: (x) => ({ ...x, data: x.data.map((value) => 0.5 * value) }),
    }
    const half = { ...plate, y: { ...plate.x, data: plate.x.data.map((value) => 0.45 * value + 0.02) } }
    const once = adjustOutput(base, half)
    expect(rmse(once.predict(plate.x).data, half.y.data)).toBeLessThan(1e-4)
    const twice = adjustOutput(once, { ...half, y: plate.x })
    expect(rmse(twice.predict(plate.x).data, plate.x.data)).toBeLessThan(1e-4)
    expect(adjustmentArrays(base)).toBeUndefined()
    expect(restoreAdjusted(base, adjustmentArrays(twice)).predict(plate.x)).toEqual(twice.predict(plate.x))
  })

  it('never takes the offset of a single band for more than its readings carry', async () => {
    const old = await slopeBias.fit(plate, { seed: 1, signal: never, progress: () => undefined })
    const same = slopeBias.recalibrate!(old, { ...drifted, y: old.predict(drifted.x) })
    expect(same.predict(later.x)).toEqual(old.predict(later.x))
    expect(same.parameters['recalibrationPenalty']).toBe('infinite')
  })

  it('refuses another axis, too few patches and values that are no numbers', async () => {
    const bundle = await train(plate, 'ridge')
    await expect(recalibrate(bundle, madeUpPairs(12, 10, {}))).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_MISMATCH' }),
    )
    await expect(recalibrate(bundle, madeUpPairs(3, 20, {}))).rejects.toThrow(
      expect.objectContaining({ code: 'TOO_FEW_PAIRS' }),
    )
    const broken = {
      ...drifted,
      x: { ...drifted.x, data: drifted.x.data.map((value, at) => (at === 4 ? Infinity : value)) },
    }
    await expect(recalibrate(bundle, broken)).rejects.toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    )
  })

  it('averages repeated readings of a patch', () => {
    const twice = { ...madeUpPairs(4, 3, {}), ids: ['A', 'B', 'A', 'C'] }
    const mean = meanOfRepeats(twice)
    expect(mean.ids).toEqual(['A', 'B', 'C'])
    expect(mean.x.data[1]).toBeCloseTo((twice.x.data[1]! + twice.x.data[7]!) / 2, 12)
    expect(mean.y.data.slice(3)).toEqual(
      Float64Array.from([...twice.y.data.slice(3, 6), ...twice.y.data.slice(9)]),
    )
  })
})
