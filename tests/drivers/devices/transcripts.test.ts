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
        'MD5',
        '31.5 degC',
        '2068',
        'stored and plausible',
      ])
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })

  test('Ocean USB2000+', async () => {
    const instrument = await play('ocean-usb2000plus', async (device) => {
      expect(device.identity).toEqual({ model: 'USB2000+', serial: 'USB2X001', firmware: 'logic 2.16.0' })
      const spectrometer = device.spectrometer!
      expect(spectrometer.wavelengthNm[1000]).toBeCloseTo(350.5 + 450 - 40 - 1, 6)
      expect(spectrometer.linearity).toEqual([0.98, 4e-7])
      await spectrometer.expose({ integrationMs: 12.5, scans: 2 }, IO)
      const { counts } = await spectrometer.readFrame(IO)
      // Full at 52428 words: full scale is 1.25 times as far.
      expect(counts[0]).toBeCloseTo(600 * (65_535 / 52_428), 9)
      expect(counts[2047]).toBeCloseTo(21_070 * (65_535 / 52_428), 9)
      expect((await device.settings(IO)).map(({ readBack }) => readBack)).toEqual([
        '12.5 ms',
        'free running',
        'high',
        '2048',
        'stored and plausible',
        'at 52428',
      ])
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })

  // Two scans of ramps that begin at 400 and 800; a ramp of another exposure came before them.
  test.each([
    ['ocean-usb2000', { model: 'USB2000', serial: 'USB2E123', firmware: 'not reported' }, 12, 2048, 1],
    ['ocean-usb4000', { model: 'USB4000', serial: 'USB4C001', firmware: 'logic 2.16.0' }, 12.5, 3648, 1.25],
    ['ocean-hr4000', { model: 'HR4000', serial: 'HR4C0001', firmware: 'logic 3.3.0' }, 12.5, 3648, 1],
    ['ocean-jaz', { model: 'Jaz', serial: 'JAZA0001', firmware: 'not reported' }, 12.5, 2048, 1.25],
    ['ocean-fx', { model: 'Ocean FX', serial: 'FX01234', firmware: '0105' }, 12.5, 2136, 1],
    ['ocean-sts', { model: 'Ocean STS', serial: 'S01234', firmware: '0105' }, 12.5, 1024, 1],
    ['ocean-qepro', { model: 'Ocean QE-PRO', serial: 'QEP01234', firmware: '0105' }, 12.5, 1044, 1],
    ['ocean-sr4', { model: 'Ocean SR4', serial: 'SR401234', firmware: 'not reported' }, 12.5, 3648, 1],
  ])('%s', async (family, identity, integrationMs, pixels, scale) => {
    const instrument = await play(family, async (device) => {
      expect(device.identity).toEqual(identity)
      const spectrometer = device.spectrometer!
      expect(spectrometer.wavelengthNm).toHaveLength(pixels)
      expect(spectrometer.wavelengthNm[0]).toBe(350.5)
      expect(spectrometer.linearity?.map(Math.fround)).toEqual([0.98, 4e-7].map(Math.fround))
      await spectrometer.expose({ integrationMs, scans: 2 }, IO)
      const { counts } = await spectrometer.readFrame(IO)
      expect(counts[0]! / (600 * scale)).toBeCloseTo(1, 4)
      expect(counts[pixels - 1]! / ((600 + pixels - 1) * scale)).toBeCloseTo(1, 4)
      const [time] = await device.settings(IO)
      const silent = ['ocean-usb2000', 'ocean-jaz', 'ocean-sr4'].includes(family)
      expect(time?.readBack).toBe(silent ? 'not reported' : '12.5 ms')
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })

  test('Ocean ST', async () => {
    const instrument = await play('ocean-st', async (device) => {
      expect(device.identity).toEqual({ model: 'Ocean ST', serial: 'ST01234', firmware: 'not reported' })
      const spectrometer = device.spectrometer!
      expect(spectrometer.wavelengthNm[1000]).toBeCloseTo(345.5 + 310 - 10, 3)
      expect(spectrometer.linearity?.map((value) => Math.fround(value))).toEqual([1, 1e-7].map(Math.fround))
      await spectrometer.expose({ integrationMs: 20, scans: 2 }, IO)
      const { counts } = await spectrometer.readFrame(IO)
      expect([counts[0], counts[1515]]).toEqual([600, 600 + 2 * 1515])
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

  test.each([
    ['pr-650', 'Photo Research PR-650', '', 101, 'LEVEL_LOW'],
    ['pr-655', 'Photo Research PR-655', '67060123', 101, 'DEVICE_REFUSED'],
    ['pr-670', 'Photo Research PR-670', '67060123', 201, 'DEVICE_REFUSED'],
    ['cs-2000', 'Konica Minolta CS-2000A', '10041234', 401, 'SATURATED'],
    ['jeti-1511', 'spectraval 1511', '2015123', 401, 'LEVEL_LOW'],
  ])('%s: a spectrum of equal energy, then a refusal', async (family, model, serial, bands, code) => {
    const instrument = await play(family, async (device) => {
      expect(device.identity).toMatchObject({ model, serial })
      const reading = spectrumOf(await device.reference!.measure(IO))
      expect(reading.values).toHaveLength(bands)
      expect(reading.values.every((value) => value === 1e-3)).toBe(true)
      for (const value of reading.xyz) expect(value).toBeCloseTo(72.98, 0)
      expect(await failure(device.reference!.measure(IO))).toMatchObject({ code })
      expect((await device.settings(IO)).every(({ ok }) => ok)).toBe(true)
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })

  test('Klein K10-A', async () => {
    const instrument = await play('klein-k10', async (device) => {
      expect(device.identity).toEqual({ model: 'Klein K-10-A', serial: '000012345', firmware: 'v01.09fh' })
      const reading = { quantity: 'tristimulus', xyz: [95, 100, 108], unit: 'cd/m2' }
      expect(await device.reference!.measure(IO)).toEqual(reading)
      // Out of range once, then good.
      expect(await device.reference!.measure(IO)).toEqual(reading)
      expect(await failure(device.reference!.measure(IO))).toMatchObject({ code: 'LEVEL_LOW' })
      expect((await device.settings(IO)).every(({ ok }) => ok)).toBe(true)
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })

  test('Konica Minolta CS-100A', async () => {
    const instrument = await play('cs-100a', async (device) => {
      const { xyz } = await device.reference!.measure(IO)
      expect(xyz.map((value) => value.toFixed(2))).toEqual(['117.29', '123.40', '134.39'])
      expect(await failure(device.reference!.measure(IO))).toMatchObject({ code: 'LEVEL_LOW' })
      expect((await device.settings(IO)).every(({ ok }) => ok)).toBe(true)
    })
    expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
  })

  test('Konica Minolta CL-200A', async () => {
    const instrument = await play('cl-200a', async (device) => {
      const { xyz } = await device.reference!.measure(IO)
      expect(xyz.map((value) => value.toFixed(1))).toEqual(['100.2', '105.2', '90.2'])
      expect(await failure(device.reference!.measure(IO))).toMatchObject({ code: 'LEVEL_LOW' })
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
