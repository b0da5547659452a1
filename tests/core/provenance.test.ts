import { describe, expect, it } from 'vitest'
import { hashOfReadings } from '../../core/report/hash.ts'
import { benchForTest, eventsOf } from './support/bench.ts'

describe('where a session comes from', () => {
  it('is told from its readings, with the hash that stands on its report', async () => {
    const { client, store } = benchForTest({ rows: 1, columns: 4 })
    const { run, session } = await client.run.scan({ plate: 'small' })
    await eventsOf(client, run)
    const { conditions, oldestWhiteMs, pairsHash } = await client.session.provenance({ session })
    expect(conditions.map(({ role, kind }) => `${role} ${kind}`)).toEqual([
      'spectrometer dark',
      'spectrometer sample',
      'spectrometer white',
      'reference sample',
      'reference white',
    ])
    const samples = conditions.find(({ role, kind }) => role === 'spectrometer' && kind === 'sample')
    expect(samples?.readings).toBeGreaterThanOrEqual(4)
    expect(samples?.integrationMs?.[0]).toBeGreaterThan(0)
    expect(oldestWhiteMs).toBeGreaterThanOrEqual(0)
    expect(pairsHash).toBe(await hashOfReadings(store, session))
    const { text } = await client.report.make({ kind: 'session', session })
    expect(text).toContain(pairsHash)
  })

  it('has no hash where nothing was paired, and none for a session that is not there', async () => {
    const { client, store } = benchForTest()
    const { id } = store.createSession({ name: 'empty', simulated: true })
    expect(await client.session.provenance({ session: id })).toEqual({
      conditions: [],
      oldestWhiteMs: null,
      pairsHash: null,
    })
    await expect(client.session.provenance({ session: 99 })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    })
  })
})

describe('the hash of the pairs', () => {
  it('is given up with its caller, who asks anew when a pair was added', async () => {
    const { client, store } = benchForTest({ rows: 5, columns: 10 })
    const { run, session } = await client.run.scan({ plate: 'small' })
    await eventsOf(client, run)
    await expect(hashOfReadings(store, session, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})

describe('the settings of a spectrometer', () => {
  it('are those of the present exposure, not of the connection', async () => {
    const { client } = benchForTest()
    await client.bench.configure({ integrationMs: 20, autoExposure: false })
    await client.measure.dark({})
    const state = await client.bench.state({})
    const row = state.devices
      .find(({ role }) => role === 'spectrometer')
      ?.settings.find(({ name }) => name === 'Integration time')
    expect(row).toMatchObject({ required: '20 ms', readBack: '20 ms', ok: true })
  })
})
