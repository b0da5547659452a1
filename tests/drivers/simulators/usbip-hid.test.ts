import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FaultControls } from '../../../drivers/simulators/faults.ts'
import { serveUsbip } from '../../../drivers/simulators/serve-usbip.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import { until } from '../io.ts'
import { DEVLIST, hex, submit, unlink, UsbipHost } from './usbip-bytes.ts'

const SET_CONFIGURATION = '00 09 01 00 00 00 00 00'
/** "Give the serial number", padded to a report. */
const ASK_SERIAL = Uint8Array.from({ length: 64 }, (_, i) => (i === 0 ? 0x0b : 0))
/** 12347 behind status and command. */
const SERIAL = [0x00, 0x0b, 0x3b, 0x30, 0x00, 0x00]

let port: number
let controls: FaultControls
const closing: (() => Promise<void>)[] = []
beforeEach(async () => {
  const instrument = simulatedBench({ fast: true }).instrument('colorhug')
  const server = await serveUsbip(instrument)
  closing.push(() => server.close())
  port = server.port
  controls = instrument.controls
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function attached(): Promise<UsbipHost> {
  const host = await UsbipHost.dial(port)
  closing.push(() => host.hangUp())
  await host.import()
  await host.control(1, SET_CONFIGURATION)
  return host
}

test('is listed with a HID interface and the one of its boot loader', async () => {
  const host = await UsbipHost.dial(port)
  closing.push(() => host.hangUp())
  host.say(DEVLIST)
  const record = await host.take(12 + 312 + 8)
  expect(record.subarray(312, 316)).toEqual(Buffer.from(hex('27 3f 10 04')))
  expect(record.subarray(-8)).toEqual(Buffer.from(hex('03 00 00 00 ff 46 57 00')))
})

test('its descriptors are those of the firmware: interrupt endpoints 01 and 81, reports of 64 bytes without numbers', async () => {
  const host = await attached()
  const device = await host.control(2, '80 06 00 01 00 00 12 00', 18)
  // No serial number: string 0 is "none".
  expect(device.data.slice(8)).toEqual([...hex('3f 27 04 10 02 00 01 02 00 01')])
  const all = await host.control(3, '80 06 00 02 00 00 ff 00', 255)
  expect(all.data.slice(9)).toEqual([
    ...hex('09 04 00 00 02 03 00 00 00 09 21 11 01 00 01 22 1d 00'),
    ...hex('07 05 81 03 40 00 01 07 05 01 03 40 00 01'),
    ...hex('09 04 01 00 00 ff 46 57 00'),
  ])
  const reports = await host.control(4, '81 06 00 22 00 00 1d 00', 0x1d)
  expect(reports.data).toEqual([
    ...hex('06 00 ff 09 01 a1 01 15 00 26 ff 00 75 08 95 40 19 01 29 40 81 02 19 01 29 40 91 02 c0'),
  ])
  expect(await host.control(5, '81 06 00 22 01 00 1d 00', 0x1d)).toMatchObject({ status: -32 })
})

test('a report in and a report out through the interrupt endpoints', async () => {
  const host = await attached()
  host.say(submit({ sequence: 2, endpoint: 1, in: 64 }))
  host.say(submit({ sequence: 3, endpoint: 1, out: ASK_SERIAL }))
  expect(await host.answer()).toMatchObject({ sequence: 3, status: 0, actual: 64 })
  const { sequence, data } = await host.answer(true)
  expect(sequence).toBe(2)
  expect(data).toHaveLength(64)
  expect(data.slice(0, 6)).toEqual(SERIAL)
})

test('SET_REPORT is heard, SET_IDLE is accepted, GET_REPORT and other endpoints stall', async () => {
  const host = await attached()
  host.say(submit({ sequence: 2, endpoint: 0, setup: '21 09 00 02 00 00 40 00', out: ASK_SERIAL }))
  expect(await host.answer()).toMatchObject({ sequence: 2, status: 0, actual: 64 })
  host.say(submit({ sequence: 3, endpoint: 1, in: 64 }))
  expect((await host.answer(true)).data.slice(0, 6)).toEqual(SERIAL)
  expect(await host.control(4, '21 0a 00 00 00 00 00 00')).toMatchObject({ status: 0 })
  expect(await host.control(5, 'a1 01 00 01 00 00 40 00', 64)).toMatchObject({ status: -32 })
  host.say(submit({ sequence: 6, endpoint: 2, out: ASK_SERIAL }))
  expect(await host.answer()).toMatchObject({ sequence: 6, status: -32 })
})

test('unplugged it is gone; plugged in again it starts without old answers', async () => {
  const host = await attached()
  host.say(submit({ sequence: 2, endpoint: 1, out: ASK_SERIAL }))
  await host.answer()
  controls.unplug()
  await until(() => host.ended, 'the loss')
  controls.plug()
  const again = await attached()
  again.say(submit({ sequence: 2, endpoint: 1, in: 64 }), unlink(3, 2))
  expect(await again.answer()).toMatchObject({ command: 4, sequence: 3, status: -104 })
  again.say(
    submit({ sequence: 4, endpoint: 1, in: 64 }),
    submit({ sequence: 5, endpoint: 1, out: ASK_SERIAL }),
  )
  expect(await again.answer()).toMatchObject({ sequence: 5, status: 0 })
  expect((await again.answer(true)).data.slice(0, 6)).toEqual(SERIAL)
})
