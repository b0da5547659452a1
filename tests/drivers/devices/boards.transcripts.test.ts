import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { numberBoardDriver } from '../../../drivers/devices/number-board.ts'
import { boardOf } from '../../../drivers/devices/number-description.ts'
import { driverOf } from '../../../drivers/registry.ts'
import { colorhugReports } from '../../../drivers/simulators/colorhug-hid.ts'
import { memoryLine, memoryUsb } from '../../../drivers/transports/memory.ts'
import { replay, TranscriptFileSchema } from '../../../drivers/transports/transcript.ts'
import { failure, within } from '../io.ts'

const IO = within(2000)

const recorded = (family: string) =>
  TranscriptFileSchema.parse(
    JSON.parse(readFileSync(new URL(`../../fixtures/transcripts/${family}.json`, import.meta.url), 'utf8')),
  )

test('AS7265x triad', async () => {
  const instrument = replay(recorded('as7265x'))
  const device = await driverOf('as7265x').open(await memoryLine(instrument).open(IO), IO)
  expect(device.identity).toEqual({ model: 'AS7265x triad', serial: 'AS7265x', firmware: '12.0.0' })
  const spectrometer = device.spectrometer!
  expect(await spectrometer.expose({ integrationMs: 27, scans: 1 }, IO)).toEqual({
    integrationMs: 28,
    scans: 1,
  })
  const began = performance.now()
  const { counts } = await spectrometer.readFrame(IO)
  // Both banks of the measurement under way, then both of a whole one.
  expect(performance.now() - began).toBeGreaterThanOrEqual(4 * 28 - 2)
  expect([...counts]).toEqual([
    410, 435, 460, 485, 510, 535, 560, 585, 65_535, 645, 680, 705, 730, 760, 810, 860, 900, 940,
  ])
  expect((await device.settings(IO)).every(({ ok }) => ok)).toBe(true)
  await device.close()
  expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
})

/** A board that streams: the lines of the recording, one every 20 ms, whoever listens. */
test('C12880MA board', async () => {
  const lines = recorded('c12880ma').steps.map((step) => ('rx' in step ? step.rx : ''))
  const link = await memoryLine({
    connect: (send) => {
      let at = 0
      const timer = setInterval(() => {
        const line = lines[Math.min(at++, lines.length - 1)] ?? ''
        send(Uint8Array.from(Buffer.from(line, 'latin1')))
      }, 20)
      return {
        receive: () => expect.unreachable('nothing is sent to it'),
        disconnected: () => {
          clearInterval(timer)
        },
      }
    },
  }).open(IO)
  const device = await driverOf('c12880ma').open(link, IO)
  const spectrometer = device.spectrometer!
  expect(spectrometer.integrationLimitsMs).toEqual([10, 10])
  expect(await spectrometer.expose({ integrationMs: 40, scans: 1 }, IO)).toEqual({
    integrationMs: 10,
    scans: 1,
  })
  const { counts } = await spectrometer.readFrame(IO)
  // The first whole line went into opening; the next was under way when the frame was asked for.
  expect([400, 500]).toContain(counts[0])
  expect((counts[287] ?? 0) - (counts[0] ?? 0)).toBe(287)
  expect((await device.settings(IO)).filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['Wavelengths'])
  await device.close()
})

test('Marlin table', async () => {
  const instrument = replay(recorded('marlin'))
  const device = await driverOf('marlin').open(await memoryLine(instrument).open(IO), IO)
  expect(device.identity).toEqual({
    model: 'Plate table',
    serial: 'cede2a2f-41a2-4748-9b12-c55c62f367ff',
    firmware: 'Marlin 2.1.2 (Aug  3 2023)',
  })
  const stage = device.stage!
  // Its board restarted when the port was opened: it has no zero.
  expect(await failure(stage.moveTo(20, 30.5, IO))).toMatchObject({ code: 'STAGE_ALARM' })
  await stage.home(IO)
  await stage.moveTo(20, 30.5, IO)
  expect(await failure(stage.moveTo(900, 30.5, IO))).toMatchObject({
    code: 'STAGE_ALARM',
    data: { happened: expect.stringContaining('235.00, 30.50 mm instead of 900.00') as string },
  })
  await device.close()
  expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
})

