import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { OpenDevice } from '../../../drivers/device.ts'
import { driverOf } from '../../../drivers/registry.ts'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import { replay, TranscriptFileSchema } from '../../../drivers/transports/transcript.ts'
import type { Replay } from '../../../drivers/transports/transcript.ts'
import { failure, spectrumOf, within } from '../io.ts'

const IO = within(2000)

/** Plays one conversation: every byte the driver sends is compared. */
async function play(family: string, use: (device: OpenDevice) => Promise<void>): Promise<Replay> {
  const text = readFileSync(new URL(`../../fixtures/transcripts/${family}.json`, import.meta.url), 'utf8')
  const instrument = replay(TranscriptFileSchema.parse(JSON.parse(text)))
  const device = await driverOf(family).open(await memoryLine(instrument).open(IO), IO)
  await use(device)
  await device.close()
  return instrument
}

describe('conversations from the data sheets', () => {
  test('Ocean HDX', async () => {
    const instrument = await play('ocean-hdx', async (device) => {
      expect(device.identity).toEqual({ model: 'Ocean HDX', serial: 'HDX01234', firmware: '0105' })
      const spectrometer = device.spectrometer!
      expect(spectrometer.wavelengthNm[1000]).toBeCloseTo(337.5 + 223.6 - 1.5 - 0.2, 2)
      expect(spectrometer.linearity).toHaveLength(8)
      expect(await spectrometer.expose({ integrationMs: 12.5, scans: 4 }, IO)).toEqual({
        integrationMs: 12.5,
        scans: 4,
      })
      const { counts } = await spectrometer.readFrame(IO)
      expect([counts[0], counts[1], counts[2067]]).toEqual([1500, 1510, 1500 + 20_670])
      const rows = await device.settings(IO)
      expect(rows.map(({ readBack }) => readBack)).toEqual([
        '12.5 ms',
        '4',
        '2068',
        'MD5',
        'stored and plausible',
        '31.5 degC',
      ])
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })

  test('JETI specbos 1211', async () => {
    const instrument = await play('jeti-1211', async (device) => {
      expect(device.identity).toEqual({ model: 'specbos 1211', serial: '2010123', firmware: '4.20' })
      const reading = spectrumOf(await device.reference!.measure(IO))
      expect(reading.values.every((value) => value === 1e-3)).toBe(true)
      expect(reading.xyz).toEqual([72.98, 72.98, 72.98])
      expect(await failure(device.reference!.measure(IO))).toMatchObject({ code: 'SATURATED' })
      expect((await device.settings(IO)).every(({ ok }) => ok)).toBe(true)
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })

  test('GRBL 1.1 table', async () => {
    const instrument = await play('grbl', async (device) => {
      expect(device.identity).toEqual({ model: 'GRBL 1.1h', serial: 'table 3', firmware: '1.1h.20190830' })
      const stage = device.stage!
      await stage.home(IO)
      await stage.moveTo(20, 30.5, IO)
      expect(await failure(stage.moveTo(300, 200, IO))).toMatchObject({ code: 'STAGE_ALARM' })
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })
})
