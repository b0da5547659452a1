import { afterEach, describe, expect, test } from 'vitest'
import { driverOf, registry } from '../../../drivers/registry.ts'
import { polled } from '../../../drivers/sources/polled.ts'
import { serialSource } from '../../../drivers/sources/serial.ts'
import { typedSource } from '../../../drivers/sources/typed.ts'
import { usbSource } from '../../../drivers/sources/usb.ts'
import type { SerialPortInfo } from '../../../drivers/transports/serial.ts'
import { usbBus } from '../../../drivers/transports/usb.ts'
import { failure, until } from '../io.ts'
import { FakeUsb, FakeUsbDevice } from '../transports/usb-fake.ts'

const never = new AbortController().signal
const cancelled = AbortSignal.abort()
const port = (path: string, vendorId?: number, productId?: number, serialNumber = ''): SerialPortInfo => ({
  path,
  vendorId,
  productId,
  serialNumber,
})

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

describe('serial ports', () => {
  const system = (ports: SerialPortInfo[], locked: string[] = []) => ({
    ports,
    list: async () => ports,
    names: async (): Promise<readonly string[] | undefined> => ports.map(({ path }) => path),
    mayOpen: async (path: string) => !locked.includes(path),
  })

  test('only ports whose adapter an instrument has inside, each for every instrument it may be', async () => {
    const source = serialSource(
      ['jeti-1211', 'klein-k10', 'grbl'].map(driverOf),
      system([
        port('/dev/ttyS0'),
        port('/dev/ttyUSB0', 0x0403, 0x6001, 'A1'),
        port('/dev/ttyACM0', 0x2341, 0x0043),
      ]),
    )
    const found = await source.list(never)
    expect(found.map(({ uri, roles, simulated }) => ({ uri, roles, simulated }))).toEqual([
      { uri: 'jeti-1211@serial:/dev/ttyUSB0', roles: ['reference'], simulated: false },
      { uri: 'klein-k10@serial:/dev/ttyUSB0', roles: ['reference'], simulated: false },
      { uri: 'grbl@serial:/dev/ttyACM0', roles: ['stage'], simulated: false },
    ])
    expect(found[0]?.connector.label).toBe('serial /dev/ttyUSB0, 115200 8N1')
    expect(found[0]?.problem).toBeUndefined()
    expect(await failure(source.list(cancelled))).toMatchObject({ name: 'AbortError' })
  })

  test('a port this account may not open is shown with what to do', async () => {
    const source = serialSource(registry, system([port('/dev/ttyUSB1', 0x0403, 0x6001)], ['/dev/ttyUSB1']))
    expect((await source.list(never))[0]?.problem).toMatchObject({
      code: 'PERMISSION',
      title: 'No permission for /dev/ttyUSB1',
      next: expect.stringContaining('dialout') as string,
    })
  })

  test('an adapter that came back under another name is opened there', async () => {
    const ports = [port('/dev/ttyNONE0', 0x0403, 0x6001, 'A1')]
    const [found] = await serialSource(registry, system(ports)).list(never)
    ports[0] = port('/dev/ttyNONE7', 0x0403, 0x6001, 'A1')
    const problem = await failure(found!.connector.open({ signal: never, deadlineMs: 1000 }))
    expect(problem).toMatchObject({
      code: 'NO_DEVICE',
      data: { happened: 'Nothing was found at /dev/ttyNONE7.' },
    })
  })

  test('changes are told, also where the system has no list of names', async () => {
    for (const named of [true, false]) {
      const rig = system([port('/dev/ttyUSB0', 0x0403, 0x6001)])
      if (!named) rig.names = async () => undefined
      let changes = 0
      stops.push(serialSource(registry, rig, 5).watch(() => changes++))
      await new Promise((resolve) => setTimeout(resolve, 30))
      expect(changes).toBe(0)
      rig.ports.push(port('/dev/ttyUSB1'))
      await until(() => changes === 1, 'the new port')
      // Its ids follow a moment later.
      rig.ports[1] = port('/dev/ttyUSB1', 0x1a86, 0x7523)
      await until(() => changes === 2, 'its ids')
      rig.ports.pop()
      await until(() => changes === 3, 'its end')
    }
  })

  test('the ports of this machine can be listed', async () => {
    for (const { uri } of await serialSource(registry).list(never))
      expect(uri).toMatch(/^[a-z0-9-]+@serial:./)
    expect.assertions((await serialSource(registry).list(never)).length)
  })
})

