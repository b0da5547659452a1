import { describe, expect, it } from 'vitest'
import { benchForTest, eventsOf, only, problemOf } from './support/bench.ts'

const HOUR = 3_600_000

/** A clock that a test moves. */
function heldClock(): { now: () => number; forward: (ms: number) => void } {
  let ahead = 0
  return { now: () => Date.now() + ahead, forward: (ms) => (ahead += ms) }
}

describe('a scan', () => {
  it('pauses before the next patch when the disk is nearly full', async () => {
    const { client, store } = benchForTest({ rows: 1, columns: 4 })
    const { run } = await client.run.scan({ plate: 'small' })
    const free = store.diskFreeBytes
    const events = await eventsOf(client, run, async (event) => {
      if (event.type === 'patch' && event.paired === 2) store.diskFreeBytes = () => 190e6
      if (event.type !== 'state' || event.state !== 'paused') return
      store.diskFreeBytes = free
      await client.run.resume({})
    })
    expect(only(events, 'problem')[0]?.problem).toMatchObject({
      code: 'DISK_LOW',
      happened: '190 MB free.',
      next: 'Free 2 GB, then Resume.',
    })
    expect(
      only(events, 'state')
        .map((event) => event.reason)
        .slice(0, 2),
    ).toEqual(['disk almost full', 'continued'])
    expect(events.at(-1)).toMatchObject({ outcome: 'done', summary: { pairs: 4 } })
  })

  it('pauses again when nothing was freed', async () => {
    const { client, store } = benchForTest({ rows: 1, columns: 2 })
    store.diskFreeBytes = () => 1e6
    const { run } = await client.run.scan({ plate: 'small' })
    let pauses = 0
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'state' || event.state !== 'paused') return
      pauses++
      if (pauses < 3) await client.run.resume({})
      else await client.run.stop({})
    })
    expect(only(events, 'problem')).toHaveLength(3)
    expect(events.at(-1)).toMatchObject({ outcome: 'stopped', summary: { pairs: 0 } })
  })

  it('by hand goes on with an old white and flags what it reads; once it says so', async () => {
    const clock = heldClock()
    const { client, bench, store } = benchForTest({ rows: 1, columns: 4, app: { clock } })
    const { run, session } = await client.run.scan({ plate: 'small', mode: 'hand-held' })
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      if (event.prompt.patch === 'A03') clock.forward(HOUR)
      bench.scene.place(event.prompt.patch ?? 'white')
      await client.run.answer({ answer: 'measure' })
    })
    const problems = only(events, 'problem').map((event) => event.problem)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ code: 'WHITE_STALE', happened: 'White 60 min old.' })
    const flags = store
      .currentPairs(session)
      .map((pair) => store.getReading(pair.spectrometer[0] ?? 0).flags.join())
    expect(flags).toEqual(['', '', 'stale-white', 'stale-white'])
  })

  it('begins with new references when those of the session are old', async () => {
    const clock = heldClock()
    const { client } = benchForTest({ rows: 1, columns: 4, app: { clock } })
    const first = await client.run.scan({ plate: 'small', patches: 2 })
    await eventsOf(client, first.run)
    clock.forward(HOUR)
    expect((await client.bench.state({})).white).toMatchObject({ state: 'stale', reason: '60 min old' })
    const second = await client.run.scan({ session: first.session })
    const kinds = only(await eventsOf(client, second.run), 'reading').map((event) => event.kind)
    expect(kinds.slice(0, 3)).toEqual(['dark', 'white', 'white'])
  })

  it('reads both again when the probe was held for too long between the halves', async () => {
    const clock = heldClock()
    const { client, bench, store } = benchForTest({ rows: 1, columns: 2, app: { clock } })
    const { run, session } = await client.run.scan({ plate: 'small', mode: 'hand-held' })
    let late = false
    const events = await eventsOf(client, run, async (event) => {
      if (event.type === 'reading' && event.patch === 'A02' && !late) {
        late = true
        clock.forward(2 * HOUR)
      }
      if (event.type !== 'prompt') return
      bench.scene.place(event.prompt.patch ?? 'white')
      await client.run.answer({ answer: 'measure' })
    })
    expect(only(events, 'step').map((event) => event.name)).toContain('placement')
    expect(only(events, 'reading').filter((event) => event.patch === 'A02')).toHaveLength(4)
    expect(store.currentPairs(session)).toHaveLength(2)
  })

  it('shows the live view while it waits for a hand', async () => {
    const { client } = benchForTest({ rows: 1, columns: 2 })
    await client.measure.white({})
    const { run } = await client.run.scan({ plate: 'small', mode: 'hand-held' })
    let frames = 0
    await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      for await (const frame of await client.live.watch({})) {
        if (frame.domainDetail.startsWith('Not applied')) continue
        if (++frames === 3) break
      }
      await client.run.stop({})
    })
    expect(frames).toBe(3)
  })

  it('homes a table that was opened again: it has lost its place', async () => {
    const { client, bench } = benchForTest({ rows: 1, columns: 4 })
    const { run } = await client.run.scan({ plate: 'small' })
    const events = await eventsOf(client, run, (event) => {
      if (event.type !== 'patch' || event.paired !== 2) return
      bench.stage.controls.unplug()
      bench.stage.controls.plug()
    })
    expect(events.at(-1)).toMatchObject({ outcome: 'done', summary: { pairs: 4 } })
    const { transcript } = await client.bench.detail({ uri: 'grbl@sim' })
    const sent = transcript.filter((one) => one.direction === 'tx').map((one) => one.text)
    expect(sent.filter((text) => text.includes('$H'))).toHaveLength(2)
  })
})

