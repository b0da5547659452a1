import { describe, expect, it } from 'vitest'
import { Adjusted } from '../../../core/bench/adjusted.ts'
import { benchForTest, problemOf } from '../support/bench.ts'
import type { TestBench } from '../support/bench.ts'

const JETI = 'jeti-1211@sim'
const GRBL = 'grbl@sim'
const HDX = 'ocean-hdx@sim'

const said = async ({ client }: TestBench, uri: string): Promise<string[]> =>
  (await client.bench.detail({ uri })).transcript
    .filter(({ direction }) => direction === 'tx')
    .map(({ text }) => text)
const valueOf = async ({ client }: TestBench, uri: string, id: string) =>
  (await client.bench.detail({ uri })).adjustments?.find((one) => one.id === id)?.value

describe('settings of instruments', () => {
  it('are sent, kept in the database, and sent again when the instrument comes back', async () => {
    const bench = benchForTest()
    await bench.client.bench.connect({ uri: JETI })
    const detail = await bench.client.bench.adjust({ uri: JETI, id: 'averages', value: 4 })
    expect(detail.adjustments?.find(({ id }) => id === 'averages')?.value).toBe(4)
    expect((await said(bench, JETI)).some((text) => text.includes('*conf:aver 4'))).toBe(true)
    await bench.client.bench.fault({ uri: JETI, fault: 'unplug' })
    await expect.poll(() => valueOf(bench, JETI, 'averages'), { timeout: 4000 }).toBeUndefined()
    await bench.client.bench.fault({ uri: JETI, fault: 'plug' })
    await expect.poll(() => valueOf(bench, JETI, 'averages'), { timeout: 4000 }).toBe(4)
    // The driver's own setting at open, then the chosen one.
    const averages = (await said(bench, JETI)).filter((text) => text.includes('*conf:aver'))
    expect(averages.at(-2)).toContain('*conf:aver 1')
    expect(averages.at(-1)).toContain('*conf:aver 4')
    expect(bench.store.getSetting('device-settings')).toEqual({ 'jeti-1211 SIM-R007': { averages: 4 } })
  })

  it('the table moves at the chosen speed', async () => {
    const bench = benchForTest()
    await bench.client.bench.connect({ uri: GRBL })
    await bench.client.bench.adjust({ uri: GRBL, id: 'speed', value: 1200 })
    expect(await valueOf(bench, GRBL, 'speed')).toBe(1200)
  })

  it('what an instrument does not have or take is refused and changes nothing', async () => {
    const { client } = benchForTest()
    await client.bench.connect({ uri: JETI })
    const ask = (uri: string, id: string, value: number | string) =>
      problemOf(client.bench.adjust({ uri, id, value }))
    expect(await ask(JETI, 'averages', 0)).toMatchObject({
      code: 'BAD_REQUEST',
      happened: 'Averages cannot be "0".',
      next: 'Choose a whole number from 1 to 20.',
    })
    expect((await ask(JETI, 'colour', 1)).next).toBe('It has: averages, longest-exposure.')
    await client.bench.connect({ uri: HDX })
    expect(await ask(HDX, 'averages', 2)).toMatchObject({ title: 'Nothing to set' })
    expect((await client.bench.detail({ uri: JETI })).adjustments?.map(({ value }) => value)).toEqual([
      1, 3000,
    ])
  })

  it('belong to a unit: by its serial number, or by its place where it has none', () => {
    const saved: unknown[] = []
    const adjusted = new Adjusted({ load: () => undefined, save: (settings) => saved.push(settings) })
    adjusted.remember({ family: 'cs-2000', serial: '7', uri: 'cs-2000@serial:/dev/ttyACM0' }, 'speed', 'fast')
    adjusted.remember({ family: 'cs-100a', serial: '', uri: 'cs-100a@serial:/dev/ttyUSB0' }, 'x', 1)
    expect(adjusted.of({ family: 'cs-2000', serial: '7', uri: 'elsewhere' })).toEqual([['speed', 'fast']])
    expect(adjusted.of({ family: 'cs-2000', serial: '8', uri: 'cs-2000@serial:/dev/ttyACM0' })).toEqual([])
    expect(adjusted.of({ family: 'cs-100a', serial: '', uri: 'cs-100a@serial:/dev/ttyUSB1' })).toEqual([])
    const again = new Adjusted({ load: () => saved.at(-1), save: () => undefined })
    expect(again.of({ family: 'cs-2000', serial: '7', uri: '' })).toEqual([['speed', 'fast']])
    expect(
      new Adjusted({ load: () => 'nonsense', save: () => undefined }).of({
        family: 'a',
        serial: 'b',
        uri: '',
      }),
    ).toEqual([])
  })
})
