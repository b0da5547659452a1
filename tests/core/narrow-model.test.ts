import { describe, expect, it, vi } from 'vitest'
import type { LiveFrame } from '../../contract/live.ts'
import { modelPart, onModelAxis, partOf } from '../../core/model-axis.ts'
import { WORKING_NM } from '../../core/reduce.ts'
import { COMBINED_AGEING } from '../../drivers/simulators/drift.ts'
import { benchForTest, eventsOf, only, problemOf } from './support/bench.ts'
import type { TestBench } from './support/bench.ts'

const card = (fromNm: number, toNm: number, bands: number) => ({ axis: { fromNm, toNm, bands } })
/** Bands of the working axis up to 730.5 nm: what a SpectroScan leaves of it. */
const NARROW = WORKING_NM.filter((nm) => nm <= 730.5)
const narrowCard = card(380, NARROW.at(-1)!, NARROW.length)

describe('the part of a reading that a model covers', () => {
  const triad = Float64Array.of(410, 460, 510, 560, 610, 680, 730, 760)
  const values = triad.map((nm) => nm / 1000)

  it('is cut out where the bands are the same, even or not', () => {
    expect(onModelAxis(card(460, 730, 6), triad, values)).toEqual({
      wavelengthNm: Float64Array.of(460, 510, 560, 610, 680, 730),
      values: Float64Array.of(0.46, 0.51, 0.56, 0.61, 0.68, 0.73),
    })
    expect(modelPart(card(460 + 9e-7, 730, 6), triad)?.first).toBe(1)
  })

  it('is the same array every time, and the whole one where nothing is cut', () => {
    const whole = onModelAxis(card(410, 760, 8), triad, values)
    expect([whole?.wavelengthNm === triad, whole?.values === values]).toEqual([true, true])
    const [a, b] = [1, 2].map(() => onModelAxis(card(460, 730, 6), triad, values)?.wavelengthNm)
    expect(a).toBe(b)
    expect(a).toBe(partOf(triad, 1, 7))
  })

  it.each([
    ['begins before the reading', card(380, 730, 7)],
    ['ends after it', card(460, 810, 8)],
    ['has other bands between the same ends', card(460, 730, 7)],
    ['lies between the bands', card(460.001, 730, 6)],
  ])('is none where the model %s', (_, other) => {
    expect(modelPart(other, triad)).toBeUndefined()
    expect(onModelAxis(other, triad, values)).toBeUndefined()
  })
})

const narrowBench = (): TestBench =>
  benchForTest({ simulated: { families: { reference: 'spectroscan', stage: 'spectroscan' } } })

async function learned({ client }: TestBench): Promise<number> {
  const { run, session } = await client.run.scan({ plate: 'small' })
  await eventsOf(client, run)
  for await (const event of await client.model.train({ promote: true }))
    if (event.type === 'finished') expect(event.candidate?.axis).toEqual(narrowCard.axis)
  return session
}

async function frameOf({ client }: TestBench): Promise<LiveFrame> {
  for await (const frame of await client.live.watch({})) return frame
  throw new Error('no frame')
}