describe('white by key', () => {
  it('brings the probe back to where it was', async () => {
    const { client, bench } = benchForTest({ rows: 1, columns: 4 })
    const { run } = await client.run.scan({ plate: 'small' })
    await eventsOf(client, run)
    expect(bench.scene.target()).toMatchObject({ kind: 'patch', patch: { id: 'A04' } })
    await client.measure.white({})
    expect(bench.scene.target()).toMatchObject({ kind: 'patch', patch: { id: 'A04' } })
    expect((await client.bench.state({})).white).toMatchObject({ state: 'fresh', pairsSince: 0 })
  })
})

describe('sessions', () => {
  it('never mix simulated and real readings, and are left alone during a run', async () => {
    const { client, store } = benchForTest({ rows: 1, columns: 2 })
    const real = store.createSession({ name: 'yesterday, real', simulated: false })
    await client.session.open({ session: real.id })
    await client.measure.white({})
    const { session } = await client.bench.state({})
    expect(session?.id).not.toBe(real.id)
    expect(store.getSession(session?.id ?? 0).simulated).toBe(true)
    const { run } = await client.run.scan({ plate: 'small' })
    expect(await problemOf(client.session.create({}))).toMatchObject({ code: 'ALREADY_RUNNING' })
    expect(await problemOf(client.session.open({ session: real.id }))).toMatchObject({
      code: 'ALREADY_RUNNING',
    })
    await eventsOf(client, run)
    await client.session.rename({ session: real.id, name: 'Bench 2', notes: 'probe 7' })
    const { sessions } = await client.session.list({})
    expect(sessions.map(({ name, pairs }) => [name, pairs])).toEqual([
      [sessions[0]?.name, 2],
      ['Bench 2', 0],
    ])
    expect(await client.session.create({ name: ' evening ' })).toMatchObject({ name: 'evening', readings: 0 })
  })
})

describe('plates', () => {
  it('are listed, imported, drawn and kept', async () => {
    const { client } = benchForTest()
    const csv = 'id,row,column,name,L,a,b\nA01,1,1,white,95,0,1\nA02,1,2,red,50,60,30\n'
    expect(await client.plate.import({ fileName: 'two.csv', text: csv })).toMatchObject({
      name: 'two',
      rows: 1,
    })
    expect(await client.plate.draw({ name: 'grid', rows: 2, columns: 3, pitchMm: 10 })).toMatchObject({
      columns: 3,
    })
    const { plates } = await client.plate.list({})
    expect(plates.map(({ name, patches }) => [name, patches])).toEqual([
      ['builtin', 660],
      ['grid', 6],
      ['small', 12],
      ['two', 2],
    ])
    expect((await client.plate.get({ name: 'builtin' })).patches).toHaveLength(660)
    expect(await problemOf(client.plate.get({ name: 'x' }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(
      await problemOf(client.plate.draw({ name: 'builtin', rows: 1, columns: 1, pitchMm: 5 })),
    ).toMatchObject({ code: 'FILE_EXISTS' })
    expect(await client.plate.view({})).toBeNull()
  })
})
