import { describe, expect, test } from 'vitest'
import { endure } from './endure.ts'
import { faultyInstruments } from './lines.ts'
import { scanUnderFaults } from './scan.ts'
import { inVirtualTime } from './virtual-time.ts'
import { countOf } from './weather.ts'

/** The short form of `npm run test:faults`: late by little, by more, and by much. */
const SEEDS = [3, 4, 5]
const FAULTS = 8

describe('a line that misbehaves', () => {
  test.each(faultyInstruments)(
    '$name: every reading is right or ends with a message, and it recovers',
    async (instrument) => {
      for (const seed of SEEDS) {
        const tally = await inVirtualTime(() => endure(instrument, { faults: FAULTS, seed }))
        expect(tally.broken).toEqual([])
        expect(countOf(tally.injected)).toBeGreaterThanOrEqual(FAULTS)
        expect(tally.good).toBeGreaterThan(tally.readings / 4)
      }
    },
  )

  test('the same seed gives the same figures', async () => {
    const [instrument] = faultyInstruments
    if (!instrument) throw new Error('no instrument')
    const once = (seed: number) => inVirtualTime(() => endure(instrument, { faults: FAULTS, seed }))
    const first = await once(7)
    expect(await once(7)).toEqual(first)
    expect(await once(8)).not.toEqual(first)
  })
})

test('a scan with faults on all instruments ends with right pairs', async () => {
  const scan = await inVirtualTime(() =>
    scanUnderFaults({ rows: 5, columns: 20, faults: 30, unplugs: 6, seed: 1 }),
  )
  expect(scan.broken).toEqual([])
  expect(scan.pairs).toBe(100)
})
