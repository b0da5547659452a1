import { describe, expect, it } from 'vitest'
import type { TrainingEvent } from '../../contract/model.ts'
import { benchForTest, eventsOf, only, problemOf, type TestBench } from './support/bench.ts'

const COLORIMETER = { fast: true, families: { reference: 'klein-k10' } }

/** A bench whose reference gives X, Y and Z, and a plate of many colours. */
const colorimeterBench = (): TestBench => benchForTest({ simulated: COLORIMETER, rows: 6, columns: 8 })

async function scanned(bench: TestBench): Promise<number> {
  const { run, session } = await bench.client.run.scan({ plate: 'small' })
  await eventsOf(bench.client, run)
  return session
}

async function trained(
  { client }: TestBench,
  input: Parameters<TestBench['client']['model']['train']>[0] = {},
): Promise<Extract<TrainingEvent, { type: 'finished' }>> {
  for await (const event of await client.model.train(input)) if (event.type === 'finished') return event
  throw new Error('no result')
}

describe('a plate read with a reference that gives X, Y and Z', () => {
  it('is paired, shown with colours, and stored with the absolute values', async () => {
    const bench = colorimeterBench()
    const { client, store } = bench
    const { run, session } = await client.run.scan({ plate: 'small', patches: 12 })
    const patches = only(await eventsOf(client, run), 'patch')
    expect(patches).toHaveLength(12)
    for (const { patch } of patches) {
      expect(patch.state).toBe('paired')
      expect(patch.deltaEExpected).toBeLessThan(0.6)
      expect(patch.deltaERaw).toBeGreaterThan(0)
    }
    const [pair] = store.currentPairs(session)
    const [reading] = store.getReadings(pair!.reference)
    expect(reading).toMatchObject({ quantity: 'tristimulus', unit: 'cd/m2', role: 'reference' })
    expect([...reading!.values].every((value) => value > 0 && value < 400)).toBe(true)
    expect(store.getReading(reading!.white!)).toMatchObject({ kind: 'white', quantity: 'tristimulus' })
    const spectra = await client.plate.pair({ session, patch: pair!.patch })
    expect(spectra.spectrometer).toHaveLength(224)
    expect(spectra.reference).toBeUndefined()
    const detail = await client.session.reading({ id: reading!.id })
    expect(detail.tristimulus?.unit).toBe('cd/m2')
    expect(detail.values).toHaveLength(0)
    // What is measured again supersedes, what is undone counts no more.
    const again = await client.run.scan({ plate: 'small', session, only: ['A01'] })
    await eventsOf(client, again.run)
    expect(store.pairsOf(session, 'A01').map((one) => one.superseded)).toEqual([true, false])
    await client.measure.undo({})
    expect(store.pairsOf(session, 'A01').map((one) => one.superseded)).toEqual([false, false])
    const { run: rest } = await client.run.scan({ plate: 'small', session })
    await eventsOf(client, rest)
    expect(store.currentPairs(session)).toHaveLength(48)
  }, 40_000)

  it('teaches a matrix that is kept, used for colours and never for spectra, and rolled back', async () => {
    const bench = colorimeterBench()
    const { client, store } = bench
    const session = await scanned(bench)
    const finished = await trained(bench, { session, promote: true })
    const { comparison, candidate, sentence } = finished
    const [none, ...others] = comparison.methods
    expect(comparison.methods.map(({ name }) => name)).toEqual(['none', 'matrix3', 'four-colour'])
    expect(others[0]!.dE00!.mean).toBeLessThan(0.5 * none!.dE00!.mean)
    expect(candidate).toMatchObject({ method: 'matrix3', state: 'active', accepted: true, trainedOn: 48 })
    expect(sentence).toContain('spectra stay as they were measured')
    expect(candidate!.assumptions).toContain('X, Y and Z only')
    // The view of the plate and a spot use it; the spectrum stays.
    const view = await client.plate.view({ session })
    const corrected = view!.patches.map((patch) => patch.deltaECorrected!)
    const raw = view!.patches.map((patch) => patch.deltaERaw!)
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(corrected)).toBeLessThan(0.5 * mean(raw))
    bench.bench.scene.place('C05')
    const spot = await client.measure.spot({ name: 'C05' })
    expect(spot.corrected).toBeUndefined()
    expect(spot).toMatchObject({ model: candidate!.version, domain: 'none' })
    expect(spot.domainDetail).toContain('the spectrum is as measured')
    expect(spot.deltaECorrected!).toBeLessThan(spot.deltaERaw!)
    const [frame] = await firstFrames(bench)
    expect(frame!.corrected).toBeUndefined()
    expect(frame!.correctedColour).toBeDefined()
    // Every other way to use it says what it is.
    const spectra = { ids: ['a'], wavelengthNm: spot.wavelengthNm, values: spot.reflectance }
    expect((await problemOf(client.model.correct({ spectra }))).happened).toContain('for X, Y and Z')
    expect((await problemOf(client.run.recalibrate({}))).next).toContain('24 patches')
    const figures = await client.model.evaluate({
      model: candidate!.version,
      spectrometer: spectra,
      reference: spectra,
    })
    expect(figures.dE00!.mean).toBeGreaterThan(0)
    // Versions: a second training on the same patches has to beat the first one, which it cannot be judged against.
    const other = await trained(bench, { session, methods: ['four-colour'] })
    expect(other.candidate).toMatchObject({ method: 'four-colour', trainedOn: 48 })
    expect(String(other.candidate!.parameters['primaries']).split(', ')).toHaveLength(3)
    const second = await trained(bench, { session, methods: ['matrix3'], seed: 2 })
    expect(second.candidate!.acceptance[0]).toMatchObject({ state: 'note' })
    await client.model.promote({ model: second.candidate!.version })
    expect((await client.model.rollback({})).version).toBe(candidate!.version)
    expect(store.activeModel()?.method).toBe('matrix3')
  }, 60_000)

  it('read with a ColorHug, through reports of the HID class, teaches a matrix as well', async () => {
    const simulated = { fast: true, families: { reference: 'colorhug' } }
    const bench = benchForTest({ simulated, rows: 4, columns: 6 })
    const session = await scanned(bench)
    expect(bench.store.currentPairs(session)).toHaveLength(24)
    const { comparison, candidate, sentence } = await trained(bench, { session, methods: ['matrix3'] })
    expect(candidate).toMatchObject({ method: 'matrix3', accepted: true, trainedOn: 24 })
    expect(comparison.methods[1]!.dE00!.mean).toBeLessThan(comparison.methods[0]!.dE00!.mean)
    expect(sentence).toContain('spectra stay as they were measured')
    const { text } = await bench.client.model.export({ model: candidate!.version, format: 'ccmx' })
    expect(text).toContain('REFERENCE "12347"')
  }, 90_000)

  it('is exported as colours, or as spectra of the spectrometer', async () => {
    const bench = colorimeterBench()
    const { client } = bench
    const { run, session } = await client.run.scan({ plate: 'small', patches: 2 })
    await eventsOf(client, run)
    const csv = await client.session.export({ session, format: 'csv' })
    expect(csv.rows).toBe(4)
    expect(csv.text.split('\n')[0]).toBe('id,XYZ_X,XYZ_Y,XYZ_Z,LAB_L,LAB_A,LAB_B')
    expect(csv.text).toContain('A01 reference,')
    const cgats = await client.session.export({ session, format: 'cgats', values: 'reference' })
    expect(cgats.text).toContain('SAMPLE_ID XYZ_X XYZ_Y XYZ_Z LAB_L LAB_A LAB_B')
    const raw = await client.session.export({ session, format: 'ti3', values: 'raw' })
    expect(raw.rows).toBe(2)
    const refused = await problemOf(client.session.export({ session, format: 'ti3' }))
    expect(refused.happened).toContain('X, Y and Z only')
  }, 30_000)

  it('refuses too few patches, methods for spectra, and a reference of another kind', async () => {
    const bench = colorimeterBench()
    const { client } = bench
    const { run, session } = await client.run.scan({ plate: 'small', patches: 7 })
    await eventsOf(client, run)
    expect((await problemOf(trained(bench, { session }))).happened).toContain('7 pairs')
    const spectral = await problemOf(trained(bench, { session, methods: ['ridge'] }))
    expect(spectral).toMatchObject({ code: 'METHOD_UNKNOWN' })
    expect(spectral.happened).toContain('gave X, Y and Z only')
  }, 30_000)
})