describe('USB', () => {
  test('instruments with their own interface, by serial number', async () => {
    const usb = new FakeUsb()
    usb.devices = [new FakeUsbDevice('1', 'HDX001'), new FakeUsbDevice('2', null)]
    const source = usbSource(
      registry,
      usbBus(async () => usb),
    )
    const found = await source.list(never)
    expect(found.map(({ uri, serial }) => ({ uri, serial }))).toEqual([
      { uri: 'ocean-hdx@usb:2457:2003:HDX001', serial: 'HDX001' },
      { uri: 'ocean-hdx@usb:2457:2003:', serial: '' },
    ])
    let changes = 0
    stops.push(source.watch(() => changes++))
    await until(() => usb.listening > 0, 'listening')
    usb.unplug(usb.devices[0]!)
    await until(() => changes === 1, 'the change')
    expect(await source.list(never)).toHaveLength(1)
    expect(await failure(source.list(cancelled))).toMatchObject({ name: 'AbortError' })
  })
})

describe('typed addresses', () => {
  const bus = usbBus(async () => new FakeUsb())

  test('each kind of address, once, until it is removed', async () => {
    const source = typedSource(registry, bus, ['jeti-1211@serial:/dev/ttyUSB0'])
    let changes = 0
    const stop = source.watch(() => changes++)
    source.add('ocean-hdx@tcp:127.0.0.1:5001')
    source.add('ocean-hdx@tcp:127.0.0.1:5001')
    expect(source.add('ocean-hdx@usb:2457:2003:HDX7')).toMatchObject({ serial: 'HDX7', simulated: false })
    expect(changes).toBe(2)
    expect((await source.list(never)).map(({ connector }) => connector.label)).toEqual([
      'serial /dev/ttyUSB0, 115200 8N1',
      'TCP 127.0.0.1:5001',
      'USB 2457:2003 (HDX7)',
    ])
    source.remove('ocean-hdx@tcp:127.0.0.1:5001')
    source.remove('ocean-hdx@tcp:127.0.0.1:5001')
    expect(changes).toBe(3)
    stop()
    source.add('grbl@tcp:[::1]:2000')
    expect(changes).toBe(3)
    expect(await source.list(never)).toHaveLength(3)
    expect(await failure(source.list(cancelled))).toMatchObject({ name: 'AbortError' })
  })

  test.each([
    ['densitometer@serial:/dev/ttyUSB0', /No driver is named "densitometer"/],
    ['ocean-hdx@serial:/dev/ttyUSB0', /cannot be reached over a serial line/],
    ['grbl@usb:2341:0043', /cannot be reached over USB/],
    ['numbers-mine@serial:/dev/ttyUSB0', /No description that can be used is named "mine"/],
    ['grbl@sim', /instrument of the simulated bench/],
    ['nonsense', /no instrument address/],
  ])('%s is refused', (uri, words) => {
    expect(() => typedSource(registry, bus).add(uri)).toThrow(words)
  })
})

describe('polling', () => {
  test('tells of changes only, never looks twice at once, survives failures, and stops', async () => {
    let state = 'a'
    let looking = 0
    let most = 0
    let changes = 0
    const stop = polled(
      async () => {
        most = Math.max(most, ++looking)
        await new Promise((resolve) => setTimeout(resolve, 3))
        looking--
        if (state === 'fail') throw new Error('no list')
        return state
      },
      1,
      () => changes++,
    )
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(changes).toBe(0)
    state = 'b'
    await until(() => changes === 1, 'the first change')
    state = 'fail'
    await until(() => changes === 2, 'the failure')
    state = 'b'
    await until(() => changes === 3, 'the recovery')
    expect(most).toBe(1)
    stop()
    state = 'c'
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(changes).toBe(3)
  })
})

describe('registry', () => {
  test('families are unique, fit into an address, and say what they can be', () => {
    expect(new Set(registry.map(({ family }) => family)).size).toBe(registry.length)
    for (const driver of registry) {
      expect(driver.family).toMatch(/^[a-z0-9][a-z0-9-]*$/)
      expect(driver.roles.length).toBeGreaterThan(0)
      expect(driverOf(driver.family)).toBe(driver)
    }
    expect(() => driverOf('nothing')).toThrow(/No driver is named "nothing"/)
  })
})
