import { describe, expect, it } from 'vitest'
import { benchForTest, eventsOf, problemOf } from './support/bench.ts'
import type { TestBench } from './support/bench.ts'
import type { LiveFrame } from '../../contract/live.ts'

/** Scans the small plate, trains on it and makes the model active. */
async function learned(bench: TestBench): Promise<{ session: number; version: string }> {
  const { client } = bench
  const { run, session } = await client.run.scan({ plate: 'small' })
  await eventsOf(client, run)
  let version = ''
  for await (const event of await client.model.train({ promote: true }))
    if (event.type === 'finished') version = event.candidate?.version ?? ''
  return { session, version }
}

async function framesOf(bench: TestBench, count: number): Promise<LiveFrame[]> {
  const frames: LiveFrame[] = []
  for await (const frame of await bench.client.live.watch({})) {
    frames.push(frame)
    if (frames.length === count) break
  }
  return frames
}

describe('spots', () => {
  it('need a white, are stored raw and named', async () => {
    const { client, bench, store } = benchForTest()
    expect(await problemOf(client.measure.spot({}))).toMatchObject({ code: 'WHITE_MISSING' })
    await client.measure.white({})
    bench.scene.place('A02')
    const spot = await client.measure.spot({ name: 'Panel 2218-a' })
    expect(spot).toMatchObject({ name: 'Panel 2218-a', domain: 'none', domainDetail: 'No model yet' })
    expect(spot.model).toBeUndefined()
    expect(spot.reflectance).toHaveLength(224)
    expect(spot.reference).toHaveLength(224)
    expect(spot.deltaERaw).toBeGreaterThan(0)
    expect(spot.deltaERaw).toBeLessThan(3)
    const unnamed = await client.measure.spot({ paired: false })
    expect(unnamed).toMatchObject({ name: 'Spot 2' })
    expect(unnamed.reference).toBeUndefined()
    await client.measure.renameSpot({ id: unnamed.id, name: 'Panel 2218-b' })
    const { spots } = await client.measure.spots({})
    expect(spots.map((one) => one.name)).toEqual(['Panel 2218-a', 'Panel 2218-b'])
    expect(await client.measure.undo({})).toEqual({ undone: 'Spot 2' })
    expect((await client.measure.spots({})).spots).toHaveLength(1)
    expect(store.listReadings(spot.session, 0, 10).total).toBe(6)
  })

  it('say which model corrected them, also when another is active later', async () => {
    const bench = benchForTest()
    const { client } = bench
    const { version } = await learned(bench)
    bench.bench.scene.place('B02')
    const spot = await client.measure.spot({ name: 'B02' })
    expect(spot).toMatchObject({ model: version, domain: 'in', domainDetail: 'D2 0.73, limit 1.40' })
    expect(spot.deltaECorrected).toBeLessThan(spot.deltaERaw ?? 0)
    await learned(bench)
    const { spots } = await client.measure.spots({ session: spot.session })
    expect(spots[0]).toMatchObject({ model: version, deltaECorrected: spot.deltaECorrected })
    const { rows } = await client.session.readings({ session: spot.session, limit: 1000 })
    const row = rows.find((one) => one.name === 'B02' && one.role === 'spectrometer' && one.patch === null)
    expect(row).toMatchObject({ model: version, state: 'accepted' })
    const detail = await client.session.reading({ id: row?.id ?? 0 })
    expect(detail.counts).toHaveLength(2068)
    expect(detail).toMatchObject({ quantity: 'reflectance', scans: 4 })
    expect(detail.corrected).toEqual(spot.corrected)
  })

  it('are refused when they saturate; the counts are kept', async () => {
    const { client, bench, store } = benchForTest()
    await client.measure.white({})
    await client.bench.configure({ autoExposure: false })
    const spectrum = bench.scene.spectrum.bind(bench.scene)
    bench.scene.spectrum = (exposure) => spectrum({ ...exposure, integrationMs: 40 })
    const problem = await problemOf(client.measure.spot({ name: 'lamp' }))
    expect(problem).toMatchObject({ code: 'SATURATED' })
    expect(problem.happened).toMatch(/^\d+ pixels reach full scale at 12 ms\.$/)
    expect(store.listSpots(1)).toEqual([])
  })
})