test('SpectroScan', async () => {
  const instrument = replay(recorded('spectroscan'))
  const device = await driverOf('spectroscan').open(await memoryLine(instrument).open(IO), IO)
  expect(device.identity).toEqual({ model: 'SpectroScan', serial: '7001', firmware: 'V 2.11' })
  const stage = device.stage!
  await stage.home(IO)
  await stage.moveTo(100, 60, IO)
  const { reference } = device
  if (reference?.quantity !== 'reflectance') throw new Error('no reflectance')
  const reading = await reference.measure(IO)
  expect([...reading.values]).toEqual(Array(36).fill(0.5))
  expect(reading.xyz[1]).toBe(50)
  expect(await failure(stage.moveTo(310.01, 230, IO))).toMatchObject({ code: 'STAGE_ALARM' })
  expect(await failure(stage.moveTo(310, 230, IO))).toMatchObject({
    code: 'STAGE_ALARM',
    data: { happened: 'Moving: the place lies outside its travel. It was not moved.' },
  })
  await device.close()
  expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
})

test('Spectrolino', async () => {
  const instrument = replay(recorded('spectrolino'))
  const device = await driverOf('spectrolino').open(await memoryLine(instrument).open(IO), IO)
  expect(device.identity).toEqual({ model: 'Spectrolino', serial: '7002', firmware: '120' })
  const { reference } = device
  if (reference?.quantity !== 'reflectance') throw new Error('no reflectance')
  const reading = await reference.measure(IO)
  expect([...reading.values]).toEqual(Array(36).fill(0.5))
  expect(reading.xyz[1]).toBe(50)
  expect(await failure(reference.measure(IO))).toMatchObject({ code: 'DEVICE_REFUSED' })
  expect((await device.settings(IO)).every(({ ok }) => ok)).toBe(true)
  await device.close()
  expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
})

/** As a person would write it; the file's name becomes the family. */
const BENCH = {
  name: 'Bench spectrometer',
  serial: 'NB-7',
  baudRate: 57_600,
  line: { separator: ' ', count: 8, header: 'S ', maxCounts: 4095 },
  trigger: 'r',
  wavelengths: { nm: [400, 450, 500, 550, 600, 650, 700, 750] },
  exposure: { command: 'i{ms}\n', limitsMs: [1, 2000] },
}

test('board with a description', async () => {
  const instrument = replay(recorded('numbers-bench'))
  const driver = numberBoardDriver(boardOf(JSON.stringify(BENCH), 'bench'))
  expect(driver.family).toBe(recorded('numbers-bench').family)
  const device = await driver.open(await memoryLine(instrument).open(IO), IO)
  expect(device.identity).toEqual({ model: 'Bench spectrometer', serial: 'NB-7', firmware: 'not told' })
  const spectrometer = device.spectrometer!
  await spectrometer.expose({ integrationMs: 25, scans: 2 }, IO)
  const { counts } = await spectrometer.readFrame(IO)
  expect([...counts]).toEqual([201, 202, 203, 204, 205, 206, 207, 208])
  expect(await failure(spectrometer.readFrame(IO))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
  await device.close()
  expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
})

test('ColorHug2', async () => {
  const instrument = replay(recorded('colorhug'))
  const presence = { plugged: true, onPlugChange: () => () => undefined }
  const link = await memoryUsb(colorhugReports(instrument, presence)).open(IO)
  const device = await driverOf('colorhug').open(link, IO)
  expect(device.identity).toEqual({ model: 'ColorHug2', serial: '12345', firmware: '2.0.7' })
  const { reference } = device
  if (reference?.quantity !== 'tristimulus') throw new Error('no colorimeter')
  expect(await reference.measure(IO)).toEqual({ quantity: 'tristimulus', xyz: [95, 100, 108], unit: 'cd/m2' })
  expect(await failure(reference.measure(IO))).toMatchObject({ code: 'LEVEL_LOW' })
  await device.close()
  expect(instrument).toMatchObject({ mismatch: undefined, finished: true })
})