describe('a model learned beside a reference that ends at 730 nm', () => {
  it('corrects live frames, spots and patches as far as it reaches, and stores no more', async () => {
    const bench = narrowBench()
    const { client } = bench
    const session = await learned(bench)
    bench.bench.scene.place('B02')
    const frame = await frameOf(bench)
    expect(frame).toMatchObject({ model: 'v1', domain: 'in', correctedNm: NARROW })
    expect([frame.reflectance, frame.corrected, frame.interval].map((one) => one?.length)).toEqual([
      224,
      NARROW.length,
      NARROW.length,
    ])
    expect(frame.correctedColour).toBeDefined()

    const spot = await client.measure.spot({ name: 'B02' })
    expect(spot).toMatchObject({ model: 'v1', correctedNm: NARROW, referenceNm: NARROW })
    expect([spot.reflectance, spot.corrected, spot.reference].map((one) => one?.length)).toEqual([
      224,
      NARROW.length,
      NARROW.length,
    ])
    expect(spot.deltaECorrected).toBeLessThan(spot.deltaERaw ?? 0)
    expect((await client.measure.spots({ session })).spots).toEqual([spot])

    const { rows } = await client.session.readings({ session, offset: 0, limit: 1000 })
    const stored = rows.find((row) => row.name === 'B02' && row.role === 'spectrometer' && row.model !== null)
    const detail = await client.session.reading({ id: stored?.id ?? 0 })
    expect(detail).toMatchObject({ correctedNm: NARROW, corrected: spot.corrected })
    expect(detail.values).toHaveLength(224)

    const pair = await client.plate.pair({ session, patch: 'B02' })
    expect(pair.wavelengthNm).toEqual(NARROW)
    expect(pair.correctedNm).toBeUndefined()
    expect([pair.spectrometer, pair.corrected, pair.reference].map((one) => one?.length)).toEqual([
      NARROW.length,
      NARROW.length,
      NARROW.length,
    ])
    const view = await client.plate.view({ session })
    expect(view?.patches.filter((patch) => patch.deltaECorrected !== undefined)).toHaveLength(12)

    // The same spectrum as a table: cut to the model as it is, not drawn anew.
    const spectra = { ids: ['B02'], wavelengthNm: WORKING_NM, values: spot.reflectance }
    const { corrected } = await client.model.correct({ spectra })
    expect(corrected).toEqual({ ids: ['B02'], wavelengthNm: NARROW, values: spot.corrected })
  })

  it('is recalibrated beside the same reference, with the light of its own bands', async () => {
    const bench = narrowBench()
    const { client, store, models } = bench
    const [learn, update] = [vi.spyOn(models, 'tournament'), vi.spyOn(models, 'recalibrate')]
    await learned(bench)
    bench.bench.scene.drift({ ...COMBINED_AGEING, offset: 0.03 })
    const { run, session } = await client.run.recalibrate({ patches: 6, readings: 2 })
    const [result] = only(await eventsOf(client, run), 'recalibrated')
    expect(result).toMatchObject({ accepted: true, model: 'v1.1' })
    expect(store.getModel('v1.1').axis).toEqual(narrowCard.axis)
    const whites = [learn.mock.calls[0]?.[0].pairs.white, update.mock.calls[0]?.[1].white]
    expect(whites.map((white) => white?.length)).toEqual([NARROW.length, NARROW.length])
    await client.model.promote({ model: 'v1.1' })
    const file = await client.session.export({ session, format: 'csv', values: 'both' })
    expect(file.text.split('\n')[0]?.split(',')).toHaveLength(NARROW.length + 1)
  })
})

describe('a model and a reading of different ranges', () => {
  it('a reading that ends before the model is left raw, with the reason', async () => {
    const bench = narrowBench()
    await learned(bench)
    const { store, client } = bench
    const wide = { ...store.getModel('v1'), version: 'v2', hash: 'f'.repeat(64) }
    const axis = { fromNm: 380, toNm: 830, bands: 252 }
    store.insertModel({ ...wide, axis, state: 'candidate' }, store.readBundle('v1'))
    await client.model.promote({ model: 'v2' })
    const frame = await frameOf(bench)
    expect([frame.corrected, frame.correctedNm, frame.model]).toEqual([undefined, undefined, undefined])
    expect(frame.domainDetail).toBe(
      'v2 covers 380 to 830 nm in 252 bands, the reading has 224 from 380 to 780 nm.',
    )
    const spot = await client.measure.spot({ name: 'left raw' })
    expect([spot.corrected, spot.model]).toEqual([undefined, undefined])
    expect(spot.domainDetail).toBe(frame.domainDetail)
    expect(await problemOf(client.run.recalibrate({}))).toMatchObject({
      code: 'MODEL_MISMATCH',
      happened: frame.domainDetail,
    })
  })

  it('a recalibration whose reference ends before the model stops at its first patch', async () => {
    const bench = narrowBench()
    await learned(bench)
    const { store, client } = bench
    const wide = { ...store.getModel('v1'), version: 'v2', hash: 'f'.repeat(64) }
    const axis = { fromNm: 380, toNm: 780, bands: 224 }
    store.insertModel({ ...wide, axis, state: 'candidate' }, store.readBundle('v1'))
    const { run, session } = await client.run.recalibrate({ model: 'v2', patches: 6, readings: 2 })
    const events = await eventsOf(client, run)
    expect(events.at(-1)).toMatchObject({ outcome: 'failed' })
    expect(only(events, 'problem')[0]?.problem.code).toBe('MODEL_MISMATCH')
    expect(only(events, 'reading').filter(({ kind }) => kind === 'sample')).toHaveLength(2)
    expect(store.currentPairs(session)).toHaveLength(0)
  })
})
