import { describe, expect, it } from 'vitest'
import { correctRows, loadModel } from '../../model/loaded-model.ts'
import type { ModelOrigin, TournamentRequest } from '../../model/service.ts'
import { runTournament, type TournamentResult } from '../../model/tournament.ts'
import { trainModel, type TrainingOrder } from '../../model/training.ts'
import { madeUpPairs } from './support/pairs.ts'
import { containing } from './support/matching.ts'

const never = new AbortController().signal
const pairs = madeUpPairs(100, 30, { gain: 0.9, mixing: 0.2, noise: 0.001 })
const request: TournamentRequest = { pairs, methods: ['none', 'slope-bias', 'ridge'], seed: 1, holdOut: 0.2 }
const origin: ModelOrigin = { version: 'v1', instrument: 'SIM-0101', reference: 'SIM-R007', session: 1 }
const created = '2026-11-21T10:00:00.000Z'
const train = (more: Partial<TrainingOrder> = {}): ReturnType<typeof trainModel> =>
  trainModel(
    { request, method: 'ridge', origin, active: undefined, earlier: undefined, created, ...more },
    { signal: never },
  )

async function tournament(): Promise<TournamentResult> {
  const stream = runTournament(request, { signal: never, skipSignal: () => never })
  for (;;) {
    const next = await stream.next()
    if (next.done === true) return next.value
  }
}

describe('a trained model', () => {
  it('carries its card', async () => {
    const { card } = await train()
    expect(card).toMatchObject({
      ...origin,
      method: 'ridge',
      state: 'candidate',
      accepted: true,
      trainedOn: 80,
      seed: 1,
      created,
      axis: { fromNm: 380, toNm: 780, bands: 30 },
      foreign: null,
    })
    expect(card.acceptance).toHaveLength(6)
    expect(card.dataHash).toMatch(/^[0-9a-f]{64}$/)
    expect(card.libraries['node']).toBe(process.versions.node)
    expect(card.parameters['lambda']).toBeGreaterThan(0)
    expect(card.plate.dE00!.mean).toBeLessThan(1)
  })

  it('corrects after loading as it did before, with interval and domain', async () => {
    const bundle = await train()
    const model = await loadModel(bundle.bytes)
    const { corrected, domains, details, interval } = correctRows(model, pairs.x)
    expect(model.content.card).toEqual(bundle.card)
    expect(domains.filter((domain) => domain === 'in').length).toBeGreaterThan(90)
    expect(details[0]).toMatch(/^D2 \d+\.\d\d, limit \d+\.\d\d$/)
    let covered = 0
    for (const [at, value] of corrected.data.entries())
      if (Math.abs(value - pairs.y.data[at]!) <= interval.data[at]!) covered++
    expect(covered / corrected.data.length).toBeGreaterThan(0.85)
  })

  it('gives no interval for a foreign spectrum', async () => {
    const model = await loadModel((await train()).bytes)
    const spike = {
      rows: 1,
      columns: 30,
      data: Float64Array.from({ length: 30 }, (_, band) => (band === 9 ? 0.9 : 0.2)),
    }
    const { domains, interval } = correctRows(model, spike)
    expect(domains).toEqual(['foreign'])
    expect(interval.data.every((width) => Number.isNaN(width))).toBe(true)
  })

  it('is the same whether a tournament has done the fits or not', async () => {
    const alone = await train()
    const earlier = await tournament()
    const after = await train({ earlier })
    const parts = async (bytes: Uint8Array): Promise<unknown> => (await loadModel(bytes)).content.parts
    expect(await parts(after.bytes)).toEqual(await parts(alone.bytes))
    expect(after.card.fitMs).toBe(earlier.methods.get('ridge')!.fitMs)
  })

  it('never takes fits of other data from a tournament', async () => {
    const other = { ...request, seed: 2 }
    const alone = await train({ request: other })
    const after = await train({ request: other, earlier: await tournament() })
    expect((await loadModel(after.bytes)).content.parts).toEqual((await loadModel(alone.bytes)).content.parts)
  })

  it('is examined by cross-validation where nothing is held out', async () => {
    const { card } = await train({ request: { ...request, holdOut: 0 } })
    expect(card.trainedOn).toBe(100)
    expect(card.acceptance[0]!.name).toContain('100 patches in cross-validation')
  })

  it('is refused when it is no better than the active one', async () => {
    const active = await train()
    const again = await train({ active: active.bytes, origin: { ...origin, version: 'v2' } })
    expect(again.card).toMatchObject({ state: 'refused', accepted: false })
    expect(again.card.reason).toMatch(/better than v1/)
  })

  it('is compared with the active one only on patches that one has not learnt', async () => {
    const active = await train({ request: { ...request, holdOut: 0 } })
    const sameSession = await train({ active: active.bytes, origin: { ...origin, version: 'v2' } })
    expect(sameSession.card.acceptance[0]).toMatchObject({
      state: 'note',
      evidence: containing('cannot be judged'),
    })
    const anotherSession = await train({
      active: active.bytes,
      origin: { ...origin, version: 'v2', session: 2 },
    })
    expect(anotherSession.card.acceptance[0]!.state).not.toBe('note')
  })

  it('needs 24 pairs', async () => {
    const few = { ...request, pairs: madeUpPairs(23, 30, {}) }
    await expect(train({ request: few })).rejects.toThrow(
      expect.objectContaining({ code: 'TOO_FEW_PAIRS', message: containing('at least 24') }),
    )
    expect(
      (await train({ request: { ...request, pairs: madeUpPairs(24, 30, { gain: 0.9 }) } })).card.trainedOn,
    ).toBe(19)
  })

  it('refuses spectra of another axis', async () => {
    const model = await loadModel((await train()).bytes)
    expect(() => correctRows(model, madeUpPairs(1, 31, {}).x)).toThrow(
      expect.objectContaining({ code: 'MODEL_MISMATCH' }),
    )
  })
})
