import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { formatUri, parseUri } from '../../drivers/uri.ts'
import type { DeviceAddress } from '../../drivers/uri.ts'

describe('device addresses', () => {
  test.each<[string, DeviceAddress]>([
    ['jeti-1211@serial:/dev/ttyUSB0', { family: 'jeti-1211', bus: 'serial', path: '/dev/ttyUSB0' }],
    ['grbl@serial:COM5', { family: 'grbl', bus: 'serial', path: 'COM5' }],
    [
      'jeti-1211@serial:/dev/serial/by-id/usb-FTDI:1-if00',
      { family: 'jeti-1211', bus: 'serial', path: '/dev/serial/by-id/usb-FTDI:1-if00' },
    ],
    ['ocean-hdx@tcp:127.0.0.1:5001', { family: 'ocean-hdx', bus: 'tcp', host: '127.0.0.1', port: 5001 }],
    [
      'ocean-hdx@tcp:[fe80::1%eth0]:57357',
      { family: 'ocean-hdx', bus: 'tcp', host: 'fe80::1%eth0', port: 57357 },
    ],
    [
      'ocean-hdx@usb:2457:2003:HDX:7',
      { family: 'ocean-hdx', bus: 'usb', vendorId: 0x2457, productId: 0x2003, serial: 'HDX:7' },
    ],
    [
      'ocean-hdx@usb:2457:2003',
      { family: 'ocean-hdx', bus: 'usb', vendorId: 0x2457, productId: 0x2003, serial: '' },
    ],
    [
      'colorhug@hid:273f:1004:12345',
      { family: 'colorhug', bus: 'hid', vendorId: 0x273f, productId: 0x1004, serial: '12345' },
    ],
    ['grbl@sim', { family: 'grbl', bus: 'sim' }],
  ])('%s', (uri, address) => {
    expect(parseUri(uri)).toEqual(address)
  })

  test('every address survives being written and read', () => {
    const family = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,10}$/)
    const id = fc.integer({ min: 0, max: 0xffff })
    const address = fc.oneof<fc.Arbitrary<DeviceAddress>[]>(
      fc.record({ family, bus: fc.constant('serial' as const), path: fc.string({ minLength: 1 }) }),
      fc.record({
        family,
        bus: fc.constant('tcp' as const),
        host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
        port: fc.integer({ min: 1, max: 65535 }),
      }),
      fc.record({
        family,
        bus: fc.constant('usb' as const),
        vendorId: id,
        productId: id,
        serial: fc.string(),
      }),
      fc.record({ family, bus: fc.constant('sim' as const) }),
    )
    fc.assert(
      fc.property(address, (given) => {
        expect(parseUri(formatUri(given))).toEqual(given)
      }),
    )
  })

  test.each([
    '',
    'grbl',
    '@sim',
    'grbl@serial:',
    'grbl@tcp:host',
    'grbl@tcp:host:0',
    'grbl@tcp:host:70000',
    'grbl@tcp:a b:1',
    'x@usb:24:2003:a',
    'x@usb:zzzz:2003',
    'x@sim:1',
    'x@bluetooth:1',
    'GRBL@sim',
  ])('"%s" is refused with an example', (uri) => {
    expect(() => parseUri(uri)).toThrow(Problem)
    expect(() => parseUri(uri)).toThrow(/no instrument address/)
  })

  test('no text breaks the parser', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseUri(text).family).toMatch(/^[a-z0-9]/)
        } catch (error) {
          expect(error).toBeInstanceOf(Problem)
        }
      }),
    )
  })
})
