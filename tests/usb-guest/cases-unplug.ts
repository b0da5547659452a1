import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { bus, codeOf, failure, failureWhile, found, opened, PATIENT, using, withPipe } from './bench.ts'
import { plug, unplug, until } from './kernel.ts'
import type { Case } from './runner.ts'
import { PORTS } from './simulators.ts'

const HDX = { vendorId: 0x2457, productId: 0x2003 }

/** Pulling the plug at bad moments. */
export const unplugging: readonly Case[] = [
  {
    name: 'unplugged during a transfer: lost, told once, and found again by its serial number',
    async run() {
      await withPipe(HDX, async (pipe) => {
        let told = 0
        pipe.onLost(() => told++)
        const reading = failure(pipe.bulkIn(1, 64, PATIENT))
        await pause(300)
        await unplug(PORTS.hdx)
        assert.equal(codeOf(await reading), 'DEVICE_LOST')
        await until(() => told > 0, 'the loss')
        // The system's own word comes up to a second after the failed transfer.
        await pause(3_000)
        assert.equal(told, 1)
      })
      const gone = await failure(bus.connector(HDX, 'SIM-0101').open(PATIENT))
      assert.equal(codeOf(gone), 'NO_DEVICE')
      await plug(PORTS.hdx)
      await using(opened('ocean-hdx'), async ({ identity }) => assert.equal(identity.serial, 'SIM-0101'))
    },
  },
  {
    name: 'unplugged while spectra are read: lost, and read on after it is plugged in',
    async run() {
      await using(opened('ocean-usb2000'), async ({ spectrometer }) => {
        const reading = failureWhile(() => spectrometer!.readFrame(PATIENT))
        await pause(500)
        await unplug(PORTS.usb2000)
        assert.equal(codeOf(await reading), 'DEVICE_LOST')
      })
      await plug(PORTS.usb2000)
      await using(opened('ocean-usb2000'), async ({ spectrometer }) => {
        assert.equal((await spectrometer!.readFrame(PATIENT)).counts.length, 2048)
      })
    },
  },
  {
    name: 'unplugged while idle: the loss is told without a transfer',
    async run() {
      await withPipe(HDX, async (pipe) => {
        let told = 0
        pipe.onLost(() => told++)
        await pause(3_000)
        await unplug(PORTS.hdx)
        await until(() => told === 1, 'the loss')
      })
      await plug(PORTS.hdx)
      await found('ocean-hdx')
    },
  },
]
