import { describe, expect, it, vi } from 'vitest'
import type { BandSignal } from '../../contract/spectrum.ts'
import { countsOf, signalOf } from '../../core/reduce.ts'
import { averageSpectra, subtractDark } from '../../spectra/counts.ts'
import { benchForTest, eventsOf, only } from './support/bench.ts'
import type { TestBench } from './support/bench.ts'

async function learned({ client }: TestBench): Promise<void> {
  const { run } = await client.run.scan({ plate: 'small' })
  await eventsOf(client, run)
  for await (const event of await client.model.train({ promote: true }))
    if (event.type === 'finished') expect(event.candidate?.version).toBe('v1')
}

function signalOfReading({ store }: TestBench, id: number): BandSignal {
  const { values, wavelengthNm, maxCounts } = store.getReading(id)
  return signalOf(countsOf(values), wavelengthNm, maxCounts ?? 1)
}

describe('the rounds of a recalibration', () => {
  it('takes a white before every round by stage and divides each reading by its own', async () => {
    const bench = benchForTest()
    const { client, models, store } = bench
    const update = vi.spyOn(models, 'recalibrate')
    await learned(bench)
    let kelvin = 0
    const { run, session } = await client.run.recalibrate({ patches: 6, readings: 3 })
    const events = await eventsOf(client, run, (event) => {
      // A lamp that grows colder from round to round.
      if (event.type === 'reading' && event.kind === 'white' && event.role === 'spectrometer')
        bench.bench.scene.drift({ lampKelvin: (kelvin -= 50) })
    })
    const readings = only(events, 'reading').filter(({ role }) => role === 'spectrometer')
    const round = ['dark', 'white', ...Array.from({ length: 6 }, () => 'sample')]
    expect(readings.map(({ kind }) => kind)).toEqual([...round, ...round, ...round])
    const whites = readings.filter(({ kind }) => kind === 'white').map(({ reading }) => reading)
    for (const { spectrometer } of store.currentPairs(session))
      expect(store.getReadings(spectrometer).map(({ white }) => white)).toEqual(whites)
    // The light that the update is told is the mean of the three.
    const dark = readings.findLast(({ kind }) => kind === 'dark')?.reading ?? 0
    const lights = whites.map((id) => subtractDark(signalOfReading(bench, id), signalOfReading(bench, dark)))
    expect(update.mock.calls[0]?.[1].white).toEqual(averageSpectra(lights))
  })

  it('asks for the white once by hand: one placement of each patch is one round', async () => {
    const bench = benchForTest()
    const { client } = bench
    await learned(bench)
    const asked: string[] = []
    const { run } = await client.run.recalibrate({ patches: 4, readings: 3, mode: 'hand-held' })
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      asked.push(event.prompt.ask)
      bench.bench.scene.place(event.prompt.patch ?? 'white')
      await client.run.answer({ answer: 'measure' })
    })
    expect(events.at(-1)).toMatchObject({ outcome: 'done', summary: { patches: 4 } })
    expect(asked).toEqual(['place-white', ...Array.from({ length: 4 }, () => 'place-patch')])
  })
})
