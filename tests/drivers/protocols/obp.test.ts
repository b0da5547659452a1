import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeObp, encodeObp, obpDecoder } from '../../../drivers/protocols/obp.ts'
import type { ObpItem } from '../../../drivers/protocols/obp.ts'
import { OBP, obpErrorText } from '../../../drivers/protocols/obp-tables.ts'
import { cut, joined, places } from './chunks.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'))
const zeros = (count: number): string => '00'.repeat(count)
const TAIL = `${zeros(16)} C5C4C3C2`

/** The worked messages of the protocol's description, written by hand. */
const askSerial = bytes(
  `C1C0 0011 0000 0000 00010000 00000000 ${zeros(6)} 00 00 ${zeros(16)} 14000000 ${TAIL}`,
)
const serialIs = bytes(
  `C1C0 0011 0100 0000 00010000 00000000 ${zeros(6)} 00 06 533030313233 ${zeros(10)} 14000000 ${TAIL}`,
)
const setTime = bytes(
  `C1C0 0011 0400 0000 10001100 00000000 ${zeros(6)} 00 04 A0860100 ${zeros(12)} 14000000 ${TAIL}`,
)
const acknowledged = bytes(
  `C1C0 0011 0300 0000 10001100 00000000 ${zeros(6)} 00 00 ${zeros(16)} 14000000 ${TAIL}`,
)
const unknownType = bytes(
  `C1C0 0011 0900 0200 10001100 00000000 ${zeros(6)} 00 00 ${zeros(16)} 14000000 ${TAIL}`,
)

/** A device's message built here, field by field, not by the encoder under test. */
function deviceMessage(type: number, regarding: number, data: Uint8Array, summed: boolean): Uint8Array {
  const payload = data.length > 16 ? data.length : 0
  const message = Buffer.alloc(64 + payload)
  message.writeUInt32LE(0x1100c0c1, 0)
  message.writeUInt16LE(1, 4)
  message.writeUInt32LE(type, 8)
  message.writeUInt32LE(regarding, 12)
  message[22] = summed ? 1 : 0
  message[23] = payload === 0 ? data.length : 0
  message.set(data, payload === 0 ? 24 : 44)
  message.writeUInt32LE(payload + 20, 40)
  if (summed)
    message.set(
      createHash('md5')
        .update(message.subarray(0, 44 + payload))
        .digest(),
      44 + payload,
    )
  message.writeUInt32LE(0xc2c3c4c5, 60 + payload)
  return Uint8Array.from(message)
}

const anyMessage = fc
  .record({
    type: fc.nat(0xffffffff),
    regarding: fc.nat(0xffff),
    data: fc.uint8Array({ maxLength: 300 }),
    summed: fc.boolean(),
  })
  .map((fields) => ({
    ...fields,
    wire: deviceMessage(fields.type, fields.regarding, fields.data, fields.summed),
  }))

const messagesOf = (items: readonly ObpItem[]) =>
  items.flatMap((item) => (item.kind === 'message' ? [item.message] : []))

function decodeAll(parts: readonly Uint8Array[]): ObpItem[] {
  const decoder = obpDecoder()
  return [...parts.flatMap((part) => decoder.push(part)), ...decoder.flush()]
}