async function firstFrames({ client }: TestBench) {
  for await (const frame of await client.live.watch({})) return [frame]
  return []
}

describe('a matrix as a file', () => {
  it('is exported as .ccmx and as a model, and both are read back', async () => {
    const bench = colorimeterBench()
    const { client, store } = bench
    const session = await scanned(bench)
    const { candidate } = await trained(bench, { session, methods: ['matrix3'] })
    const file = await client.model.export({ model: candidate!.version, format: 'ccmx' })
    expect(file.name).toMatch(/^v1-[0-9a-f]{8}\.ccmx$/)
    const imported = await client.model.import({ text: file.text })
    expect(imported).toMatchObject({
      method: 'matrix3',
      state: 'candidate',
      instrument: candidate!.instrument,
      trainedOn: 0,
    })
    expect(imported.reason).toContain('not measured')
    const again = await client.model.export({ model: imported.version, format: 'ccmx' })
    expect(again.text.split('BEGIN_DATA\n')[1]).toBe(file.text.split('BEGIN_DATA\n')[1])
    expect((await client.model.import({ text: file.text })).version).toBe(imported.version)
    const bundle = await client.model.export({ model: candidate!.version })
    expect((await client.model.import({ text: bundle.text })).version).toBe(candidate!.version)
    const csv = await problemOf(client.model.export({ model: candidate!.version, format: 'csv' }))
    expect(csv.next).toContain('ccmx')
    await client.model.promote({ model: imported.version })
    expect(store.activeModel()?.version).toBe(imported.version)
    bench.bench.scene.place('C05')
    expect((await client.measure.spot({})).correctedColour).toBeDefined()
  }, 40_000)

  it('of another program belongs to the spectrometer on the bench', async () => {
    const { client, bench } = benchForTest()
    bench.scene.place('white')
    await client.measure.white({})
    const text = [
      'CCMX',
      'INSTRUMENT "ColorHug2"',
      'DISPLAY "Some display"',
      'COLOR_REP "XYZ"',
      'BEGIN_DATA_FORMAT',
      'XYZ_X XYZ_Y XYZ_Z',
      'END_DATA_FORMAT',
      'BEGIN_DATA',
      '1.02 0 0',
      '0 1.01 0',
      '0 0 0.98',
      'END_DATA',
    ].join('\n')
    const card = await client.model.import({ text })
    const { devices } = await client.bench.devices({})
    expect(card.instrument).toBe(devices.find(({ role }) => role === 'spectrometer')!.serial)
    await client.model.promote({ model: card.version })
    const spot = await client.measure.spot({ paired: false })
    expect(spot.correctedColour!.xyz[2]).toBeCloseTo(0.98 * spot.rawColour.xyz[2], 9)
    const broken = await problemOf(client.model.import({ text: text.replace('0 1.01 0', '0 x 0') }))
    expect(broken).toMatchObject({ code: 'FORMAT_BAD' })
  }, 20_000)
})
