import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { usbBus } from '../../../drivers/transports/usb.ts'
import type { UsbBus } from '../../../drivers/transports/usb.ts'
import type { UsbPipe } from '../../../drivers/transports/transport.ts'
import { cancellable, failure, PATIENT, until, within } from '../io.ts'
import { FakeUsb, FakeUsbDevice } from './usb-fake.ts'

const IDS = { vendorId: 0x2457, productId: 0x2003 }
let usb: FakeUsb
let device: FakeUsbDevice
let bus: UsbBus

beforeEach(() => {
  usb = new FakeUsb()
  device = new FakeUsbDevice('DeviceId 1', 'HDX001')
  usb.devices = [device]
  bus = usbBus(async () => usb)
})

describe('opening a USB device', () => {
  test('opens, claims the interface with the bulk endpoints, knows its packets, and gives everything back', async () => {
    const pipe = await bus.connector(IDS, 'HDX001').open(PATIENT)
    expect(device.calls).toEqual(['open', 'claim 2'])
    expect(pipe.packetBytes).toBe(512)
    await pipe.close()
    await pipe.close()
    expect(device.calls).toEqual(['open', 'claim 2', 'release 2', 'close'])
  })

  test('configures only where nothing is configured', async () => {
    device.configured = false
    const pipe = await bus.connector(IDS, '').open(PATIENT)
    expect(device.calls).toEqual(['open', 'configure 1', 'claim 2'])
    await pipe.close()
  })

  test('finds the device by its serial number after a replug', async () => {
    const connector = bus.connector(IDS, 'HDX001')
    const first = await connector.open(PATIENT)
    await first.close()
    usb.unplug(device)
    const other = new FakeUsbDevice('DeviceId 2', 'HDX999')
    const again = new FakeUsbDevice('DeviceId 3', 'HDX001')
    usb.plug(other)
    usb.plug(again)
    const second = await connector.open(PATIENT)
    expect(other.isOpen).toBe(false)
    expect(again.claimed).toBe(true)
    await second.close()
  })

  test.each([
    ['claimInterface error: interface is busy (errno 16)', 'claim', 'BUSY'],
    ['open error: permission denied (errno 13)', 'open', 'PERMISSION'],
    ['open error: device not found (errno 2)', 'open', 'NO_DEVICE'],
    ['open error: operation not supported', 'open', 'DRIVER'],
  ])('"%s" is told, and nothing stays open', async (text, where, code) => {
    if (where === 'open') device.openError = text
    else device.claimError = text
    expect(await failure(bus.connector(IDS, '').open(PATIENT))).toMatchObject({ code })
    expect(device.isOpen).toBe(false)
  })

  test('an interface this program has claimed is not claimed again, which would void the first claim', async () => {
    const pipe = await bus.connector(IDS, 'HDX001').open(PATIENT)
    expect(await failure(bus.connector(IDS, '').open(PATIENT))).toMatchObject({ code: 'BUSY' })
    expect(device.calls).toEqual(['open', 'claim 2'])
    await pipe.close()
    await (await bus.connector(IDS, '').open(PATIENT)).close()
  })

  test('an open that failed can be tried again, and says why even where closing fails, too', async () => {
    device.claimError = 'claimInterface error: interface is busy (errno 16)'
    device.closeError = 'close error: invalid state'
    expect(await failure(bus.connector(IDS, '').open(PATIENT))).toMatchObject({ code: 'BUSY' })
    device.claimError = undefined
    await (await bus.connector(IDS, '').open(PATIENT)).close()
  })

  test('given up while the system still opens, it is given back afterwards, whatever that says', async () => {
    const opening = Promise.withResolvers<undefined>()
    device.openGate = opening.promise
    device.closeError = 'close error: invalid state'
    const io = cancellable(10_000)
    const cancelled = failure(bus.connector(IDS, '').open(io))
    await until(() => device.calls.includes('open'), 'the opening')
    io.cancel()
    expect(await cancelled).toMatchObject({ name: 'AbortError' })
    expect(await failure(bus.connector(IDS, '').open(PATIENT))).toMatchObject({ code: 'BUSY' })
    opening.resolve(undefined)
    await until(() => device.calls.includes('close'), 'the closing')
    expect(device.calls).toEqual(['open', 'claim 2', 'release 2', 'close'])
    await (await bus.connector(IDS, '').open(PATIENT)).close()
  })

  test('a serial number that could not be read is asked for again', async () => {
    device.serialError = 'open error: permission denied (errno 13)'
    expect((await bus.list([IDS])).map(({ serialNumber }) => serialNumber)).toEqual([''])
    device.serialError = undefined
    await (await bus.connector(IDS, 'HDX001').open(PATIENT)).close()
  })

  test('no such device, and one without bulk endpoints', async () => {
    expect(await failure(bus.connector(IDS, 'HDX002').open(PATIENT))).toMatchObject({ code: 'NO_DEVICE' })
    device.endpoints = []
    expect(await failure(bus.connector(IDS, '').open(PATIENT))).toMatchObject({ code: 'DRIVER' })
    expect(device.isOpen).toBe(false)
  })
})

