import { expect, it } from 'vitest'
import { registry } from '../../drivers/registry.ts'
import { benchForTest, eventsOf, only } from './support/bench.ts'

const families = registry.map(({ family }) => family).filter((family) => family.startsWith('ocean-'))

/** Every Ocean spectrometer looks at the same scene: the same colours, on its own axis and its own full scale. */
it.each(families)(
  'a motorised scan with an %s reads the colours of the plate',
  async (family) => {
    const { client, store, bench } = benchForTest({
      rows: 1,
      columns: 3,
      simulated: { families: { spectrometer: family } },
    })
    const { run, session } = await client.run.scan({ plate: 'small' })
    const events = await eventsOf(client, run, async (event) => {
      if (event.type !== 'prompt') return
      // Those without a lamp line are darkened by hand.
      bench.scene.place(event.prompt.ask === 'cover-dark' ? 'dark' : 'white')
      await client.run.answer({ answer: 'measure' })
    })
    expect(events.at(-1)).toMatchObject({
      type: 'finished',
      outcome: 'done',
      summary: { pairs: 3, refused: 0 },
    })
    for (const { patch } of only(events, 'patch')) expect(patch.deltaERaw).toBeLessThan(3)
    const [reading] = store.getReadings(store.currentPairs(session)[0]!.spectrometer)
    expect(reading).toMatchObject({ quantity: 'counts' })
    expect(reading?.values.every((value) => value >= 0 && value <= reading.maxCounts!)).toBe(true)
    expect(Math.max(...reading!.values)).toBeGreaterThan(0.02 * reading!.maxCounts!)
  },
  60_000,
)
