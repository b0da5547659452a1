import { XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BenchChange, Verification } from '../../contract/verify.ts'
import { COMBINED_AGEING } from '../../drivers/simulators/drift.ts'
import { createModelService } from '../../model/client.ts'
import { benchForTest, eventsOf, only, problemOf, type TestBench } from './support/bench.ts'

let models: ReturnType<typeof createModelService>
beforeAll(() => {
  models = createModelService()
})
afterAll(() => models.close())

/** A bench on which a small plate was read and a model is active. */
async function learned(method: 'ridge' | 'slope-bias' = 'ridge'): Promise<TestBench> {
  const bench = benchForTest({ app: { models }, rows: 5, columns: 8 })
  const { run } = await bench.client.run.scan({ plate: 'small', controlEvery: 6 })
  await eventsOf(bench.client, run)
  const training = await bench.client.model.train({ methods: [method], promote: true })
  for await (const event of training) if (event.type === 'finished') expect(event.candidate).toBeDefined()
  const [card] = (await bench.client.model.list({})).models
  await bench.client.model.promote({ model: card!.version })
  return bench
}

async function verified(
  { client }: TestBench,
  options: Parameters<TestBench['client']['verify']['start']>[0] = {},
): Promise<Verification> {
  const { run } = await client.verify.start({ patches: 6, ...options })
  const events = await eventsOf(client, run)
  const [event] = only(events, 'verified')
  if (event === undefined) throw new Error(JSON.stringify(events.at(-1)))
  return event.verification
}

const named = ({ changes }: Verification, name: BenchChange['name']): BenchChange =>
  changes.find((change) => change.name === name)!

const WIDE = { standard: 'Wide', limits: { dE00Mean: 20, dE00Max: 50 } }

