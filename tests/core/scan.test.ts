import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contract/run.ts'
import { FINE_NM } from '../../drivers/simulators/fine-grid.ts'
import { builtinReflectance } from '../../spectra/builtin-plate.ts'
import { benchForTest, eventsOf, only, problemOf, smallPlate } from './support/bench.ts'

const patchIds = (events: readonly RunEvent[]): string[] =>
  only(events, 'patch').map((event) => event.patch.id)

describe('a motorised scan', () => {
  it('takes its references, reads every patch with both instruments and stores raw counts', async () => {
    const { client, store, plate } = benchForTest()
    const { run, session } = await client.run.scan({ plate: 'small' })
    const events = await eventsOf(client, run)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i))
    expect(events[0]).toMatchObject({ type: 'started', kind: 'scan', session, total: 12, done: 0 })
    expect(events.at(-1)).toMatchObject({
      type: 'finished',
      outcome: 'done',
      summary: { pairs: 12, total: 12, refused: 0, retried: 0 },
      sentence: '12 of 12 patches have a pair.',
    })
    expect(patchIds(events)).toEqual(plate.patches.map((patch) => patch.id))
    const kinds = only(events, 'reading').map(({ role, kind }) => `${role} ${kind}`)
    expect(kinds.slice(0, 5)).toEqual([
      'spectrometer dark',
      'spectrometer white',
      'reference white',
      'spectrometer sample',
      'reference sample',
    ])
    const pairs = store.currentPairs(session)
    expect(pairs).toHaveLength(12)
    for (const pair of pairs) {
      const [own, other] = [...store.getReadings(pair.spectrometer), ...store.getReadings(pair.reference)]
      expect(own).toMatchObject({ quantity: 'counts', maxCounts: 65535, patch: pair.patch })
      expect(own?.values).toHaveLength(2068)
      expect(own?.values.every((value) => Number.isInteger(value))).toBe(true)
      expect(own?.dark).toBeDefined()
      expect(other).toMatchObject({ quantity: 'radiance', patch: pair.patch })
      expect(other?.values).toHaveLength(401)
    }
    expect(store.getSession(session)).toMatchObject({ simulated: true, pairs: 12, plate: 'small' })
    expect(await client.run.status({})).toBeNull()
    expect(store.getRun(run)).toMatchObject({ kind: 'scan', state: 'idle' })
  })

  it('measures the colours of the plate', async () => {
    const { client } = benchForTest()
    const { run } = await client.run.scan({ plate: 'small' })
    const patches = only(await eventsOf(client, run), 'patch')
    for (const { patch, checks } of patches) {
      expect(patch).toMatchObject({ state: 'paired', readings: 2 })
      // The reference reads what is there; the low-cost unit is off by its own errors.
      expect(patch.deltaEExpected).toBeLessThan(0.3)
      expect(patch.deltaERaw).toBeLessThan(3)
      expect(checks.map((check) => check.state)).not.toContain('failed')
    }
    expect(patches.at(-1)?.secondsLeft).toBe(0)
  })

  it('sets the integration time so that the white peaks near 85 %', async () => {
    const { client } = benchForTest()
    await client.bench.configure({ integrationMs: 6.5 })
    const { run } = await client.run.scan({ plate: 'small', patches: 1 })
    await eventsOf(client, run)
    const state = await client.bench.state({})
    expect(state.level).toBeGreaterThan(0.78)
    expect(state.level).toBeLessThan(0.92)
    expect(state.integrationMs).toBeGreaterThan(10)
    expect(state.white).toMatchObject({ state: 'fresh', pairsSince: 1 })
    expect(state.dark.state).toBe('fresh')
  })

  it('interleaves control patches and takes white again when it is due', async () => {
    const { client, store } = benchForTest({ rows: 4, columns: 5 })
    const { run, session } = await client.run.scan({ plate: 'small', controlEvery: 3, whiteEvery: 8 })
    const events = await eventsOf(client, run)
    const controls = only(events, 'step').filter((event) => event.name === 'control')
    expect(controls).toHaveLength(6)
    expect(new Set(controls.map((event) => event.patch)).size).toBe(1)
    // The first reading only sets the mark.
    const points = only(events, 'control').map((event) => event.point)
    expect(points.map((point) => point.pair)).toEqual([6, 9, 12, 15, 18])
    expect(points.every((point) => Math.abs(point.deltaL) < 1)).toBe(true)
    expect(
      only(events, 'reading').filter(({ kind, role }) => kind === 'white' && role === 'reference'),
    ).toHaveLength(3)
    expect(store.controlPairs(session)).toHaveLength(6)
    expect(store.currentPairs(session)).toHaveLength(20)
    const view = await client.plate.view({ session })
    expect(view?.whites).toEqual([0, 8, 16])
    expect(view?.controls).toEqual(points)
  })

  it('comes back to a refused patch at the end and keeps the reason', async () => {
    const plate = smallPlate(3, 4)
    const dirty = new Set(['A03'])
    const { client, store } = benchForTest({
      simulated: {
        plate: {
          plate,
          truth: (patch) =>
            dirty.has(patch.id) ? FINE_NM.map(() => 0.05) : builtinReflectance(patch.id, FINE_NM),
        },
      },
    })
    const { run, session } = await client.run.scan({ plate: 'small' })
    const events = await eventsOf(client, run, (event) => {
      if (event.type === 'refused') dirty.clear()
    })
    const [refused] = only(events, 'refused')
    expect(refused).toMatchObject({ patch: 'A03', problem: { code: 'PAIR_EXPECTED', patch: 'A03' } })
    const order = patchIds(events)
    expect(order.filter((id) => id === 'A03')).toHaveLength(2)
    expect(order.at(-1)).toBe('A03')
    expect(only(events, 'patch').find((event) => event.patch.id === 'A03')?.patch.state).toBe('repeat')
    expect(events.at(-1)).toMatchObject({ summary: { pairs: 12, refused: 1, retried: 1 } })
    expect(store.refusedPairs(session)).toEqual([])
    expect(store.pairsOf(session, 'A03').map((pair) => pair.verdict)).toEqual(['refused', 'accepted'])
  })

  it('gives up a patch that stays wrong; accepted as measured it counts', async () => {
    const plate = smallPlate(2, 3)
    const { client, store } = benchForTest({
      rows: 2,
      columns: 3,
      simulated: {
        plate: {
          plate,
          truth: (patch) =>
            patch.id === 'A02' ? FINE_NM.map(() => 0.05) : builtinReflectance(patch.id, FINE_NM),
        },
      },
    })
    const { run, session } = await client.run.scan({ plate: 'small', attempts: 3 })
    const events = await eventsOf(client, run)
    expect(only(events, 'refused')).toHaveLength(3)
    expect(events.at(-1)).toMatchObject({
      outcome: 'done',
      sentence: '5 of 6 patches have a pair, 1 still refused.',
    })
    const before = await client.plate.view({ session })
    expect(before).toMatchObject({ paired: 5, refused: 1 })
    expect(before?.patches.find((patch) => patch.id === 'A02')).toMatchObject({ state: 'refused' })
    await client.plate.accept({ session, patch: 'A02' })
    expect(store.currentPairs(session)).toHaveLength(6)
    expect(await client.measure.undo({})).toEqual({ undone: 'Accepted A02 as measured' })
    expect(store.currentPairs(session)).toHaveLength(5)
  })

  it('reads replicates of both instruments in one placement', async () => {
    const { client, store } = benchForTest({ rows: 1, columns: 3 })
    const { run, session } = await client.run.scan({ plate: 'small', replicates: 3 })
    const events = await eventsOf(client, run)
    for (const pair of store.currentPairs(session)) {
      expect(pair.spectrometer).toHaveLength(3)
      expect(pair.reference).toHaveLength(3)
    }
    expect(only(events, 'patch').every((event) => event.checks[3]?.state === 'passed')).toBe(true)
  })

  it('jumps, repeats on demand and measures the worst again', async () => {
    const { client, store } = benchForTest()
    const { run, session } = await client.run.scan({ plate: 'small' })
    let asked = false
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'patch' || asked) return
      asked = true
      await client.run.pause({})
      await client.run.jump({ patch: 'C01' })
      await client.run.repeat({ patches: ['A01'] })
      await client.run.resume({})
    })
    const order = patchIds(events)
    const first = order.indexOf('C01')
    expect(order.indexOf('A01', 1)).toBeLessThan(4)
    expect(first).toBeLessThan(order.indexOf('B02'))
    expect(new Set(order).size).toBe(12)
    const { patches } = await client.run.repeat({ worst: 2 })
    expect(patches).toHaveLength(2)
    const again = await client.run.status({})
    const second = await eventsOf(client, again?.run ?? 0)
    expect(patchIds(second)).toEqual(patches)
    expect(store.currentPairs(session)).toHaveLength(12)
    expect(store.pairsOf(session, patches[0] ?? '').filter((pair) => pair.superseded)).toHaveLength(1)
    expect(await problemOf(client.run.jump({ patch: 'A01' }))).toMatchObject({ code: 'WRONG_STATE' })
    expect(await problemOf(client.run.repeat({ patches: ['Z99'] }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('undoes and redoes a pair, also while it scans', async () => {
    const { client, store } = benchForTest({ rows: 2, columns: 3 })
    const { run, session } = await client.run.scan({ plate: 'small' })
    let undone: string | null = null
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'patch' || event.paired !== 3 || undone !== null) return
      ;({ undone } = await client.measure.undo({}))
    })
    expect(undone).toMatch(/^Pair [A-C]0\d$/)
    // What was undone is unread: the scan reads it again before it ends.
    expect(store.currentPairs(session)).toHaveLength(6)
    expect(patchIds(events)).toHaveLength(7)
    const last = patchIds(events).at(-1) ?? ''
    expect(await client.measure.undo({})).toEqual({ undone: `Pair ${last}` })
    expect((await client.plate.view({ session }))?.paired).toBe(5)
    expect(await client.measure.redo({})).toEqual({ redone: `Pair ${last}` })
    expect((await client.plate.view({ session }))?.paired).toBe(6)
    const { entries } = await client.measure.history({ session })
    expect(entries).toHaveLength(7)
  })

  it('measures the wanted patches only', async () => {
    const { client } = benchForTest()
    const first = await client.run.scan({ plate: 'small', patches: 2 })
    await eventsOf(client, first.run)
    const second = await client.run.scan({ session: first.session, only: ['B02', 'A01'] })
    expect(second.session).toBe(first.session)
    const events = await eventsOf(client, second.run)
    expect(patchIds(events)).toEqual(['B02', 'A01'])
    // The white of minutes ago still serves.
    expect(only(events, 'reading').filter((event) => event.kind !== 'sample')).toEqual([])
    expect(await problemOf(client.run.scan({ session: first.session, only: ['Q77'] }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('refuses to start twice, on an unknown plate, or without instruments', async () => {
    const { client, bench } = benchForTest()
    expect(await problemOf(client.run.scan({ plate: 'nowhere' }))).toMatchObject({ code: 'NOT_FOUND' })
    const { run } = await client.run.scan({ plate: 'small' })
    expect(await problemOf(client.run.scan({ plate: 'small' }))).toMatchObject({ code: 'ALREADY_RUNNING' })
    expect(await problemOf(client.measure.spot({}))).toMatchObject({ code: 'ALREADY_RUNNING' })
    expect(await problemOf(client.bench.configure({ scansToAverage: 2 }))).toMatchObject({
      code: 'WRONG_STATE',
    })
    await eventsOf(client, run)
    await client.bench.assignRole({ uri: 'jeti-1211@sim', role: 'none' })
    const problem = await problemOf(client.run.scan({ plate: 'small' }))
    expect(problem).toMatchObject({ code: 'NO_DEVICE', title: 'No reference instrument yet' })
    expect(bench.reference.controls.plugged).toBe(true)
  })
})

describe('a scan by hand', () => {
  it('asks for every patch and for the white, and refuses a probe that was not moved', async () => {
    const { client, bench, store } = benchForTest({ rows: 1, columns: 4 })
    const { run, session } = await client.run.scan({ plate: 'small', mode: 'hand-held' })
    const asked: string[] = []
    let forgot = false
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      const { ask, patch } = event.prompt
      asked.push(patch === undefined ? ask : `${ask} ${patch}`)
      if (ask === 'place-white') bench.scene.place('white')
      if (ask === 'refused-pair') {
        await client.run.answer({ answer: 'repeat' })
        return
      }
      if (ask === 'place-patch' && patch !== undefined) {
        if (patch === 'A03') {
          await client.run.answer({ answer: 'skip' })
          return
        }
        if (patch === 'A02' && !forgot) forgot = true
        else bench.scene.place(patch)
      }
      await client.run.answer({ answer: 'measure' })
    })
    expect(asked).toEqual([
      'place-white',
      'place-patch A01',
      'place-patch A02',
      'refused-pair A02',
      'place-patch A02',
      'place-patch A03',
      'place-patch A04',
    ])
    expect(only(events, 'refused')[0]?.problem).toMatchObject({
      code: 'PAIR_DUPLICATE',
      title: 'Refused: same spectrum as A01',
    })
    expect(store.currentPairs(session).map((pair) => pair.patch)).toEqual(['A01', 'A02', 'A04'])
  })

  it('accepts a patch as measured and stops when told so', async () => {
    const { client, bench, store } = benchForTest({ rows: 1, columns: 4 })
    const { run, session } = await client.run.scan({ plate: 'small', mode: 'hand-held' })
    await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      const { ask, patch } = event.prompt
      if (ask === 'place-white') bench.scene.place('white')
      // The plate lies the wrong way round.
      if (patch === 'A01') bench.scene.place('A03')
      if (ask === 'refused-pair') await client.run.answer({ answer: 'accept-as-measured' })
      else await client.run.answer({ answer: patch === 'A02' ? 'stop' : 'measure' })
    })
    expect(store.currentPairs(session).map((pair) => pair.patch)).toEqual(['A01'])
    expect(store.getRun(run).state).toBe('idle')
    expect(await problemOf(client.run.answer({ answer: 'measure' }))).toMatchObject({ code: 'WRONG_STATE' })
  })

  it('asks to cover the probe where the lamp does not hang on the spectrometer', async () => {
    const { client, bench } = benchForTest({ rows: 1, columns: 2 })
    // A lamp of its own: what the spectrometer switches changes nothing.
    const spectrum = bench.scene.spectrum.bind(bench.scene)
    bench.scene.spectrum = (exposure) => spectrum({ ...exposure, lampOn: true })
    const { run } = await client.run.scan({ plate: 'small', mode: 'hand-held' })
    const asked: string[] = []
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      const { ask, patch } = event.prompt
      asked.push(ask)
      bench.scene.place(ask === 'cover-dark' ? 'dark' : (patch ?? 'white'))
      await client.run.answer({ answer: 'measure' })
    })
    expect(asked).toEqual(['place-white', 'cover-dark', 'place-white', 'place-patch', 'place-patch'])
    expect(events.at(-1)).toMatchObject({ summary: { pairs: 2 } })
  })
})
