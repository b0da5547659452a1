import { describe, expect, test } from 'vitest'
import { driverOf, registry } from '../../../drivers/registry.ts'
import { hidSource } from '../../../drivers/sources/hid.ts'
import { hidBus } from '../../../drivers/transports/hid.ts'
import type { HidHandle, HidModule } from '../../../drivers/transports/hid.ts'
import { cancellable, failure, until, within } from '../io.ts'

const IDS = { vendorId: 0x273f, productId: 0x1004 }

/** A HID device with the habits of node-hid 3.4: reads end after their time with nothing, an unplug is a plain error. */
class FakeHid {
  readonly written: number[][] = []
  readonly reports: Buffer[] = []
  openError: string | undefined
  gone = false
  closed = 0
  reads = 0
  underWay = 0
  closedUnderRead = false

  readonly handle: HidHandle = {
    write: async (values) => {
      if (this.gone) throw new Error('Cannot write to hid device: No such device')
      this.written.push([...values])
      return values.length
    },
    read: async (timeoutMs) => {
      this.reads++
      this.underWay++
      await new Promise((resolve) => setTimeout(resolve, this.reports.length > 0 ? 1 : timeoutMs))
      this.underWay--
      if (this.gone) throw new Error('could not read from HID device (device disconnected)')
      return this.reports.shift()
    },
    close: async () => {
      this.closed++
      this.closedUnderRead ||= this.underWay > 0
    },
  }
  readonly module: HidModule = {
    devicesAsync: async () =>
      this.gone
        ? []
        : [
            { ...IDS, path: '/dev/hidraw3', serialNumber: 'A7' },
            { vendorId: 1, productId: 2, path: '/dev/hidraw4' },
          ],
    HIDAsync: {
      open: async (path) => {
        expect(path).toBe('/dev/hidraw3')
        if (this.openError !== undefined) throw new Error(this.openError)
        return this.handle
      },
    },
  }
  bus = hidBus(async () => this.module)
  open = () => this.bus.connector(IDS, 'A7').open(within(1000))
}

describe('HID devices', () => {
  test('a command is a report of 64 bytes with a zero in front; a reply is one report', async () => {
    const fake = new FakeHid()
    const pipe = await fake.open()
    await pipe.bulkOut(1, Uint8Array.of(0x0b), within(500))
    expect(fake.written).toEqual([[0, 0x0b, ...Array<number>(63).fill(0)]])
    fake.reports.push(Buffer.from([0, 0x0b, 0x39, 0x30]))
    expect([...(await pipe.bulkIn(1, 64, within(500)))]).toEqual([0, 0x0b, 0x39, 0x30])
    await pipe.close()
    expect(fake.closed).toBe(1)
    expect(await failure(pipe.bulkOut(1, Uint8Array.of(1), within(500)))).toMatchObject({
      code: 'DEVICE_LOST',
    })
  })

  test('silence ends after the deadline, a cancel within a slice of it', async () => {
    const pipe = await new FakeHid().open()
    expect(await failure(pipe.bulkIn(1, 64, within(60)))).toMatchObject({ code: 'DEVICE_TIMEOUT' })
    const io = cancellable(10_000)
    const reading = failure(pipe.bulkIn(1, 64, io))
    const reason = new DOMException('stop', 'AbortError')
    const began = performance.now()
    io.cancel(reason)
    expect(await reading).toBe(reason)
    expect(performance.now() - began).toBeLessThan(1_000)
    await pipe.close()
  })

  test('an unplug is a loss, told once', async () => {
    const fake = new FakeHid()
    const pipe = await fake.open()
    let told = 0
    pipe.onLost(() => told++)
    const reading = failure(pipe.bulkIn(1, 64, within(5_000)))
    await until(() => fake.reads > 0, 'a read')
    fake.gone = true
    expect(await reading).toMatchObject({ code: 'DEVICE_LOST' })
    expect(await failure(pipe.bulkOut(1, Uint8Array.of(1), within(500)))).toMatchObject({
      code: 'DEVICE_LOST',
    })
    expect(told).toBe(1)
    await pipe.close()
    expect(await failure(fake.open())).toMatchObject({ code: 'NO_DEVICE' })
  })

  test('closing waits for the read that is under way', async () => {
    const fake = new FakeHid()
    const pipe = await fake.open()
    const reading = failure(pipe.bulkIn(1, 64, within(5_000)))
    await until(() => fake.reads > 0, 'a read')
    await pipe.close()
    expect([fake.closed, fake.closedUnderRead]).toEqual([1, false])
    expect(await reading).toMatchObject({ code: 'DEVICE_LOST' })
  })

  test.each([
    ['cannot open device with path /dev/hidraw3', 'PERMISSION'],
    ['Failed to open a device with path: Permission denied', 'PERMISSION'],
    ['the device is busy', 'BUSY'],
    ['something else', 'DRIVER'],
  ])('"%s" is %s', async (text, code) => {
    const fake = new FakeHid()
    fake.openError = text
    expect(await failure(fake.open())).toMatchObject({ code })
  })

  test('a system without the library has no devices, says what to install, and is asked once', async () => {
    let loads = 0
    const bus = hidBus(async () => {
      loads++
      throw new Error('libusb-1.0.so.0: cannot open shared object file')
    })
    expect(await bus.list([IDS])).toEqual([])
    expect(await bus.unavailable()).toMatchObject({
      happened: expect.stringContaining('libusb-1.0.so.0') as string,
    })
    expect(await failure(bus.connector(IDS, '').open(within(500)))).toMatchObject({
      code: 'DRIVER',
      data: { next: expect.stringContaining('libusb-1.0-0') as string },
    })
    expect(loads).toBe(1)
  })

  test('instruments appear with their address', async () => {
    const fake = new FakeHid()
    const [found, ...more] = await hidSource(registry, fake.bus).list(new AbortController().signal)
    expect(more).toEqual([])
    expect(found).toMatchObject({
      uri: 'colorhug@hid:273f:1004:A7',
      family: 'colorhug',
      serial: 'A7',
      driver: driverOf('colorhug'),
    })
    expect(found?.connector.label).toBe('HID 273f:1004 (A7)')
  })
})
