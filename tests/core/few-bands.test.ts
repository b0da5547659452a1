import { describe, expect, test } from 'vitest'
import { asPixelCounts } from '../../contract/spectrum.ts'
import { Derived } from '../../core/derived.ts'
import { bandsOf, signalOf, WORKING_NM } from '../../core/reduce.ts'
import { benchForTest, eventsOf, only } from './support/bench.ts'

describe('bands of a detector', () => {
  test('many pixels become the working bands, few stay what they are', () => {
    const fine = Float64Array.from({ length: 2068 }, (_, i) => 366 + 0.2055 * i)
    expect(bandsOf(fine)).toBe(WORKING_NM)
    const triad = Float64Array.of(410, 460, 510, 560, 610, 680, 730, 760, 810, 940)
    expect([...bandsOf(triad)]).toEqual([410, 460, 510, 560, 610, 680, 730, 760])
    expect(bandsOf(triad)).toBe(bandsOf(triad))
    const counts = asPixelCounts(triad.map((nm) => nm * 10))
    expect([...signalOf(counts, triad, 10_000)]).toEqual([0.41, 0.46, 0.51, 0.56, 0.61, 0.68, 0.73, 0.76])
    expect(() => signalOf(asPixelCounts(new Float64Array(3)), triad, 1)).toThrow(RangeError)
  })
})

describe('a scan with few bands', () => {
  test('18 channels: 14 bands from 410 to 760 nm on both sides, and a colour from them', async () => {
    const { client, store, plate } = benchForTest({
      rows: 2,
      columns: 2,
      simulated: { families: { spectrometer: 'as7265x' } },
    })
    const { run, session } = await client.run.scan({ plate: 'small' })
    const events = await eventsOf(client, run)
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'done', summary: { pairs: 4 } })
    const [pair] = store.currentPairs(session)
    expect(store.getReadings(pair!.spectrometer)[0]?.values).toHaveLength(18)
    const derived = new Derived(store).pair(pair!)!
    expect(derived.reference).toHaveLength(14)
    expect([...derived.wavelengthNm]).toEqual([
      410, 435, 460, 485, 510, 535, 560, 585, 610, 645, 680, 705, 730, 760,
    ])
    expect(patchesOf(events)).toHaveLength(plate.patches.length)
    // Filters of 20 nm are no spectrum: the colour is near, not the same.
    for (const { deltaERaw } of patchesOf(events)) expect(deltaERaw).toBeLessThan(12)
    // A whole number of its steps of 2.8 ms, found by the white.
    const steps = (store.latestReference(session, 'white', 'spectrometer')?.integrationMs ?? 0) / 2.8
    expect(steps).toBeCloseTo(Math.round(steps), 6)
    expect([steps >= 17, steps <= 22]).toEqual([true, true])
  })

  test('288 pixels of ten bits at a fixed time, its dark under a lid', async () => {
    const { client, store, bench } = benchForTest({
      rows: 1,
      columns: 3,
      simulated: { families: { spectrometer: 'c12880ma' } },
    })
    const { run, session } = await client.run.scan({ plate: 'small' })
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      bench.scene.place(event.prompt.ask === 'cover-dark' ? 'dark' : 'white')
      await client.run.answer({ answer: 'measure' })
    })
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'done', summary: { pairs: 3 } })
    const [pair] = store.currentPairs(session)
    expect(store.getReadings(pair!.spectrometer)[0]).toMatchObject({ integrationMs: 10, maxCounts: 1023 })
    const { wavelengthNm } = new Derived(store).pair(pair!)!
    // Pixels of its sheet between 380 and 780 nm.
    expect(wavelengthNm).toHaveLength(187)
    expect([wavelengthNm[0]! >= 380, wavelengthNm.at(-1)! <= 780]).toEqual([true, true])
    for (const { deltaERaw } of patchesOf(events)) expect(deltaERaw).toBeLessThan(8)
  })
})

const patchesOf = (events: Parameters<typeof only>[0]) => only(events, 'patch').map(({ patch }) => patch)
