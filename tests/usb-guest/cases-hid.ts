import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { OpenDevice } from '../../drivers/device.ts'
import type { TristimulusReading } from '../../drivers/capabilities.ts'
import { codeOf, failure, failureWhile, found, hidDevices, opened, PATIENT, using } from './bench.ts'
import { plug, unplug, until } from './kernel.ts'
import type { Case } from './runner.ts'
import { PORTS } from './simulators.ts'

const FAMILY = 'colorhug'

async function colourOf({ reference }: OpenDevice): Promise<TristimulusReading> {
  const reading = await reference!.measure(PATIENT)
  if (reading.quantity !== 'tristimulus') throw new Error(`${reading.quantity} was read`)
  return reading
}

/** Light on a white tile: near the colour of equal energy, and there. */
function expectLight({ xyz, unit }: TristimulusReading): void {
  assert.equal(unit, 'cd/m2')
  for (const value of xyz) assert.ok(value > 1 && value < 10_000, `X, Y, Z are ${xyz.join(', ')}`)
}

const nodes = (): string[] => readdirSync('/dev').filter((name) => name.startsWith('hidraw'))

/** An instrument behind the kernel's own HID driver, through its raw reports. */
export const reports: readonly Case[] = [
  {
    name: 'a colorimeter of the HID class is noticed, found, and read through hidraw',
    async run() {
      let changes = 0
      const stop = hidDevices.watch(() => changes++)
      // The first look has to be over, else the new device is taken for an old one.
      await pause(3_000)
      await plug(PORTS.colorhug)
      await until(() => changes > 0, 'the change of the HID devices')
      stop()
      // Its descriptors have no serial number; it tells that when it is opened.
      assert.equal((await found(FAMILY)).uri, 'colorhug@hid:273f:1004:')
      await using(opened(FAMILY), async (device) => {
        assert.equal(device.identity.serial, '12347')
        for (let n = 0; n < 3; n++) expectLight(await colourOf(device))
        assert.ok((await device.settings(PATIENT)).every(({ ok }) => ok))
      })
    },
  },
  {
    name: 'the udev rule gives the raw reports to the user at the machine',
    run: () =>
      until(
        () => nodes().length === 1 && (statSync(`/dev/${nodes()[0]!}`).mode & 0o777) === 0o660,
        'hidraw with mode 0660',
      ),
  },
  {
    name: 'a HID instrument unplugged while it is read is lost, and is read again after it is plugged in',
    async run() {
      await using(opened(FAMILY), async ({ reference }) => {
        const reading = failureWhile(() => reference!.measure(PATIENT))
        await pause(500)
        await unplug(PORTS.colorhug)
        assert.equal(codeOf(await reading), 'DEVICE_LOST')
      })
      await until(() => nodes().length === 0, 'the end of hidraw')
      assert.deepEqual(await hidDevices.list(PATIENT.signal), [])
      await plug(PORTS.colorhug)
      await using(opened(FAMILY), async (device) => {
        assert.equal(device.identity.serial, '12347')
        expectLight(await colourOf(device))
      })
    },
  },
  {
    name: 'a HID instrument unplugged while idle: the next reading is lost',
    async run() {
      await using(opened(FAMILY), async ({ reference }) => {
        await unplug(PORTS.colorhug)
        assert.equal(codeOf(await failure(reference!.measure(PATIENT))), 'DEVICE_LOST')
      })
      await plug(PORTS.colorhug)
      await found(FAMILY)
    },
  },
]