describe('transfers', () => {
  let pipe: UsbPipe
  beforeEach(async () => {
    pipe = await bus.connector(IDS, 'HDX001').open(PATIENT)
  })
  afterEach(async () => {
    for (const transfer of [...device.pending]) transfer.fail('transferIn error: Cancelled')
    await pipe.close()
  })

  test('bytes out and in, with finite time-outs and exact lengths', async () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const out = pipe.bulkOut(1, bytes, within(250))
    await until(() => device.pending.length === 1, 'the transfer')
    // What is sent is a copy: the caller may go on with its own.
    bytes[0] = 9
    expect(device.pending[0]).toMatchObject({ endpoint: 1, data: Uint8Array.of(1, 2, 3) })
    expect(device.pending[0]?.timeoutMs).toBeGreaterThan(0)
    expect(device.pending[0]?.timeoutMs).toBeLessThanOrEqual(250)
    device.pending[0]?.resolve(3)
    await out
    const reading = pipe.bulkIn(1, 64, within(Infinity))
    await until(() => device.pending.length === 1, 'the transfer')
    expect(device.pending[0]).toMatchObject({ endpoint: 1, length: 64 })
    expect(Number.isSafeInteger(device.pending[0]?.timeoutMs)).toBe(true)
    device.pending[0]?.resolve(Uint8Array.of(9))
    expect([...(await reading)]).toEqual([9])
  })

  test.each([
    ['transferIn error: Cancelled', 'DEVICE_TIMEOUT'],
    ['transferIn error: Disconnected', 'DEVICE_LOST'],
    ['transferIn error: Fault', 'PROTOCOL_VIOLATION'],
    ['transferIn error: Stall', 'PROTOCOL_VIOLATION'],
  ])('"%s" is %s', async (text, code) => {
    const reading = failure(pipe.bulkIn(1, 64, PATIENT))
    await until(() => device.pending.length === 1, 'the transfer')
    device.pending[0]?.fail(text)
    expect(await reading).toMatchObject({ code })
    expect(device.calls.includes('clear in 1')).toBe(text.endsWith('Stall'))
  })

  test('two callers at once wait for each other: the package takes one transfer on an endpoint', async () => {
    const readings = Promise.all([pipe.bulkIn(1, 64, PATIENT), pipe.bulkIn(1, 64, PATIENT)])
    for (const byte of [1, 2]) {
      await until(() => device.pending.length > 0, 'a transfer')
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(device.pending.length).toBe(1)
      device.pending[0]?.resolve(Uint8Array.of(byte))
    }
    expect((await readings).map(([byte]) => byte)).toEqual([1, 2])
  })

  test('one that was left holds up every endpoint: its answer is not to be taken for the next', async () => {
    const io = cancellable(10_000)
    const cancelled = failure(pipe.bulkIn(6, 2048, io))
    await until(() => device.pending.length === 1, 'the transfer')
    io.cancel()
    await cancelled
    const writing = pipe.bulkOut(1, Uint8Array.of(9), PATIENT)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(device.pending.map(({ endpoint }) => endpoint)).toEqual([6])
    device.pending[0]?.fail('transferIn error: Cancelled')
    await until(() => device.pending[0]?.endpoint === 1, 'the command')
    device.pending[0]?.resolve(1)
    await writing
  })

  test('the transfers of an exchange are under way together, the command on the number of an answer, too', async () => {
    const reads = [
      { endpoint: 6, length: 2048 },
      { endpoint: 1, length: 512 },
    ]
    const answer = pipe.exchange({ endpoint: 1, bytes: Uint8Array.of(9) }, reads, within(250))
    await until(() => device.pending.length === 3, 'all three')
    expect(device.pending.map(({ endpoint, length, data }) => [endpoint, length, data?.length])).toEqual([
      [1, 1, 1],
      [6, 2048, undefined],
      [1, 512, undefined],
    ])
    for (const { timeoutMs } of device.pending) expect(timeoutMs).toBeLessThanOrEqual(250)
    const [command, first, second] = [...device.pending]
    second?.resolve(Uint8Array.of(2))
    first?.resolve(Uint8Array.of(1))
    command?.resolve(1)
    expect(await answer).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
  })

  test('an exchange ends by its command: what waits for an answer then holds up the next, and only that', async () => {
    const answer = failure(
      pipe.exchange({ endpoint: 1, bytes: Uint8Array.of(9) }, [{ endpoint: 6, length: 64 }], PATIENT),
    )
    await until(() => device.pending.length === 2, 'both')
    device.pending[0]?.fail('transferOut error: Fault')
    expect(await answer).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    const next = pipe.bulkIn(1, 64, PATIENT)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(device.pending.map(({ endpoint }) => endpoint)).toEqual([6])
    device.pending[0]?.fail('transferIn error: Cancelled')
    await until(() => device.pending[0]?.endpoint === 1, 'the next')
    device.pending[0]?.resolve(Uint8Array.of(5))
    expect(await next).toEqual(Uint8Array.of(5))
  })

  test('an endpoint that is not there does not mean that the device is gone', async () => {
    let told = 0
    pipe.onLost(() => told++)
    const reading = failure(pipe.bulkIn(9, 64, PATIENT))
    await until(() => device.pending.length === 1, 'the transfer')
    device.pending[0]?.fail('endpoint not found')
    expect(await reading).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    expect(told).toBe(0)
  })

  test('nothing is asked of a stalled endpoint before it is cleared', async () => {
    const clearing = Promise.withResolvers<undefined>()
    device.clearGate = clearing.promise
    const reading = failure(pipe.bulkIn(1, 64, PATIENT))
    await until(() => device.pending.length === 1, 'the transfer')
    device.pending[0]?.fail('transferIn error: Stall')
    expect(await reading).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    const next = pipe.bulkIn(1, 64, PATIENT)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(device.pending.length).toBe(0)
    clearing.resolve(undefined)
    await until(() => device.pending.length === 1, 'the next transfer')
    device.pending[0]?.resolve(Uint8Array.of(7))
    expect([...(await next)]).toEqual([7])
  })

  test('a device that takes half a command has not understood it', async () => {
    const writing = failure(pipe.bulkOut(1, new Uint8Array(64), PATIENT))
    await until(() => device.pending.length === 1, 'the transfer')
    device.pending[0]?.resolve(10)
    expect(await writing).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
  })

  test('a cancelled caller leaves at once; the next transfer waits until the old one has ended', async () => {
    const io = cancellable(10_000)
    const cancelled = failure(pipe.bulkIn(1, 64, io))
    await until(() => device.pending.length === 1, 'the transfer')
    io.cancel()
    expect(await cancelled).toMatchObject({ name: 'AbortError' })
    const next = pipe.bulkIn(1, 128, PATIENT)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(device.pending.map(({ length }) => length)).toEqual([64])
    device.pending[0]?.resolve(new Uint8Array(64))
    await until(() => device.pending[0]?.length === 128, 'the next transfer')
    device.pending[0]?.resolve(Uint8Array.of(4))
    expect([...(await next)]).toEqual([4])
  })

  test('a transfer whose time-out does not work is ended by the watchdog', async () => {
    const reading = failure(pipe.bulkIn(1, 64, within(30)))
    await until(() => device.pending.length === 1, 'the transfer')
    expect(await reading).toMatchObject({ code: 'DEVICE_TIMEOUT' })
    expect(device.pending.length).toBe(1)
  })

  test('closing waits for the transfer that was left, then releases', async () => {
    const io = cancellable(10_000)
    const cancelled = failure(pipe.bulkIn(1, 64, io))
    await until(() => device.pending.length === 1, 'the transfer')
    io.cancel()
    await cancelled
    const closing = pipe.close()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(device.isOpen).toBe(true)
    device.pending[0]?.fail('transferIn error: Cancelled')
    await closing
    expect(device.calls.slice(-2)).toEqual(['release 2', 'close'])
    expect(await failure(pipe.bulkIn(1, 64, PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
  })

  test('an unplug is told once: by the event while idle, by the error while reading', async () => {
    let told = 0
    pipe.onLost(() => {
      told++
    })
    await until(() => usb.listening === 2, 'listening')
    usb.unplug(device)
    await until(() => told === 1, 'the loss')
    expect(await failure(pipe.bulkIn(1, 64, PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    expect(told).toBe(1)
  })

  test('an unplug that a transfer notices first is not told again by the event that follows', async () => {
    let told = 0
    pipe.onLost(() => told++)
    await until(() => usb.listening === 2, 'listening')
    const reading = failure(pipe.bulkIn(1, 64, PATIENT))
    await until(() => device.pending.length === 1, 'the transfer')
    device.pending[0]?.fail('transferIn error: Disconnected')
    expect(await reading).toMatchObject({ code: 'DEVICE_LOST' })
    usb.unplug(device)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(told).toBe(1)
  })
})

describe('watching the bus', () => {
  test('tells of plugging and unplugging, reads each serial number once, and stops listening', async () => {
    let changes = 0
    const stop = bus.watch(() => {
      changes++
    })
    await until(() => usb.listening === 2, 'listening')
    const second = new FakeUsbDevice('DeviceId 2', null)
    usb.plug(second)
    await until(() => changes === 1, 'the first change')
    expect((await bus.list([IDS])).map(({ serialNumber }) => serialNumber)).toEqual(['HDX001', ''])
    await bus.list([IDS])
    expect(device.serialReads).toBe(1)
    usb.unplug(second)
    await until(() => changes === 2, 'the second change')
    expect(await bus.list([{ vendorId: 1, productId: 1 }])).toEqual([])
    stop()
    expect(usb.listening).toBe(0)
  })

  test('notices a device of which no event tells, as without udev', async () => {
    let changes = 0
    const stop = bus.watch(() => {
      changes++
    })
    await until(() => usb.listening === 2, 'listening')
    usb.devices = [...usb.devices, new FakeUsbDevice('DeviceId 2', null)]
    await until(() => changes === 1, 'the change')
    stop()
  })

  test('looking every so often keeps no program alive', async () => {
    const timers = vi.spyOn(globalThis, 'setInterval')
    const stop = bus.watch(() => undefined)
    await until(() => usb.listening === 2, 'listening')
    const [looking] = timers.mock.results
    timers.mockRestore()
    expect((looking?.value as NodeJS.Timeout).hasRef()).toBe(false)
    stop()
  })

  test('where there is no USB: no device, a reason, and no listener that would end the process', async () => {
    usb.error = 'getDevices error: /sys/bus/usb/devices/ not found (errno 2)'
    const stop = bus.watch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(usb.listenersAdded).toBe(0)
    expect(await bus.list([IDS])).toEqual([])
    expect(await bus.unavailable()).toContain('/sys/bus/usb')
    expect(await failure(bus.connector(IDS, '').open(PATIENT))).toMatchObject({ code: 'DRIVER' })
    stop()
  })

  test('the real package loads here and either lists the bus or says why not', async () => {
    const real = usbBus()
    const reason = await real.unavailable()
    if (process.platform === 'linux') expect(reason === undefined).toBe(existsSync('/sys/bus/usb/devices'))
    expect(await real.list([{ vendorId: 0xffff, productId: 0xffff }])).toEqual([])
  })
})
