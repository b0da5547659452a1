import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { serveUsbip } from '../../../drivers/simulators/serve-usbip.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import type { SimulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import { need } from '../../need.ts'
import { until } from '../io.ts'
import { DEVLIST, hex, importOf, submit, unlink, UsbipHost } from './usbip-bytes.ts'

const usbip = need('usbip')
const SET_CONFIGURATION = '00 09 01 00 00 00 00 00'
const ASK_SERIAL = Uint8Array.of(0x05, 0x00)
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function served(family: string, faults = '') {
  const bench: SimulatedBench = simulatedBench({ fast: true, faults })
  const instrument = bench.instrument(family)
  const server = await serveUsbip(instrument)
  closing.push(() => server.close())
  return { port: server.port, address: server.address, controls: instrument.controls }
}

/** A host that has imported the device and chosen its configuration. */
async function attached(port: number): Promise<UsbipHost> {
  const host = await UsbipHost.dial(port)
  closing.push(() => host.hangUp())
  await host.import()
  await host.control(1, SET_CONFIGURATION)
  return host
}

const text = (data: readonly number[]): string => Buffer.from(data.slice(2)).toString('utf16le')

describe('finding the device', () => {
  test('is listed with its ids, and imported once', async () => {
    const { port, address } = await served('ocean-usb4000')
    expect(address).toBe(`usbip:127.0.0.1:${port}`)
    const asking = await UsbipHost.dial(port)
    asking.say(DEVLIST)
    expect((await asking.take(328)).subarray(312, 316)).toEqual(Buffer.from(hex('24 57 10 22')))
    await until(() => asking.ended, 'the end of the list')
    const host = await UsbipHost.dial(port)
    expect((await host.import()).subarray(0, 8)).toEqual(Buffer.from(hex('01 11 00 03 00 00 00 00')))
    const second = await UsbipHost.dial(port)
    second.say(importOf('1-1'))
    expect(await second.take(8)).toEqual(Buffer.from(hex('01 11 00 03 00 00 00 02')))
    await until(() => second.ended, 'the refusal')
    await host.hangUp()
    const third = await attached(port)
    expect(third.ended).toBe(false)
  })

  test('an unknown bus id is no device, and noise ends the connection', async () => {
    const { port } = await served('ocean-usb4000')
    const wrong = await UsbipHost.dial(port)
    wrong.say(importOf('2-1'))
    expect(await wrong.take(8)).toEqual(Buffer.from(hex('01 11 00 03 00 00 00 04')))
    const noisy = await UsbipHost.dial(port)
    noisy.say(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    await until(() => noisy.ended, 'the end')
    expect(noisy.heard).toHaveLength(0)
  })

  test.skipIf(usbip.path === undefined)("Debian's usbip lists it", async () => {
    const { port } = await served('grbl')
    const { stdout } = await promisify(execFile)(usbip.path!, [
      '--tcp-port',
      String(port),
      'list',
      '-r',
      '127.0.0.1',
    ])
    expect(stdout).toContain('(2341:0043)')
    expect(stdout).toContain('(02/02/01)')
    expect(stdout).toContain('(0a/00/00)')
  })
})

describe('the control endpoint', () => {
  test('the questions Linux asks at enumeration', async () => {
    const { port } = await served('ocean-hdx')
    const host = await UsbipHost.dial(port)
    closing.push(() => host.hangUp())
    await host.import()
    const device = await host.control(1, '80 06 00 01 00 00 40 00', 64)
    expect(device.data).toEqual([...hex('12 01 00 02 00 00 00 40 57 24 03 20 00 01 01 02 03 01')])
    const short = await host.control(2, '80 06 00 02 00 00 09 00', 9)
    expect(short.data.slice(0, 4)).toEqual([9, 2, 32, 0])
    const all = await host.control(3, '80 06 00 02 00 00 20 00', 32)
    expect(all.data.slice(9)).toEqual([
      ...hex('09 04 00 00 02 ff 00 00 00 07 05 01 02 00 02 00 07 05 81 02 00 02 00'),
    ])
    expect((await host.control(4, '80 06 00 03 00 00 ff 00', 255)).data).toEqual([4, 3, 9, 4])
    expect(text((await host.control(5, '80 06 02 03 09 04 ff 00', 255)).data)).toBe('Ocean HDX')
    expect(text((await host.control(6, '80 06 03 03 09 04 ff 00', 255)).data)).toBe('SIM-0101')
    expect(await host.control(7, SET_CONFIGURATION)).toMatchObject({ status: 0, actual: 0 })
    expect((await host.control(8, '80 08 00 00 00 00 01 00', 1)).data).toEqual([1])
  })

  test('what it does not have is stalled: qualifier, BOS, a vendor request, a second configuration', async () => {
    const { port } = await served('ocean-usb2000')
    const host = await attached(port)
    expect(await host.control(2, '80 06 00 06 00 00 0a 00', 10)).toMatchObject({ status: -32, actual: 0 })
    expect(await host.control(3, '80 06 00 0f 00 00 05 00', 5)).toMatchObject({ status: -32, actual: 0 })
    expect(await host.control(4, 'c0 01 00 00 00 00 05 00', 5)).toMatchObject({ status: -32 })
    expect(await host.control(5, '00 09 02 00 00 00 00 00')).toMatchObject({ status: -32 })
  })

  test('the older instruments tell the bus no serial number', async () => {
    const { port } = await served('ocean-usb2000')
    const host = await attached(port)
    const device = await host.control(2, '80 06 00 01 00 00 12 00', 18)
    expect(device.data[16]).toBe(0)
    expect(await host.control(3, '80 06 03 03 09 04 ff 00', 255)).toMatchObject({ status: -32 })
  })

  test('a halted endpoint says so and stalls until it is cleared, in both directions', async () => {
    const { port } = await served('ocean-usb4000')
    const host = await attached(port)
    for (const address of ['81', '01']) {
      await host.control(2, `02 03 00 00 ${address} 00 00 00`)
      expect((await host.control(3, `82 00 00 00 ${address} 00 02 00`, 2)).data).toEqual([1, 0])
    }
    host.say(submit({ sequence: 4, endpoint: 1, in: 512 }))
    expect(await host.answer(true)).toMatchObject({ sequence: 4, status: -32 })
    host.say(submit({ sequence: 5, endpoint: 1, out: ASK_SERIAL }))
    expect(await host.answer()).toMatchObject({ sequence: 5, status: -32, actual: 0 })
    for (const address of ['81', '01']) await host.control(6, `02 01 00 00 ${address} 00 00 00`)
    host.say(submit({ sequence: 7, endpoint: 1, out: ASK_SERIAL }))
    expect(await host.answer()).toMatchObject({ sequence: 7, status: 0, actual: 2 })
    host.say(submit({ sequence: 8, endpoint: 1, in: 512 }))
    expect((await host.answer(true)).data).toHaveLength(17)
  })
})

describe('transfers', () => {
  test('a question and its answer, in frames that arrive split and merged', async () => {
    const { port } = await served('ocean-usb2000')
    const host = await attached(port)
    const both = Buffer.concat([
      submit({ sequence: 2, endpoint: 2, out: ASK_SERIAL }),
      submit({ sequence: 3, endpoint: 7, in: 64 }),
    ])
    host.say(both.subarray(0, 49))
    await new Promise((resolve) => setTimeout(resolve, 20))
    host.say(both.subarray(49))
    expect(await host.answer()).toMatchObject({ command: 3, sequence: 2, status: 0, actual: 2 })
    const { data } = await host.answer(true)
    expect(Buffer.from(data).toString('latin1')).toBe('\x05\x00SIM-U201'.padEnd(17, '\0'))
  })

  test('a spectrum comes in one transfer, ended by its short packet; a USB4000 sends the beginning apart', async () => {
    const { port } = await served('ocean-usb4000')
    const host = await attached(port)
    host.say(submit({ sequence: 2, endpoint: 1, out: Uint8Array.of(0x09) }))
    host.say(submit({ sequence: 3, endpoint: 6, in: 2048 }), submit({ sequence: 4, endpoint: 2, in: 8192 }))
    expect(await host.answer()).toMatchObject({ sequence: 2, actual: 1 })
    expect(await host.answer(true)).toMatchObject({ sequence: 3, actual: 2048 })
    const rest = await host.answer(true)
    expect(rest).toMatchObject({ sequence: 4, actual: 5633 })
    expect(rest.data.at(-1)).toBe(0x69)
  })

  test('a waiting transfer that is taken back gets no answer of its own; one that was answered is told so', async () => {
    const { port } = await served('ocean-usb2000')
    const host = await attached(port)
    host.say(submit({ sequence: 2, endpoint: 7, in: 64 }), unlink(3, 2))
    expect(await host.answer()).toMatchObject({ command: 4, sequence: 3, status: -104 })
    host.say(
      submit({ sequence: 4, endpoint: 2, out: ASK_SERIAL }),
      submit({ sequence: 5, endpoint: 7, in: 64 }),
    )
    expect(await host.answer()).toMatchObject({ sequence: 4 })
    expect(await host.answer(true)).toMatchObject({ sequence: 5, actual: 17 })
    host.say(unlink(6, 5))
    expect(await host.answer()).toMatchObject({ command: 4, sequence: 6, status: 0 })
    expect(host.heard).toHaveLength(0)
  })

  test('an endpoint it does not have stalls', async () => {
    const { port } = await served('ocean-usb2000')
    const host = await attached(port)
    host.say(
      submit({ sequence: 2, endpoint: 5, in: 64 }),
      submit({ sequence: 3, endpoint: 5, out: ASK_SERIAL }),
    )
    expect(await host.answer(true)).toMatchObject({ sequence: 2, status: -32 })
    expect(await host.answer()).toMatchObject({ sequence: 3, status: -32 })
  })

  test('choosing the configuration again forgets what nobody read', async () => {
    const { port } = await served('ocean-usb2000')
    const host = await attached(port)
    host.say(submit({ sequence: 2, endpoint: 2, out: ASK_SERIAL }))
    await host.answer()
    await host.control(3, SET_CONFIGURATION)
    host.say(submit({ sequence: 4, endpoint: 7, in: 64 }), unlink(5, 4))
    expect(await host.answer()).toMatchObject({ command: 4, status: -104 })
  })
})

describe('plug and faults', () => {
  test('unplugged it is gone for its host and from the list; plugged in it comes back', async () => {
    const { port, controls } = await served('ocean-hdx')
    const host = await attached(port)
    host.say(submit({ sequence: 2, endpoint: 1, in: 64 }))
    controls.unplug()
    await until(() => host.ended, 'the loss')
    const asking = await UsbipHost.dial(port)
    asking.say(DEVLIST)
    expect(await asking.take(12)).toEqual(Buffer.from(hex('01 11 00 05 00 00 00 00 00 00 00 00')))
    const importing = await UsbipHost.dial(port)
    importing.say(importOf('1-1'))
    expect(await importing.take(8)).toEqual(Buffer.from(hex('01 11 00 03 00 00 00 04')))
    controls.plug()
    await attached(port)
  })

  test('the fault of that name pulls the plug at the reply it names', async () => {
    const { port } = await served('ocean-usb2000', 'unplugged@2')
    const host = await attached(port)
    host.say(submit({ sequence: 2, endpoint: 2, out: ASK_SERIAL }))
    await host.answer()
    expect(host.ended).toBe(false)
    host.say(submit({ sequence: 3, endpoint: 2, out: ASK_SERIAL }))
    await until(() => host.ended, 'the loss')
  })

  test('a silent instrument keeps the transfer waiting', async () => {
    const { port, controls } = await served('ocean-usb2000')
    controls.silence(true)
    const host = await attached(port)
    host.say(
      submit({ sequence: 2, endpoint: 2, out: ASK_SERIAL }),
      submit({ sequence: 3, endpoint: 7, in: 64 }),
    )
    expect(await host.answer()).toMatchObject({ sequence: 2, status: 0 })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(host.heard).toHaveLength(0)
  })
})

describe('a serial instrument behind a USB adapter', () => {
  const RAISE_DTR = '21 22 03 00 00 00 00 00'
  const DROP_DTR = '21 22 00 00 00 00 00 00'

  test('its line opens with DTR; it keeps the line coding and hears what is sent', async () => {
    const { port } = await served('grbl')
    const host = await attached(port)
    host.say(
      submit({
        sequence: 2,
        endpoint: 0,
        setup: '21 20 00 00 00 00 07 00',
        out: hex('00 c2 01 00 00 00 08'),
      }),
    )
    expect(await host.answer()).toMatchObject({ status: 0, actual: 7 })
    expect((await host.control(3, 'a1 21 00 00 00 00 07 00', 7)).data).toEqual([
      ...hex('00 c2 01 00 00 00 08'),
    ])
    // Nobody listens before the line is open.
    host.say(submit({ sequence: 4, endpoint: 4, out: Buffer.from('$I\n') }))
    await host.answer()
    host.say(submit({ sequence: 5, endpoint: 3, in: 128 }))
    host.say(submit({ sequence: 6, endpoint: 0, setup: RAISE_DTR }))
    expect(await host.answer()).toMatchObject({ sequence: 6, status: 0 })
    let said = ''
    for (let sequence = 7; !said.includes('Grbl 1.1'); sequence++) {
      said += Buffer.from((await host.answer(true)).data).toString('latin1')
      host.say(submit({ sequence, endpoint: 3, in: 128 }))
    }
    expect(said).not.toContain('[VER')
  })

  test('raising DTR twice does not open the line twice; dropping it closes the line', async () => {
    const { port } = await served('grbl')
    const host = await attached(port)
    const greetings = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      for (let sequence = 100; ; sequence += 2) {
        host.say(submit({ sequence, endpoint: 3, in: 4096 }), unlink(sequence + 1, sequence))
        const { command, actual } = await host.answer()
        if (command === 4) return (said.match(/Grbl/g) ?? []).length
        said += (await host.take(actual)).toString('latin1')
        await host.answer()
      }
    }
    let said = ''
    await host.control(2, RAISE_DTR)
    await host.control(3, RAISE_DTR)
    expect(await greetings()).toBe(1)
    await host.control(4, DROP_DTR)
    await host.control(5, RAISE_DTR)
    expect(await greetings()).toBe(2)
  })

  test('an unknown class request is stalled', async () => {
    const { port } = await served('jeti-1211')
    const host = await attached(port)
    expect(await host.control(2, '21 02 00 00 00 00 00 00')).toMatchObject({ status: -32 })
  })
})
