import { describe, expect, test } from 'vitest'
import { OBP_INSTRUMENTS } from '../../../drivers/simulators/obp-models.ts'
import { obpUsb } from '../../../drivers/simulators/obp-usb.ts'
import type { LineEndpoint } from '../../../drivers/transports/transport.ts'

/** A line that answers "n" with n bytes 0..n-1, and says when it is connected. */
function echo() {
  const presence = { plugged: true, shownSerial: 'SIM-0101', listeners: new Set<() => void>() }
  let connections = 0
  const line: LineEndpoint = {
    connect(send, hangUp) {
      connections++
      presence.listeners.add(() => {
        if (!presence.plugged) hangUp()
      })
      return {
        receive: (bytes) => {
          send(Uint8Array.from({ length: bytes[0]! }, (_, i) => i))
        },
        disconnected: () => undefined,
      }
    },
  }
  const bus = {
    get plugged() {
      return presence.plugged
    },
    get shownSerial() {
      return presence.shownSerial
    },
    onPlugChange(listener: () => void) {
      presence.listeners.add(listener)
      return () => presence.listeners.delete(listener)
    },
  }
  const usb = obpUsb(line, bus, OBP_INSTRUMENTS.hdx)
  const plug = (plugged: boolean): void => {
    presence.plugged = plugged
    for (const listener of presence.listeners) listener()
  }
  return { usb, plug, connections: () => connections }
}
const never = new AbortController().signal

describe('the HDX on the bus', () => {
  test('tells vendor, product, serial number and packet size', () => {
    const { usb } = echo()
    expect([usb.vendorId, usb.productId, usb.serialNumber, usb.packetBytes]).toEqual([
      0x2457,
      0x2003,
      'SIM-0101',
      512,
    ])
  })

  test('one answer is read in as many transfers as the host likes; a transfer ends with its answer', async () => {
    const { usb } = echo()
    usb.bulkOut(1, Uint8Array.of(100))
    usb.bulkOut(1, Uint8Array.of(10))
    const first = await usb.bulkIn(1, 64, never)
    const rest = await usb.bulkIn(1, 4096, never)
    const second = await usb.bulkIn(1, 4096, never)
    expect([first.length, rest.length, second.length]).toEqual([64, 36, 10])
    expect([...rest.subarray(0, 2), ...second.subarray(0, 2)]).toEqual([64, 65, 0, 1])
  })

  test('a transfer waits for the answer, and a cancelled one takes nothing', async () => {
    const { usb } = echo()
    const cancel = new AbortController()
    const cancelled = usb.bulkIn(1, 64, cancel.signal)
    cancel.abort()
    await expect(cancelled).rejects.toThrow('abort')
    const waiting = usb.bulkIn(1, 64, never)
    usb.bulkOut(1, Uint8Array.of(5))
    expect(await waiting).toHaveLength(5)
  })

  test('other endpoints are refused', async () => {
    const { usb } = echo()
    expect(() => usb.bulkOut(2, Uint8Array.of(1))).toThrow('endpoint 2')
    await expect(usb.bulkIn(2, 64, never)).rejects.toThrow('endpoint 2')
  })

  test('unplugged it says so, forgets its answers, and is the same device afterwards', async () => {
    const { usb, plug, connections } = echo()
    let lost = 0
    usb.onUnplug(() => lost++)
    usb.bulkOut(1, Uint8Array.of(5))
    plug(false)
    expect([usb.plugged, lost]).toEqual([false, 1])
    usb.bulkOut(1, Uint8Array.of(7))
    plug(true)
    usb.bulkOut(1, Uint8Array.of(3))
    expect(await usb.bulkIn(1, 64, never)).toHaveLength(3)
    expect([lost, connections()]).toEqual([1, 2])
  })
})
