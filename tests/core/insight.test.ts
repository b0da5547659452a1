import { describe, expect, it, vi } from 'vitest'
import { benchForTest, eventsOf } from './support/bench.ts'
import type { TestBench } from './support/bench.ts'

async function learned({ client }: TestBench): Promise<number> {
  const { run, session } = await client.run.scan({ plate: 'small', controlEvery: 3 })
  await eventsOf(client, run)
  for await (const event of await client.model.train({ promote: true, foldsBy: 'row' }))
    if (event.type === 'finished') expect(event.candidate?.version).toBe('v1')
  return session
}

describe('what the window asks of a model', () => {
  it('comes with the repeated readings of the control patches and the folds that were asked for', async () => {
    const bench = benchForTest()
    const tournament = vi.spyOn(bench.models, 'tournament')
    const session = await learned(bench)
    const request = tournament.mock.calls[0]?.[0]
    expect(request?.foldsBy).toBe('row')
    const controls = bench.store.controlPairs(session)
    const ids = request?.repeats?.ids ?? []
    expect(ids.filter((id) => id === controls[0]?.patch).length).toBeGreaterThan(1)
    expect(new Set(ids)).toEqual(new Set(controls.map(({ patch }) => patch)))
  })

  it('forecasts a recalibration from the pairs of the scan, and says nothing about a model from elsewhere', async () => {
    const bench = benchForTest()
    const { client, models, store } = bench
    await learned(bench)
    const forecast = vi.spyOn(models, 'forecast')
    expect(await client.model.forecast({})).toMatchObject({ drift: 'none', judgedOn: 12 })
    expect(forecast.mock.calls[0]?.[1].ids).toHaveLength(12)
    expect((await client.model.insight({ model: 'v1' })).domain).toEqual({ low: 0.7, high: 1.4 })
    const [card] = store.listModels()
    vi.spyOn(store, 'getModel').mockReturnValue({ ...card!, session: 99 })
    expect(await client.model.forecast({ model: 'v1' })).toBeNull()
  })

  it('charts the spectrometer over its sessions', async () => {
    const bench = benchForTest()
    const { client } = bench
    const first = await learned(bench)
    const before = await client.session.control({ instrument: 'SIM-0101' })
    expect(before.points).toHaveLength(1)
    expect(before.points[0]).toMatchObject({ session: first, deltaL: 0, outside: false })
    // More stray light makes dark patches lighter than the reference sees them.
    bench.bench.scene.drift({ strayAdded: 0.05 })
    const second = await client.session.create({})
    expect(second.id).not.toBe(first)
    const { run } = await client.run.scan({ plate: 'small', controlEvery: 3 })
    await eventsOf(client, run)
    const after = await client.session.control({ instrument: 'SIM-0101' })
    expect(after.points).toHaveLength(2)
    expect(after.points[1]?.deltaL).toBeGreaterThan(0)
    expect((await client.session.control({ instrument: 'another' })).points).toEqual([])
  })
})