describe('references by key', () => {
  it('are refused when the white is saturated or too weak at a time set by hand', async () => {
    const { client } = benchForTest()
    await client.bench.configure({ integrationMs: 40, autoExposure: false })
    expect(await problemOf(client.measure.white({}))).toMatchObject({ code: 'SATURATED', title: 'Saturated' })
    await client.bench.configure({ scansToAverage: 2 })
    expect(await problemOf(client.bench.configure({ integrationMs: 1 }))).toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it('leave the white before as it was when the lamp is out: the time it was taken at goes on', async () => {
    const { client, bench } = benchForTest()
    await client.measure.white({})
    const { integrationMs, white } = await client.bench.state({})
    bench.spectrometer.controls.trouble('lamp-out')
    expect(await problemOf(client.measure.white({}))).toMatchObject({
      code: 'LEVEL_LOW',
      next: 'Check lamp and fibre, then take white again.',
    })
    const after = await client.bench.state({})
    expect(after.integrationMs).toBe(integrationMs)
    expect(after.white).toMatchObject({ takenAt: white.takenAt, state: 'fresh' })
    bench.spectrometer.controls.mend()
    await client.measure.white({})
    expect((await client.bench.state({})).level).toBeGreaterThan(0.75)
  })

  it('are taken back by undo, with the exposure they were taken at', async () => {
    const { client } = benchForTest()
    const ages = async () => {
      const { dark, white, integrationMs, undo, redo } = await client.bench.state({})
      return { dark: dark.takenAt, white: white.takenAt, state: white.state, integrationMs, undo, redo }
    }
    await client.measure.white({})
    const first = await ages()
    expect(first).toMatchObject({ state: 'fresh', undo: 'White' })
    await client.bench.configure({ integrationMs: 8, autoExposure: false })
    await client.measure.white({})
    await client.measure.dark({})
    const last = await ages()
    expect(last).toMatchObject({ undo: 'Dark', integrationMs: 8 })
    expect(await client.measure.undo({})).toEqual({ undone: 'Dark' })
    expect(await client.measure.undo({})).toEqual({ undone: 'White' })
    expect(await ages()).toEqual({ ...first, redo: 'White' })
    await client.measure.redo({})
    await client.measure.redo({})
    expect(await ages()).toEqual(last)
    for (let i = 0; i < 3; i++) await client.measure.undo({})
    expect(await ages()).toMatchObject({ state: 'missing', redo: 'White' })
    expect(await problemOf(client.measure.spot({}))).toMatchObject({ code: 'WHITE_MISSING' })
  })

  it('wait until the scan has room for them', async () => {
    const { client } = benchForTest()
    const { run } = await client.run.scan({ plate: 'small' })
    let asked = false
    const events = await eventsOf(client, run, async (event) => {
      if (asked || event.type !== 'patch') return
      asked = true
      await client.measure.white({})
    })
    const whites = events.flatMap((event, i) =>
      event.type === 'reading' && event.kind === 'white' && event.role === 'spectrometer' ? [i] : [],
    )
    expect(whites).toHaveLength(2)
    expect(events.at(-1)).toMatchObject({ outcome: 'done', summary: { pairs: 12 } })
  })

  it('are too dark when the lamp is off', async () => {
    const { client, bench } = benchForTest()
    const spectrum = bench.scene.spectrum.bind(bench.scene)
    bench.scene.spectrum = (exposure) => spectrum({ ...exposure, lampOn: false })
    const problem = await problemOf(client.measure.white({}))
    expect(problem).toMatchObject({ code: 'LEVEL_LOW', title: 'Too dark' })
    expect(problem.happened).toMatch(/^White peak \d+ % of full scale at 10000 ms\.$/)
  })
})

describe('live', () => {
  it('corrects with the active model and names it', async () => {
    const bench = benchForTest()
    const { version } = await learned(bench)
    const [frame] = await framesOf(bench, 1)
    expect(frame).toMatchObject({ model: version, domain: 'in', scans: 4, integrationMs: 12 })
    expect(frame?.corrected).toHaveLength(224)
    expect(frame?.interval).toHaveLength(224)
    expect(frame?.correctedColour).toBeDefined()
  })

  it('goes on raw while the model worker is away', async () => {
    const bench = benchForTest()
    await learned(bench)
    bench.models.dead = true
    const frames = await framesOf(bench, 3)
    expect(frames.every((frame) => frame.corrected === undefined && frame.reflectance !== undefined)).toBe(
      true,
    )
    expect(frames[0]).toMatchObject({ domain: 'none', domainDetail: 'v1 is not available at the moment' })
    const notices = await bench.client.app.notices({})
    for await (const notice of notices) if (notice.problem?.code === 'WORKER_DIED') break
  })

  it('does not let a model of another instrument near', async () => {
    const bench = benchForTest()
    const { store, client } = bench
    await learned(bench)
    const card = store.getModel('v1')
    const foreign = { ...card, version: 'v2', hash: 'f'.repeat(64), instrument: 'SIM-0102' }
    store.insertModel({ ...foreign, state: 'candidate' }, store.readBundle('v1'))
    await client.model.promote({ model: 'v2' })
    const [frame] = await framesOf(bench, 1)
    expect(frame).toMatchObject({
      domain: 'none',
      domainDetail: 'v2 was learned on SIM-0102, this spectrometer is SIM-0101.',
    })
    expect(frame?.corrected).toBeUndefined()
  })

  it('lets a slow listener miss frames, counts them, and stops when nobody watches', async () => {
    const { client, bench } = benchForTest()
    await client.measure.white({})
    const slow = await client.live.watch({})
    const quick = await client.live.watch({})
    for (let i = 0; i < 20; i++) await quick.next()
    const first = await slow.next()
    const second = await slow.next()
    const dropped = [first, second].map((step) => (step.done === true ? -1 : step.value.dropped))
    expect(Math.max(...dropped)).toBeGreaterThanOrEqual(15)
    await slow.return()
    await quick.return()
    // The frame under way ends; after that the line is quiet.
    await new Promise((resolve) => setTimeout(resolve, 150))
    let asked = 0
    const spectrum = bench.scene.spectrum.bind(bench.scene)
    bench.scene.spectrum = (exposure) => {
      asked++
      return spectrum(exposure)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(asked).toBe(0)
  })

  it('steps aside for a scan and shows its frames raw', async () => {
    const bench = benchForTest()
    const { client } = bench
    await learned(bench)
    const live = await client.live.watch({})
    await live.next()
    const { run } = await client.run.scan({ plate: 'small', patches: 3 })
    const details = new Set<string>()
    const watching = (async () => {
      for await (const frame of live) details.add(frame.domainDetail)
    })()
    await eventsOf(client, run)
    await live.return()
    await watching
    expect([...details]).toContain('Not applied: raw readings during a run')
  })

  it('says saturated and too dark before any model', async () => {
    const bench = benchForTest()
    await bench.client.measure.white({})
    const { scene } = bench.bench
    const spectrum = scene.spectrum.bind(scene)
    scene.spectrum = (exposure) => spectrum({ ...exposure, integrationMs: 60 })
    // The first frame may have been under way.
    const frames = await framesOf(bench, 3)
    expect(frames.at(-1)?.domain).toBe('saturated')
    expect(frames.at(-1)?.domainDetail).toMatch(/^\d+ pixels at full scale$/)
  })
})
