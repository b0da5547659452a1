import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  devlistReply,
  importReply,
  submitReply,
  unlinkReply,
  UsbipReader,
} from '../../../drivers/simulators/usbip-wire.ts'
import type { UsbipRequest } from '../../../drivers/simulators/usbip-wire.ts'
import { DEVLIST, hex, importOf, submit, unlink } from './usbip-bytes.ts'

/** What a reader makes of bytes that arrive in these pieces. */
function read(...pieces: readonly Uint8Array[]): UsbipRequest[] {
  const reader = new UsbipReader()
  return pieces.flatMap((piece) => reader.push(piece))
}

/** The same bytes, cut at these places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const borders = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ]
  return borders.slice(1).map((end, place) => bytes.subarray(borders[place], end))
}

/** USBIP_CMD_SUBMIT of the protocol's document: 64 bytes from endpoint 1, and their acknowledged counterpart. */
const DOCUMENT_IN = hex(`
  00 00 00 01 00 00 0d 05 00 01 00 0f 00 00 00 01 00 00 00 01 00 00 02 00 00 00 00 40
  ff ff ff ff 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00 00`)

describe('requests', () => {
  test('a device list and an import, as the document writes them', () => {
    expect(read(DEVLIST)).toEqual([{ kind: 'devlist' }])
    expect(read(importOf('1-1'))).toEqual([{ kind: 'import', busId: '1-1' }])
  })

  test("the document's IN transfer", () => {
    const [, request] = read(
      importOf('1-1'),
      DOCUMENT_IN.map((byte, place) => (place >= 28 && place < 36 ? 0 : byte)),
    )
    expect(request).toMatchObject({
      kind: 'submit',
      sequence: 0xd05,
      direction: 'in',
      endpoint: 1,
      length: 64,
    })
  })

  test('an OUT transfer carries its data, a control transfer its setup, an unlink its target', () => {
    const out = Uint8Array.of(1, 2, 3)
    const setup = '80 06 00 01 00 00 40 00'
    expect(
      read(
        importOf('1-1'),
        submit({ sequence: 5, endpoint: 2, out }),
        submit({ sequence: 6, endpoint: 0, in: 64, setup }),
        unlink(7, 5),
      ).slice(1),
    ).toMatchObject([
      { kind: 'submit', sequence: 5, direction: 'out', endpoint: 2, length: 3, data: out },
      { kind: 'submit', sequence: 6, direction: 'in', endpoint: 0, length: 64, setup: hex(setup) },
      { kind: 'unlink', sequence: 7, target: 5 },
    ])
  })

  test.each([
    ['another version', hex('01 00 80 05 00 00 00 00')],
    ['an unknown operation', hex('01 11 80 07 00 00 00 00')],
    ['text', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['an unknown command', Buffer.concat([importOf('1-1'), hex('00 00 00 09'), Buffer.alloc(44)])],
    [
      'an absurd length',
      Buffer.concat([importOf('1-1'), submit({ sequence: 1, endpoint: 1, in: 0x7fffffff })]),
    ],
    [
      'an isochronous transfer',
      Buffer.concat([
        importOf('1-1'),
        submit({ sequence: 1, endpoint: 1, in: 64 }).map((byte, place) => (place === 35 ? 8 : byte)),
      ]),
    ],
  ])('%s is not understood, and nothing after it', (_, bytes) => {
    const reader = new UsbipReader()
    expect(reader.push(bytes).at(-1)).toMatchObject({ kind: 'bad' })
    expect(reader.push(DEVLIST)).toEqual([])
  })

  test('however the bytes are cut, the requests are the same', () => {
    const request = fc.oneof(
      fc
        .tuple(fc.nat(0xffff), fc.nat(15), fc.uint8Array({ maxLength: 200 }))
        .map(([sequence, endpoint, out]) => submit({ sequence, endpoint, out })),
      fc
        .tuple(fc.nat(0xffff), fc.nat(15), fc.nat(9000))
        .map(([sequence, endpoint, room]) => submit({ sequence, endpoint, in: room })),
      fc.tuple(fc.nat(0xffff), fc.nat(0xffff)).map(([sequence, target]) => unlink(sequence, target)),
    )
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 8 }),
        fc.array(fc.nat(5000), { maxLength: 12 }),
        (all, places) => {
          const bytes = Buffer.concat([importOf('1-1'), ...all])
          const whole = read(bytes)
          expect(whole).toHaveLength(1 + all.length)
          expect(read(...cut(bytes, places))).toEqual(whole)
        },
      ),
    )
  })

  test('whatever arrives, it is read to its end without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, imported) => {
        const requests = read(imported ? importOf('1-1') : new Uint8Array(0), noise)
        const places = requests.flatMap(({ kind }, place) => (kind === 'bad' ? [place] : []))
        // At most one, and then the last.
        expect(places.every((place) => place === requests.length - 1)).toBe(true)
      }),
    )
  })
})

describe('answers', () => {
  const record = {
    busId: '1-1',
    busNumber: 1,
    deviceNumber: 2,
    speed: 3,
    vendorId: 0x2457,
    productId: 0x1022,
    release: 0x0100,
    deviceClass: 0,
    interfaces: [[0xff, 0, 0]],
  } as const

  test('an empty list', () => {
    expect(devlistReply([])).toEqual(Buffer.from(hex('01 11 00 05 00 00 00 00 00 00 00 00')))
  })

  test('a list of one device: 12 bytes, a record of 312, 4 for its interface', () => {
    const reply = Buffer.from(devlistReply([record]))
    expect(reply).toHaveLength(12 + 312 + 4)
    expect(reply.toString('latin1', 12 + 256, 12 + 259)).toBe('1-1')
    expect(reply.subarray(12 + 288)).toEqual(
      Buffer.from(hex('00 00 00 01 00 00 00 02 00 00 00 03 24 57 10 22 01 00 00 00 00 01 01 01 ff 00 00 00')),
    )
  })

  test('an import: the record without interfaces, or eight bytes', () => {
    expect(importReply(record)).toHaveLength(8 + 312)
    expect(importReply(4)).toEqual(Buffer.from(hex('01 11 00 03 00 00 00 04')))
  })

  test('transfers and unlinks', () => {
    const zeros = (count: number): string => '00 '.repeat(count)
    expect(submitReply(0xd05, 0, Uint8Array.of(9, 8))).toEqual(
      Buffer.from(hex(`00 00 00 03 00 00 0d 05 ${zeros(12)} 00 00 00 00 00 00 00 02 ${zeros(20)} 09 08`)),
    )
    expect(submitReply(2, -32, 0)).toEqual(
      Buffer.from(hex(`00 00 00 03 00 00 00 02 ${zeros(12)} ff ff ff e0 ${zeros(24)}`)),
    )
    expect(unlinkReply(3, -104)).toEqual(
      Buffer.from(hex(`00 00 00 04 00 00 00 03 ${zeros(12)} ff ff ff 98 ${zeros(24)}`)),
    )
  })
})
