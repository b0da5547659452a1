import { describe, expect, it, vi } from 'vitest'
import { COMBINED_AGEING } from '../../drivers/simulators/drift.ts'
import type { TrainingEvent } from '../../contract/model.ts'
import type { SpectraTable } from '../../contract/session.ts'
import type { AppClient } from '../../core/app.ts'
import { Derived } from '../../core/derived.ts'
import { benchForTest, eventsOf, only, problemOf } from './support/bench.ts'
import type { TestBench } from './support/bench.ts'

type Finished = Extract<TrainingEvent, { type: 'finished' }>

async function train(
  client: AppClient,
  input: Parameters<AppClient['model']['train']>[0] = {},
): Promise<Finished> {
  for await (const event of await client.model.train(input)) if (event.type === 'finished') return event
  throw new Error('the training ended without a result')
}

async function scanned(bench: TestBench): Promise<number> {
  const { run, session } = await bench.client.run.scan({ plate: 'small' })
  await eventsOf(bench.client, run)
  return session
}

/** Spectra made by formula; the reference is a line of the spectrometer. */
function tables(rows: number): { spectrometer: SpectraTable; reference: SpectraTable } {
  const wavelengthNm = Float64Array.from({ length: 61 }, (_, i) => 400 + 5 * i)
  const ids = Array.from({ length: rows }, (_, i) => `S${i + 1}`)
  const values = Float64Array.from({ length: rows * 61 }, (_, i) => {
    const row = Math.floor(i / 61)
    return 0.2 + (0.5 * row) / rows + 0.1 * Math.sin((i % 61) / (5 + (row % 7)))
  })
  return {
    spectrometer: { ids, wavelengthNm, values },
    reference: { ids, wavelengthNm, values: values.map((value) => 0.95 * value + 0.01) },
  }
}

