import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Replay } from '../../contract/replay.ts'
import type { MethodName } from '../../contract/model.ts'
import { differenceOf } from '../../core/app/replay-models.ts'
import { createModelService } from '../../model/client.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { madeUpPairs } from '../model/support/pairs.ts'
import { benchForTest, eventsOf, problemOf } from './support/bench.ts'
import type { TestBench } from './support/bench.ts'

let models: ReturnType<typeof createModelService>
beforeAll(() => {
  models = createModelService()
})
afterAll(() => models.close())

async function replay({ client }: TestBench, session: number): Promise<Replay> {
  for await (const event of await client.session.replay({ session }))
    if (event.type === 'finished') return event.replay
  throw new Error('the replay ended without a result')
}

/** A session of imported pairs. */
async function imported({ client }: TestBench): Promise<number> {
  const wavelengthNm = axisWavelengths({ fromNm: 400, toNm: 700, bands: 16 })
  const pairs = madeUpPairs(60, 16, { gain: 0.93, offset: 0.01, mixing: 0.1, noise: 5e-4 })
  const ids = [...pairs.ids]
  const { session } = await client.session.import({
    name: 'made up',
    spectrometer: { ids, wavelengthNm, values: pairs.x.data },
    reference: { ids, wavelengthNm, values: pairs.y.data },
  })
  return session
}

async function train({ client }: TestBench, session: number, method: MethodName): Promise<void> {
  const training = await client.model.train({ session, methods: [method], foldsBy: 'patch', seed: 3 })
  for await (const event of training) if (event.type === 'finished') expect(event.candidate).toBeDefined()
}

describe('a session worked out again', { timeout: 120_000 }, () => {
  it('gives the pairs of a scan to the last bit, those that were replaced too', async () => {
    const bench = benchForTest({ rows: 2, columns: 2 })
    const { client } = bench
    const { run, session } = await client.run.scan({ plate: 'small' })
    await eventsOf(client, run)
    const again = await client.run.scan({ plate: 'small', session, only: ['A01'] })
    await eventsOf(client, again.run)
    const found = await replay(bench, session)
    expect(found.pairs).toMatchObject({ checked: 5, same: 5, changes: [] })
    expect(found.identical).toBe(true)
    expect(found.sentence).toContain('5 pairs: the same to the last bit.')
    expect((await problemOf(replay(bench, 99))).code).toBe('NOT_FOUND')
  })

  it('shows a pair that is not what was told of it', async () => {
    const bench = benchForTest({ rows: 2, columns: 2 })
    const { client, store } = bench
    const { run, session } = await client.run.scan({ plate: 'small' })
    for (const event of await eventsOf(client, run)) {
      if (event.type !== 'patch' || event.patch.id !== 'A02') continue
      // The same pair, told with another difference in a later run.
      const told = store.createRun({ session, kind: 'scan', options: null, started: event.at })
      const patch = { ...event.patch, deltaERaw: 9 }
      store.appendEvent({ ...event, run: told, seq: 0, patch })
    }
    const found = await replay(bench, session)
    expect(found.identical).toBe(false)
    expect(found.pairs).toMatchObject({ checked: 4, same: 3, changes: [{ patch: 'A02', then: 9 }] })
    expect(found.pairs.changes[0]?.now).toBeLessThan(2)
    expect(found.sentence).toContain('1 of 4 pairs differ')
  })

  it('learns its models again to the last bit, classical and network', async () => {
    const bench = benchForTest({ app: { models } })
    const session = await imported(bench)
    for (const method of ['ridge', 'pls', 'autoencoder'] as const) await train(bench, session, method)
    const found = await replay(bench, session)
    expect(found.pairs).toMatchObject({ checked: 0, untold: 60 })
    expect(found.models.map(({ method, outcome }) => [method, outcome])).toEqual([
      ['ridge', 'same'],
      ['pls', 'same'],
      ['autoencoder', 'same'],
    ])
    expect(found.sentence).toContain('3 of 3 models learned again the same.')
  })

  it('says where the pairs are no longer those a model was trained on', async () => {
    const bench = benchForTest({ app: { models } })
    const session = await imported(bench)
    await train(bench, session, 'slope-bias')
    const [first] = bench.store.pairTable(session)
    bench.store.excludePatches(session, [first?.patch ?? ''], true)
    const found = await replay(bench, session)
    expect(found.models).toMatchObject([{ outcome: 'other-data' }])
    expect(found.identical).toBe(false)
  })

  it('measures how far two models are apart', () => {
    const a = { method: { k: Float64Array.of(1, 2), b: Float64Array.of(0) } }
    expect(differenceOf(a, a)).toBe(0)
    expect(differenceOf(a, { method: { k: Float64Array.of(1, 2.5), b: Float64Array.of(0) } })).toBe(0.5)
    expect(differenceOf(a, { method: { k: Float64Array.of(1), b: Float64Array.of(0) } })).toBe(Infinity)
    expect(differenceOf(a, { method: { k: Float64Array.of(1, 2) } })).toBe(Infinity)
  })
})