describe('OBP messages', () => {
  test('requests are the bytes of the description', () => {
    expect(encodeObp({ type: OBP.getSerialNumber })).toEqual(askSerial)
    expect(encodeObp({ type: OBP.setIntegrationTime, data: bytes('A0860100'), ackRequested: true })).toEqual(
      setTime,
    )
  })

  test('answers of the description are understood', () => {
    const [serial, ack, nack] = messagesOf(decodeAll([serialIs, acknowledged, unknownType]))
    expect(serial).toEqual({
      type: 0x100,
      regarding: 0,
      data: bytes('533030313233'),
      response: true,
      ack: false,
    })
    expect(ack).toMatchObject({ type: 0x110010, ack: true })
    expect(nack?.refusal).toBe(2)
    expect(obpErrorText(2)).toBe('it does not know this message')
  })

  test('a long request carries its data as payload, with a sum the device can check', () => {
    const data = Uint8Array.from({ length: 40 }, (_, i) => i)
    const message = Buffer.from(encodeObp({ type: 0x10, data, checksum: true, regarding: 0x1234 }))
    expect(message.length).toBe(104)
    expect(message.readUInt32LE(12)).toBe(0x1234)
    expect(message.readUInt32LE(40)).toBe(60)
    expect(message[23]).toBe(0)
    expect(message.subarray(44, 84)).toEqual(Buffer.from(data))
    expect(message.subarray(84, 100)).toEqual(createHash('md5').update(message.subarray(0, 84)).digest())
  })

  test('cut and joined anywhere, the same messages come out', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 5 }), places, (messages, at) => {
        const items = decodeAll(cut(joined(messages.map(({ wire }) => wire)), at))
        expect(items.every((item) => item.kind === 'message')).toBe(true)
        expect(messagesOf(items).map(({ type, regarding, data }) => ({ type, regarding, data }))).toEqual(
          messages.map(({ type, regarding, data }) => ({ type, regarding, data })),
        )
      }),
    )
  })

  test('garbage costs one violation and no message, wherever the chunks end', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }).filter((noise) => !noise.includes(0xc1)),
        anyMessage,
        places,
        (noise, message, at) => {
          const items = decodeAll(cut(joined([noise, message.wire]), at))
          expect(items.map((item) => item.kind)).toEqual(['violation', 'message'])
          expect(items[0]).toMatchObject({ bytes: noise.length, problem: { code: 'PROTOCOL_VIOLATION' } })
          expect(messagesOf(items)[0]?.data).toEqual(message.data)
        },
      ),
    )
  })

  test('whatever comes first, a message after it is found once the line is quiet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), anyMessage, fc.nat(80), (noise, message, lost) => {
        const half = message.wire.slice(0, lost)
        const whole = decodeAll([noise, half, message.wire])
        expect(messagesOf(whole).at(-1)).toMatchObject({ type: message.type, data: message.data })
      }),
    )
  })

  test('pure noise never throws and is reported', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), places, (noise, at) => {
        for (const item of decodeAll(cut(noise, at))) {
          if (item.kind === 'violation') expect(item.problem.code).toBe('PROTOCOL_VIOLATION')
        }
        expect(decodeAll(cut(noise, at)).length).toBeGreaterThan(0)
      }),
    )
  })

  test('a flipped bit under an MD5 sum is never taken for data', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 17, maxLength: 100 }), fc.nat(), fc.nat(7), (data, at, bit) => {
        const wire = deviceMessage(OBP.getRawSpectrum, 1, data, true)
        const place = 44 + (at % data.length)
        wire[place] = (wire[place] ?? 0) ^ (1 << bit)
        expect(messagesOf(decodeAll([wire]))).toEqual([])
      }),
    )
  })

  test('a header that promises megabytes is no message to wait for', () => {
    const wire = Uint8Array.from(serialIs)
    wire.set([0xff, 0xff, 0xff, 0x7f], 40)
    const decoder = obpDecoder()
    decoder.push(wire)
    expect(decoder.missingBytes).toBeUndefined()
    expect(messagesOf(decoder.push(serialIs))).toHaveLength(1)
  })

  test('the decoder knows how much of a message is missing, which USB needs', () => {
    const spectrum = deviceMessage(OBP.getRawSpectrum, 1, new Uint8Array(4136), false)
    const decoder = obpDecoder()
    decoder.push(spectrum.subarray(0, 64))
    expect(decoder.missingBytes).toBe(4200 - 64)
    decoder.push(spectrum.subarray(64))
    expect(decoder.missingBytes).toBeUndefined()
  })

  test('transcripts say what was said', () => {
    expect(describeObp(askSerial)).toBe('get serial number')
    expect(describeObp(serialIs)).toBe('get serial number, 6 bytes: 53 30 30 31 32 33')
    expect(describeObp(acknowledged)).toBe('set integration time, acknowledged')
    expect(describeObp(unknownType)).toBe('set integration time, refused: it does not know this message')
    expect(describeObp(Uint8Array.of(1, 2, 3))).toBe('3 bytes: 01 02 03')
    expect(describeObp(serialIs.subarray(0, 50))).toBe('get serial number, beginning of a message')
  })
})

test('version 2.0 is the same frame with another word, and is not taken for 1.1', () => {
  const ask = encodeObp({ type: OBP.getSpectrum, version: '2.0' })
  expect(Buffer.from(ask.subarray(0, 12)).toString('hex')).toBe('c1c00020' + '00000000' + '001c0000')
  const answer = deviceMessage(OBP.getSpectrum, 1, new Uint8Array(40), false)
  expect(obpDecoder('2.0').push(answer)).toEqual([])
  answer.set([0x00, 0x20], 2)
  expect(messagesOf(obpDecoder('2.0').push(answer))).toHaveLength(1)
  expect(messagesOf(decodeAll([answer]))).toEqual([])
  expect(describeObp(ask)).toBe('get spectrum')
})