// Each reads a plate and learns a model in the worker first.
describe('a verification', { timeout: 240_000 }, () => {
  it('passes, fails by a narrow limit, is kept with its session, and learns nothing', async () => {
    const bench = await learned()
    const { client, store } = bench
    const before = (await client.model.list({})).models
    const passed = await verified(bench, { tolerance: WIDE, note: 'after the move' })
    expect(passed).toMatchObject({
      passed: true,
      model: before[0]!.version,
      note: 'after the move',
      reason: 'All 2 limits of "Wide" are kept.',
      simulated: true,
      unread: [],
      readings: 2,
    })
    expect(passed.patches).toHaveLength(6)
    // What it read is no scan that could go on: the plate view offers a new one.
    expect((await client.plate.view({}))?.scanned).toBe(false)
    expect((await client.plate.view({ session: before[0]!.session }))?.scanned).toBe(true)
    expect(passed.corrected.dE00!.mean).toBeLessThan(passed.raw.dE00!.mean)
    expect(passed.figures.at(-1)).toEqual({ name: 'patches', value: 6, limit: 6, passed: true })
    // Two readings of six patches: spread and budget are known, and compared with the control patches of the scan.
    const shares = Object.values(passed.floor!.budget)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(named(passed, 'repeatability').before).toBeGreaterThan(0)
    expect(named(passed, 'white').state).toBe('same')
    expect(named(passed, 'wavelength').uncertainty).toBeGreaterThan(0)

    const failed = await verified(bench, { tolerance: { standard: 'Narrow', limits: { dE00Max: 0.001 } } })
    expect(failed.passed).toBe(false)
    expect(failed.reason).toMatch(/^"Narrow" is not kept: largest dE00 is \d+\.\d{3}, limit 0\.001\.$/)
    const { verifications } = await client.verify.list({ instrument: passed.instrument })
    expect(verifications).toEqual([failed, passed])
    expect(await client.verify.show({ id: passed.id })).toEqual(passed)
    expect(store.getSession(passed.session).name).toBe(`Verification of ${passed.model}`)
    expect((await client.model.list({})).models).toEqual(before)
    const chart = await client.verify.chart({ instrument: passed.instrument, model: passed.model })
    expect(chart!.points.map(({ id }) => id)).toEqual([passed.id, failed.id])

    const file = await client.report.make({ kind: 'verification', verification: passed.id })
    expect(file.name).toBe(`verification-${String(passed.id)}-passed.html`)
    expect(XMLValidator.validate(file.text.replace(/<!doctype html>/i, '').trim())).toBe(true)
    for (const word of [
      'Wide',
      'after the move',
      passed.modelHash,
      'Wavelength offset',
      'History',
      'Signature',
    ])
      expect(file.text, word).toContain(word)
    expect((await client.report.make({ kind: 'verification' })).name).toContain('failed')
  })

  it('finds a slipped wavelength axis and a tired lamp, and says which is which', async () => {
    const bench = await learned()
    bench.bench.scene.drift({ ...COMBINED_AGEING, shiftNm: -0.8 })
    const found = await verified(bench, { patches: 12, tolerance: WIDE })
    const wavelength = named(found, 'wavelength')
    expect(wavelength.state).toBe('changed')
    expect(wavelength.now! - wavelength.before!).toBeLessThan(-0.4)
    expect(wavelength.now! - wavelength.before!).toBeGreaterThan(-1.2)
    expect(found.corrected.dE00!.mean).toBeGreaterThan(0)
  })

  it('after a recalibration compares with its session: what it made up for has not changed since', async () => {
    const bench = await learned()
    const { client } = bench
    bench.bench.scene.drift({ ...COMBINED_AGEING, shiftNm: -0.8 })
    const drifted = await verified(bench, { patches: 12, tolerance: WIDE })
    expect(named(drifted, 'wavelength').state).toBe('changed')
    const { run, session } = await client.run.recalibrate({ patches: 12, readings: 3 })
    const [found] = only(await eventsOf(client, run), 'recalibrated')
    await client.model.promote({ model: found!.model })
    const again = await verified(bench, { patches: 12, tolerance: WIDE })
    expect([again.model, again.trainingSession]).toEqual(['v1.1', session])
    expect(again.corrected.dE00!.mean).toBeLessThan(drifted.corrected.dE00!.mean)
    for (const name of ['white', 'dark', 'wavelength', 'strayLight'] as const)
      expect(named(again, name), name).toMatchObject({ state: 'same', before: expect.any(Number) })
    // A few patches have no control readings: the spread is compared with that of the plate.
    expect(named(again, 'repeatability').before).toBe(named(drifted, 'repeatability').before)

    bench.bench.scene.drift({ shiftNm: -0.8 })
    const slipped = named(await verified(bench, { patches: 12, tolerance: WIDE }), 'wavelength')
    expect(slipped.state).toBe('changed')
    expect(slipped.now! - slipped.before!).toBeLessThan(-0.4)
    expect(slipped.now! - slipped.before!).toBeGreaterThan(-1.2)
  })

  it('by hand asks for every patch; one that is skipped fails it', async () => {
    const bench = await learned('slope-bias')
    const { client } = bench
    const asked: string[] = []
    const { run } = await client.verify.start({
      only: ['A01', 'B03', 'C05', 'D02', 'E07', 'E08'],
      mode: 'hand-held',
      tolerance: WIDE,
    })
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      const { patch } = event.prompt
      asked.push(patch ?? event.prompt.ask)
      bench.bench.scene.place(patch ?? 'white')
      await client.run.answer({ answer: patch === 'C05' ? 'skip' : 'measure' })
    })
    const [event] = only(events, 'verified')
    expect(asked).toEqual(['place-white', 'A01', 'B03', 'C05', 'D02', 'E07', 'E08'])
    expect(event!.verification).toMatchObject({ passed: false, unread: ['C05'], mode: 'hand-held' })
    expect(named(event!.verification, 'repeatability').sentence).toContain('one placement')
  })

  it('does not refuse the disagreement it is there to find', async () => {
    const bench = await learned('slope-bias')
    bench.bench.scene.drift({ offset: 0.35 })
    const found = await verified(bench, { patches: 4, readings: 1 })
    expect(found.passed).toBe(false)
    expect(found.unread).toEqual([])
    expect(found.corrected.dE00!.max).toBeGreaterThan(5)
  })

  it('refuses patches the plate does not have, and a bench without a model', async () => {
    const bench = await learned('slope-bias')
    const { client } = bench
    const problem = await problemOf(client.verify.start({ only: ['A01', 'A02', 'A03', 'Z99'] }))
    expect([problem.code, problem.happened]).toEqual(['NOT_FOUND', expect.stringContaining('"Z99"')])
    expect((await client.verify.list({})).verifications).toEqual([])
    expect((await problemOf(client.report.make({ kind: 'verification' }))).code).toBe('NOT_FOUND')
    const empty = benchForTest({ app: { models } })
    expect((await problemOf(empty.client.verify.start({}))).code).toBe('MODEL_MISSING')
  })

  it('is reminded of in the state of the bench until it is done', async () => {
    const bench = await learned('slope-bias')
    const { client } = bench
    const state = await client.bench.state({})
    expect(state.verificationDue).toBeUndefined()
    const { serial } = state.devices.find(({ role }) => role === 'spectrometer')!
    await client.verify.configure({ instrument: serial, schedule: { days: 30, sessions: null } })
    expect((await client.bench.state({})).verificationDue).toBe(`${serial} was never verified.`)
    expect((await client.verify.due({})).instruments).toMatchObject([{ instrument: serial, due: true }])
    await client.verify.configure({ instrument: serial, tolerance: WIDE })
    const done = await verified(bench, { patches: 4, readings: 1 })
    expect(done.tolerance).toEqual(WIDE)
    expect((await client.bench.state({})).verificationDue).toBeUndefined()
    expect((await client.verify.due({})).instruments).toMatchObject([{ due: false, lastPassed: true }])
  })
})