describe('training', () => {
  it('makes the winner a candidate that can be promoted, replaced and rolled back', async () => {
    const bench = benchForTest()
    const { client } = bench
    const session = await scanned(bench)
    const first = await train(client)
    expect(first.comparison.methods.map((row) => row.name)).toEqual(['none', 'slope-bias'])
    expect(first.candidate).toMatchObject({
      version: 'v1',
      state: 'candidate',
      method: 'slope-bias',
      instrument: 'SIM-0101',
      reference: 'SIM-R007',
      session,
      trainedOn: 12,
    })
    expect((await client.bench.state({})).activeModel).toBeUndefined()
    expect(await client.model.promote({ model: 'v1' })).toMatchObject({ state: 'active' })
    expect((await client.bench.state({})).activeModel).toMatchObject({ version: 'v1', method: 'slope-bias' })
    const view = await client.plate.view({ session })
    const raw = view?.patches.reduce((sum, patch) => sum + (patch.deltaERaw ?? 0), 0)
    const corrected = view?.patches.reduce((sum, patch) => sum + (patch.deltaECorrected ?? 0), 0)
    // Six pairs are few; what counts here is that the figure is the model's.
    expect(corrected).toBeLessThan(raw ?? 0)

    const second = await train(client, { promote: true, seed: 2 })
    expect(second.candidate).toMatchObject({ version: 'v2', state: 'active' })
    expect((await client.model.show({ model: 'v1' })).state).toBe('retired')
    expect(await client.model.rollback({})).toMatchObject({ version: 'v1', state: 'active' })
    expect(await client.measure.undo({})).toEqual({ undone: 'Went back from v2 to v1' })
    expect((await client.bench.state({})).activeModel).toMatchObject({ version: 'v2' })
    const third = await train(client, { seed: 3 })
    await client.model.keep({ model: third.candidate?.version ?? '' })
    expect((await client.model.list({})).models.map(({ version, state }) => [version, state])).toEqual([
      ['v1', 'retired'],
      ['v2', 'active'],
      ['v3', 'refused'],
    ])
    // What is active cannot be put aside; what was put aside may be taken after all.
    expect(await problemOf(client.model.keep({ model: 'v2' }))).toMatchObject({ code: 'WRONG_STATE' })
    expect(await client.model.promote({ model: 'v2' })).toMatchObject({ state: 'active' })
    expect(await client.model.promote({ model: 'v3' })).toMatchObject({ state: 'active' })
  })

  it('leaves out what is excluded and refuses too little', async () => {
    const bench = benchForTest()
    const { client } = bench
    const session = await scanned(bench)
    await client.plate.exclude({ session, patches: ['A01', 'A02'], excluded: true })
    expect((await client.plate.view({ session }))?.patches[0]).toMatchObject({ state: 'excluded' })
    const events: TrainingEvent[] = []
    for await (const event of await client.model.train({})) events.push(event)
    expect(events[0]).toMatchObject({ type: 'started', pairs: 10 })
    const all = (await client.plate.view({ session }))?.patches.map((patch) => patch.id) ?? []
    await client.plate.exclude({ session, patches: all, excluded: true })
    expect(await problemOf(client.model.train({}))).toMatchObject({ code: 'TOO_FEW_PAIRS' })
    expect(await problemOf(client.model.train({ session: 99 }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('says so when no correction wins', async () => {
    const { client, store } = benchForTest()
    const { spectrometer } = tables(20)
    await client.session.import({ name: 'same', spectrometer, reference: spectrometer })
    const finished = await train(client)
    expect(finished.candidate).toBeUndefined()
    expect(finished.comparison.verdict.winner).toBe('none')
    expect(store.listModels()).toEqual([])
    for await (const notice of await client.app.notices({})) if (notice.problem?.code === 'NULL_WINS') break
  })

  it('can be cancelled; one runs at a time', async () => {
    const { client } = benchForTest()
    await client.session.import({ name: 'pairs', ...tables(20) })
    const running = await client.model.train({})
    await running.next()
    expect(await problemOf(client.model.train({}))).toMatchObject({ code: 'ALREADY_RUNNING' })
    await client.model.cancel({})
    const rest: TrainingEvent[] = []
    for await (const event of running) rest.push(event)
    expect(rest.map((event) => event.type)).not.toContain('finished')
    expect((await train(client)).candidate?.version).toBe('v1')
  })

  it('trains the one method that was asked for', async () => {
    const { client } = benchForTest()
    await client.session.import({ name: 'pairs', ...tables(20) })
    const finished = await train(client, { methods: ['slope-bias'] })
    expect(finished.candidate).toMatchObject({ method: 'slope-bias' })
    expect(finished.comparison.methods).toHaveLength(1)
  })
})

describe('tables from files', () => {
  it('are compared without storing anything', async () => {
    const { client, store } = benchForTest()
    const events: TrainingEvent[] = []
    for await (const event of await client.model.compare({ ...tables(20) })) events.push(event)
    const last = events.at(-1)
    expect(last).toMatchObject({
      type: 'finished',
      comparison: { samples: 20, bands: 61, grid: { fromNm: 400, toNm: 700 } },
    })
    expect(store.listSessions()).toEqual([])
    const folds = tables(20)
      .spectrometer.ids.slice(1)
      .map((id) => ({ id, fold: 0 }))
    expect(await problemOf(client.model.compare({ ...tables(20), folds }))).toMatchObject({
      code: 'FORMAT_BAD',
    })
  })

  it('are imported with what did not match, evaluated and corrected', async () => {
    const { client } = benchForTest()
    const { spectrometer, reference } = tables(20)
    const other = { ...reference, ids: reference.ids.map((id, i) => (i === 19 ? 'X' : id)) }
    const imported = await client.session.import({ name: 'pairs', spectrometer, reference: other })
    expect(imported).toMatchObject({
      pairs: 19,
      unmatched: { spectrometer: ['S20'], reference: ['X'] },
    })
    expect((await client.session.list({})).sessions[0]).toMatchObject({
      name: 'pairs',
      pairs: 19,
      plate: null,
    })
    const { candidate } = await train(client)
    const model = candidate?.version ?? ''
    const figures = await client.model.evaluate({ model, spectrometer, reference })
    expect(figures.rmse).toBeLessThan(1e-6)
    expect(figures.dE00?.max).toBeLessThan(1e-3)
    expect(figures.domain).toEqual({ inside: 20, outside: 0 })
    const done = await client.model.correct({ model, spectra: spectrometer })
    expect(done).toMatchObject({ model, foreign: 0, interval: null })
    done.corrected.values.forEach((value, i) => expect(value).toBeCloseTo(reference.values[i] ?? 0, 6))
    expect(await problemOf(client.model.correct({ spectra: spectrometer }))).toMatchObject({
      code: 'MODEL_MISSING',
    })
    const short = tables(3)
    const narrow = {
      ...short.spectrometer,
      wavelengthNm: short.spectrometer.wavelengthNm.map((nm) => nm + 50),
    }
    expect(await problemOf(client.model.correct({ model, spectra: narrow }))).toMatchObject({
      code: 'MODEL_MISMATCH',
    })
  })

  it('that do not fit together are refused and leave nothing behind', async () => {
    const { client, store } = benchForTest()
    const { spectrometer, reference } = tables(5)
    const strangers = { ...reference, ids: reference.ids.map((id) => `other ${id}`) }
    const call = client.session.import({ name: 'bad', spectrometer, reference: strangers })
    expect(await problemOf(call)).toMatchObject({ code: 'NO_MATCH' })
    const nan = { ...spectrometer, values: spectrometer.values.map((value, i) => (i === 7 ? NaN : value)) }
    expect(
      await problemOf(client.session.import({ name: 'bad', spectrometer: nan, reference })),
    ).toMatchObject({
      code: 'FORMAT_BAD',
    })
    const white = new Float64Array(7).fill(0.8)
    expect(
      await problemOf(client.session.import({ name: 'bad', spectrometer, reference, white })),
    ).toMatchObject({ code: 'FORMAT_BAD', title: 'The white does not fit' })
    expect(store.listSessions()).toEqual([])
  })

  it('are written as CSV, CGATS and ti3', async () => {
    const bench = benchForTest()
    const { client } = bench
    const session = await scanned(bench)
    await train(client, { promote: true })
    const csv = await client.session.export({ session, format: 'csv' })
    expect(csv).toMatchObject({ name: `session-${session}-both.csv`, rows: 36 })
    const ids = csv.text.split('\n').map((line) => line.split(',')[0])
    expect(ids.slice(1, 4)).toEqual(['A01 raw', 'A01 corrected', 'A01 reference'])
    const cgats = await client.session.export({ session, format: 'cgats', values: 'corrected' })
    expect(cgats.rows).toBe(12)
    expect(cgats.text).toContain('INSTRUMENTATION "SIM-0101, corrected by v1 slope-bias')
    const ti3 = await client.session.export({ session, format: 'ti3', values: 'reference' })
    expect(ti3.text).toContain('SIM-R007')
    const spc = await client.session.export({ session, format: 'spc' })
    expect(spc).toMatchObject({ encoding: 'base64', rows: 36 })
    const raw = { session, format: 'csv', values: 'raw' } as const
    const chosen = await client.session.export({ ...raw, scope: { patches: ['A02', 'B01'] } })
    expect(chosen.text.split('\n').map((line) => line.split(',')[0])).toEqual([
      expect.any(String),
      'A02',
      'B01',
      '',
    ])
    const found = await client.session.export({ ...raw, scope: { filter: { words: 'b0' } } })
    expect(found.rows).toBe(4)
    const even = await client.session.export({ ...raw, everyNm: 10 })
    expect(even.text.split('\n')[0]).toMatch(/,380,390,400,.*,770,780$/)
    expect(even.sentence).toContain('12 spectra of 41 bands, 380 to 780 nm.')
    expect(even.sentence).toContain('Interpolated to every 10 nm by straight lines.')
    const told = await client.session.export({ session, format: 'cgats', values: 'reference', everyNm: 5 })
    expect(told.text).toContain('interpolated to every 5 nm by straight lines')
  })
})

describe('model files', () => {
  it('travel whole and are checked', async () => {
    const from = benchForTest()
    await scanned(from)
    await train(from.client)
    const file = await from.client.model.export({ model: 'v1' })
    const to = benchForTest()
    const card = await to.client.model.import({ text: file.text })
    expect(card).toMatchObject({ version: 'v1', state: 'candidate', instrument: 'SIM-0101' })
    expect(await to.client.model.import({ text: file.text })).toMatchObject({ version: 'v1' })
    expect(to.store.listModels()).toHaveLength(1)
    for (const text of [
      file.text.slice(0, 500),
      '{}',
      'not json',
      file.text.replace(/"bundle": "..../, '"bundle": "AAAA'),
    ])
      expect(await problemOf(to.client.model.import({ text }))).toMatchObject({ code: 'MODEL_DAMAGED' })
    expect(to.store.listModels()).toHaveLength(1)
  })
})

describe('recalibration', () => {
  it('finds no drift where there is none and keeps the model', async () => {
    const bench = benchForTest()
    const { client, store } = bench
    await scanned(bench)
    await train(client, { promote: true })
    const { run, session } = await client.run.recalibrate({ patches: 6, readings: 2 })
    const events = await eventsOf(client, run)
    const [result] = only(events, 'recalibrated')
    expect(result).toMatchObject({ model: 'v1.1', accepted: false, reason: 'No drift found.' })
    expect(result?.patches).toHaveLength(6)
    expect(only(events, 'problem')[0]?.problem).toMatchObject({
      code: 'GUARD_KEEP',
      kept: 'v1 stays active, the readings of 6 patches are kept.',
    })
    expect(events.at(-1)).toMatchObject({ outcome: 'done', sentence: 'v1.1: No drift found.' })
    expect(store.getModel('v1.1')).toMatchObject({ state: 'refused', parent: 'v1', session })
    expect(store.activeModel()?.version).toBe('v1')
    for (const pair of store.currentPairs(session)) expect(pair.spectrometer).toHaveLength(2)
    expect(await problemOf(client.model.promote({ model: 'v1.1' }))).toMatchObject({ code: 'ACCEPTANCE' })
  })

  it('knows the light of the white that training and update were divided by', async () => {
    const bench = benchForTest()
    const { client, models } = bench
    const [learn, update] = [vi.spyOn(models, 'tournament'), vi.spyOn(models, 'recalibrate')]
    await scanned(bench)
    await train(client, { promote: true })
    const before = learn.mock.calls[0]?.[0].pairs.white
    bench.bench.scene.drift({ lampKelvin: -300 })
    const { run } = await client.run.recalibrate({ patches: 6, readings: 2 })
    await eventsOf(client, run)
    const after = update.mock.calls[0]?.[1].white
    expect(before).toHaveLength(after?.length ?? 0)
    // A colder lamp gives less light at the blue end, relative to the red one.
    const blueToRed = (white: Float64Array | undefined): number => white![0]! / white!.at(-1)!
    expect(blueToRed(after)).toBeLessThan(0.9 * blueToRed(before))
  })

  it('updates a model after the instrument has aged; the old one stays for rollback', async () => {
    const bench = benchForTest()
    const { client, store } = bench
    await scanned(bench)
    await train(client, { promote: true })
    bench.bench.scene.drift({ ...COMBINED_AGEING, offset: 0.03 })
    const { run } = await client.run.recalibrate({ patches: 6, readings: 3 })
    const [result] = only(await eventsOf(client, run), 'recalibrated')
    expect(result).toMatchObject({ accepted: true, model: 'v1.1' })
    expect(result?.after.rmse).toBeLessThan(result?.before.rmse ?? 0)
    expect(store.getModel('v1.1').state).toBe('candidate')
    await client.model.promote({ model: 'v1.1' })
    expect(await client.model.rollback({})).toMatchObject({ version: 'v1' })
  })

  it('needs a model, and one of this instrument', async () => {
    const bench = benchForTest()
    const { client, store } = bench
    expect(await problemOf(client.run.recalibrate({}))).toMatchObject({ code: 'MODEL_MISSING' })
    await scanned(bench)
    await train(client)
    const card = store.getModel('v1')
    store.insertModel(
      { ...card, version: 'v2', hash: 'e'.repeat(64), instrument: 'SIM-0102' },
      store.readBundle('v1'),
    )
    expect(await problemOf(client.run.recalibrate({ model: 'v2' }))).toMatchObject({ code: 'MODEL_MISMATCH' })
  })

  it('gives up with too few patches and changes nothing', async () => {
    const bench = benchForTest()
    const { client, store } = bench
    await scanned(bench)
    await train(client, { promote: true })
    const { run } = await client.run.recalibrate({ patches: 4, mode: 'hand-held' })
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      bench.bench.scene.place(event.prompt.patch ?? 'white')
      await client.run.answer({ answer: event.prompt.ask === 'place-patch' ? 'skip' : 'measure' })
    })
    expect(events.at(-1)).toMatchObject({ outcome: 'failed' })
    expect(only(events, 'problem')[0]?.problem.code).toBe('TOO_FEW_PAIRS')
    expect(store.listModels()).toHaveLength(1)
  })
})

describe('what follows from stored readings', () => {
  it('is the same after a restart, bit by bit', async () => {
    const bench = benchForTest()
    const session = await scanned(bench)
    const { store } = bench
    const [pair] = store.currentPairs(session)
    if (!pair) throw new Error('no pair')
    const one = new Derived(store).pair(pair)
    const two = new Derived(store).pair(pair)
    expect(one).toEqual(two)
    const view = await bench.client.plate.view({ session })
    const shown = view?.patches.find((patch) => patch.id === pair.patch)
    expect(shown?.measured).toEqual(one?.colours?.spectrometer)
  })
})
