import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { OpenDevice } from '../../drivers/device.ts'
import { driverOf } from '../../drivers/registry.ts'
import { listSerialPorts, serialConnector } from '../../drivers/transports/serial.ts'
import { spectrumOf } from '../drivers/io.ts'
import { codeOf, failure, failureWhile, found, opened, PATIENT, using } from './bench.ts'
import { plug, unplug, until } from './kernel.ts'
import type { Case } from './runner.ts'
import { PORTS } from './simulators.ts'

/** The serial port whose adapter has the serial number of the simulated JETI. */
export async function jetiPath(): Promise<string> {
  let path: string | undefined
  await until(async () => {
    path = (await listSerialPorts()).find(({ serialNumber }) => serialNumber === 'SIM-R007')?.path
    return path !== undefined
  }, 'the port of the JETI')
  return path!
}

async function openedJeti(): Promise<OpenDevice> {
  const driver = driverOf('jeti-1211')
  const baudRate = driver.match.baudRates![0]!
  return driver.open(await serialConnector({ path: await jetiPath(), baudRate }).open(PATIENT), PATIENT)
}

/** Instruments behind the kernel's own serial driver, cdc_acm. */
export const serialPorts: readonly Case[] = [
  {
    name: 'a table on an Arduino is found at its serial port, and moves',
    async run() {
      await plug(PORTS.grbl)
      assert.match((await found('grbl')).uri, /^grbl@serial:\/dev\/ttyACM\d+$/)
      await using(opened('grbl'), async ({ stage }) => {
        await stage!.home(PATIENT)
        await stage!.moveTo(40, 30, PATIENT)
        assert.deepEqual(await stage!.position(PATIENT), { xMm: 40, yMm: 30 })
        const held = await failure((await found('grbl')).connector.open(PATIENT))
        assert.equal(codeOf(held), 'BUSY')
      })
    },
  },
  {
    name: 'a reference sends its spectrum through a serial port',
    async run() {
      await plug(PORTS.jeti)
      await using(openedJeti(), async ({ identity, reference }) => {
        assert.equal(identity.serial, 'SIM-R007')
        const reading = spectrumOf(await reference!.measure(PATIENT))
        assert.equal(reading.values.length, reading.axis.bands)
        assert.ok(reading.xyz[1] > 0, 'there is light')
      })
    },
  },
  {
    name: 'a serial port unplugged during a measurement is lost, and opens again',
    async run() {
      await using(openedJeti(), async ({ reference }) => {
        const measuring = failureWhile(() => reference!.measure(PATIENT))
        await pause(500)
        await unplug(PORTS.jeti)
        assert.equal(codeOf(await measuring), 'DEVICE_LOST')
      })
      await plug(PORTS.jeti)
      const { xyz } = await using(openedJeti(), async ({ reference }) =>
        spectrumOf(await reference!.measure(PATIENT)),
      )
      assert.ok(xyz[1] > 0, 'there is light again')
    },
  },
]
