import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { UsbPipe } from '../../drivers/transports/transport.ts'
import { bus, codeOf, failure, opened, PATIENT, using, withPipe } from './bench.ts'
import type { Case } from './runner.ts'
import { isochrome } from './simulators.ts'
import type { Simulators } from './simulators.ts'

const USB4000 = { vendorId: 0x2457, productId: 0x1022 }
const USB2000 = { vendorId: 0x2457, productId: 0x1002 }
/** "Give slot 0", the serial number; its answer is 17 bytes on endpoint 1. */
const ASK_SERIAL = Uint8Array.of(0x05, 0x00)

const within = (deadlineMs: number) => ({ ...PATIENT, deadlineMs })

async function serialOver(pipe: UsbPipe): Promise<string> {
  await pipe.bulkOut(1, ASK_SERIAL, PATIENT)
  const answer = await pipe.bulkIn(1, 17, PATIENT)
  assert.deepEqual([...answer.subarray(0, 2)], [0x05, 0x00])
  return Buffer.from(answer.subarray(2)).toString('latin1').replace(/\0.*/s, '')
}

/** The part of the package that only this test uses. */
interface Controllable {
  open(): Promise<void>
  claimInterface(number: number): Promise<void>
  controlTransferOut(setup: object, data: Uint8Array): Promise<unknown>
  releaseInterface(number: number): Promise<void>
  close(): Promise<void>
}

/** SET_FEATURE(ENDPOINT_HALT): the endpoint stalls until somebody clears it. */
async function halt(address: number): Promise<void> {
  const { usb } = await import('usb')
  const device = (await usb.findDeviceByIds(USB4000.vendorId, USB4000.productId)) as unknown as Controllable
  await device.open()
  await device.claimInterface(0)
  const setup = { requestType: 'standard', recipient: 'endpoint', request: 3, value: 0, index: address }
  await device.controlTransferOut(setup, new Uint8Array(0))
  await device.releaseInterface(0)
  await device.close()
}

function output(argv: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [isochrome, ...argv], (_, stdout, stderr) => resolve(stdout + stderr))
  })
}

/** What can happen to single transfers on a real host controller driver. */
export const transfers = (simulators: Simulators): readonly Case[] => [
  {
    name: 'a silent instrument times out, and the next question has its own answer',
    run: () =>
      withPipe(USB4000, async (pipe) => {
        const problem = await failure(pipe.bulkIn(1, 17, within(500)))
        assert.equal(codeOf(problem), 'DEVICE_TIMEOUT')
        assert.equal(await serialOver(pipe), 'SIM-U401')
      }),
  },
  {
    name: 'a cancelled caller leaves at once, and the transfer left behind disturbs nobody',
    run: () =>
      withPipe(USB4000, async (pipe) => {
        const cancel = new AbortController()
        const reading = failure(pipe.bulkIn(1, 17, { signal: cancel.signal, deadlineMs: 3_000 }))
        await pause(200)
        cancel.abort()
        assert.equal(codeOf(await reading), 'AbortError')
        assert.equal(await serialOver(pipe), 'SIM-U401')
      }),
  },
  {
    name: 'a transfer that the system cannot even take back is ended by the watchdog',
    run: () =>
      withPipe(USB4000, async (pipe) => {
        simulators.freeze()
        const problem = await failure(pipe.bulkIn(1, 17, within(500))).finally(() => simulators.thaw())
        assert.equal(codeOf(problem), 'DEVICE_TIMEOUT')
        assert.equal(await serialOver(pipe), 'SIM-U401')
      }),
  },
  {
    name: 'two callers at once wait for each other',
    run: () =>
      withPipe(USB4000, async (pipe) => {
        await pipe.bulkOut(1, ASK_SERIAL, PATIENT)
        await pipe.bulkOut(1, Uint8Array.of(0x05, 0x01), PATIENT)
        const both = await Promise.all([pipe.bulkIn(1, 17, PATIENT), pipe.bulkIn(1, 17, PATIENT)])
        assert.deepEqual(
          both.map((answer) => [...answer.subarray(0, 2)]),
          [
            [0x05, 0x00],
            [0x05, 0x01],
          ],
        )
      }),
  },
  {
    name: 'a reply that a program before left unread is not taken for an answer',
    async run() {
      await withPipe(USB4000, (pipe) => pipe.bulkOut(1, Uint8Array.of(0x05, 0x03), PATIENT))
      const serial = await using(opened('ocean-usb4000'), async ({ identity }) => identity.serial)
      assert.equal(serial, 'SIM-U401')
    },
  },
  {
    name: 'a stalled endpoint is cleared, and reading goes on',
    async run() {
      await halt(0x81)
      await withPipe(USB4000, async (pipe) => {
        const problem = await failure(pipe.bulkIn(1, 17, PATIENT))
        assert.equal(codeOf(problem), 'PROTOCOL_VIOLATION')
        assert.equal(await serialOver(pipe), 'SIM-U401')
      })
    },
  },
  {
    name: 'an instrument in use is called in use, within the program and by another one',
    async run() {
      await withPipe(USB2000, async () => {
        const here = await failure(bus.connector(USB2000, '').open(PATIENT))
        assert.equal(codeOf(here), 'BUSY')
        const there = await output(['devices', 'ocean-usb2000@usb:2457:1002:', '--json'])
        assert.match(there, /Another program holds USB 2457:1002/)
      })
      await using(opened('ocean-usb2000'), async ({ identity }) => assert.equal(identity.serial, 'SIM-U201'))
    },
  },
]
