import { expect, test } from 'vitest'
import { Derived } from '../../core/derived.ts'
import { benchForTest, eventsOf, only } from './support/bench.ts'

test('a SpectroScan moves and is the reference: a plate is read with one instrument in both roles', async () => {
  const { client, store, bench } = benchForTest({
    rows: 2,
    columns: 2,
    simulated: { families: { reference: 'spectroscan', stage: 'spectroscan' } },
  })
  expect(bench.instruments.map(({ family }) => family)).toEqual(['ocean-hdx', 'spectroscan'])
  const { run, session } = await client.run.scan({ plate: 'small' })
  const events = await eventsOf(client, run)
  expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'done', summary: { pairs: 4 } })
  for (const { patch } of only(events, 'patch')) {
    // The head reads what is there, in bands of 10 nm.
    expect(patch.deltaEExpected).toBeLessThan(0.6)
    expect(patch.deltaERaw).toBeLessThan(3)
  }
  const [pair] = store.currentPairs(session)
  expect(store.getReadings(pair!.reference)[0]).toMatchObject({ quantity: 'reflectance' })
  const derived = new Derived(store).pair(pair!)!
  // The reference ends at 730 nm: beyond it there is nothing to compare with.
  expect([derived.wavelengthNm[0], derived.wavelengthNm.at(-1)! < 731]).toEqual([380, true])
  expect(derived.spectrometer).toHaveLength(derived.reference!.length)
})
