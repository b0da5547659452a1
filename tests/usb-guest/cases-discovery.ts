import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { OpenDevice } from '../../drivers/device.ts'
import { bus, found, opened, PATIENT, usbDevices, using } from './bench.ts'
import { plug, until } from './kernel.ts'
import type { Case } from './runner.ts'
import { PORTS } from './simulators.ts'

const SPECTROMETERS = [
  { family: 'ocean-hdx', serial: 'SIM-0101', pixels: 2068 },
  { family: 'ocean-usb2000', serial: 'SIM-U201', pixels: 2048 },
  { family: 'ocean-usb4000', serial: 'SIM-U401', pixels: 3648 },
]

/** Everything is plugged in by the first case; the others find it there. */
export const discovery: readonly Case[] = [
  {
    name: 'an instrument that is plugged in is noticed, and found by its driver',
    async run() {
      let changes = 0
      const stop = usbDevices.watch(() => changes++)
      // The first look has to be over, else the new device is taken for an old one.
      await pause(3_000)
      await plug(PORTS.hdx)
      await until(() => changes > 0, 'the change of the bus')
      assert.equal((await found('ocean-hdx')).uri, 'ocean-hdx@usb:2457:2003:SIM-0101')
      stop()
    },
  },
  {
    name: 'three spectrometers are told apart; the older ones tell the bus no serial number',
    async run() {
      await plug(PORTS.usb2000)
      await plug(PORTS.usb4000)
      assert.equal((await found('ocean-usb2000')).uri, 'ocean-usb2000@usb:2457:1002:')
      assert.equal((await found('ocean-usb4000')).uri, 'ocean-usb4000@usb:2457:1022:')
      assert.equal((await usbDevices.list(PATIENT.signal)).length, 3)
      assert.equal(await bus.unavailable(), undefined)
    },
  },
  {
    name: 'the udev rule gives the instrument to the user at the machine',
    async run() {
      const { usb } = await import('usb')
      const device = usb.findDeviceByIds(0x2457, 0x2003) as unknown
      const { bus: number, address } = (await device) as { bus: string; address: number }
      const node = `/dev/bus/usb/${number}/${String(address).padStart(3, '0')}`
      await until(() => (statSync(node).mode & 0o777) === 0o660, `${node} with mode 0660`)
    },
  },
  ...SPECTROMETERS.map(({ family, serial, pixels }): Case => ({
    name: `${family} is read over the kernel's USB`,
    run: () =>
      using(opened(family), async ({ identity, spectrometer }) => {
        assert.equal(identity.serial, serial)
        await spectrometer!.expose({ integrationMs: 12, scans: 1 }, PATIENT)
        const { counts } = await spectrometer!.readFrame(PATIENT)
        assert.equal(counts.length, pixels)
        assert.equal(spectrometer!.wavelengthNm.length, pixels)
        // The white tile under the bench lamp.
        const peak = Math.max(...counts) / spectrometer!.maxCounts
        assert.ok(peak > 0.7 && peak < 1, `the white peaks at ${peak.toFixed(3)} of full scale`)
      }),
  })),
  {
    name: 'three spectrometers are read at once',
    async run() {
      const tenFrames = ({ spectrometer }: OpenDevice): Promise<number[]> =>
        Array.fromAsync({ length: 10 }, async () => (await spectrometer!.readFrame(PATIENT)).counts.length)
      const frames = await Promise.all(SPECTROMETERS.map(({ family }) => using(opened(family), tenFrames)))
      for (const [place, { pixels }] of SPECTROMETERS.entries())
        assert.deepEqual(frames[place], Array<number>(10).fill(pixels))
    },
  },
]
