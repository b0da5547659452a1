import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  describeOoi,
  ooiCollector,
  ooiCommand,
  ooiInformation,
  ooiSpectrum,
  ooiStatus,
  ooiVersion,
} from '../../../drivers/protocols/ooi.ts'
import { slotNumber, slotSaturation, slotText } from '../../../drivers/protocols/ooi-memory.ts'
import { decodeSpectrum } from '../../../drivers/protocols/ooi-spectrum.ts'
import type { OoiPacking } from '../../../drivers/protocols/ooi-spectrum.ts'
import { cut, places } from './chunks.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'))
const slot = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.padEnd(15, '\0'), 'latin1'))

const BLOCKS: OoiPacking = { order: 'blocks', words: 2048, maxWord: 0x0fff, flippedBit: 0, sync: true }
const WORDS: OoiPacking = { order: 'words', words: 3840, maxWord: 0x3fff, flippedBit: 0x2000, sync: true }

/** A spectrum put on the wire here, word by word, not by the code under test. `junk` = the four floating bits. */
function onTheWire(values: readonly number[], packing: OoiPacking, junk = 0): Uint8Array {
  const bytes: number[] = []
  if (packing.order === 'blocks') {
    for (let block = 0; block < values.length; block += 64) {
      const some = values.slice(block, block + 64)
      bytes.push(
        ...some.map((value) => value % 256),
        ...some.map((value) => Math.floor(value / 256) + 16 * junk),
      )
    }
  } else
    for (const value of values)
      bytes.push((value ^ packing.flippedBit) % 256, (value ^ packing.flippedBit) >> 8)
  return Uint8Array.from([...bytes, ...(packing.sync ? [0x69] : [])])
}

const spectrumOf = (packing: OoiPacking) =>
  fc
    .array(fc.nat(packing.maxWord), { minLength: 16, maxLength: 16 })
    .map((some) =>
      Array.from({ length: packing.words }, (_, i) => (some[i % 16]! + 7 * i) % (packing.maxWord + 1)),
    )

describe('commands are the bytes of the data sheet', () => {
  test.each<[string, Uint8Array, string]>([
    ['initialise', ooiCommand.initialise(), '01'],
    ['100 ms in microseconds', ooiCommand.integrationTime(100_000), '02 a0 86 01 00'],
    ['100 ms in milliseconds', ooiCommand.integrationTime(100), '02 64 00 00 00'],
    ['lamp on', ooiCommand.lamp(true), '03 01 00'],
    ['free running', ooiCommand.freeRunning(), '0a 00 00'],
    ['serial number', ooiInformation(0).command, '05 00'],
    ['spectrum', ooiSpectrum(BLOCKS).command, '09'],
    ['version', ooiVersion.command, '6b 04'],
    ['status', ooiStatus.command, 'fe'],
  ])('%s', (_, bytes, expected) => {
    expect(Buffer.from(bytes).toString('hex')).toBe(expected.replaceAll(' ', ''))
  })
})

describe('answers', () => {
  test('a slot of the memory', () => {
    const answer = ooiInformation(0).read(hex('05 00 55 53 42 32 58 30 30 31 00 00 00 00 00 00 00'))
    expect(answer).toMatchObject({ kind: 'answer' })
    if (answer.kind === 'answer') expect(slotText(answer.value)).toBe('USB2X001')
    expect(ooiInformation(1).read(hex(`0500 ${'00'.repeat(15)}`))).toMatchObject({
      kind: 'violation',
      problem: { code: 'PROTOCOL_VIOLATION' },
    })
  })

  test('the state recorded in the documentation of python-seabreeze', () => {
    expect(ooiStatus.read(hex('00 08 70 17 00 00 00 00 00 08 00 00 00 00 80 55'))).toEqual({
      kind: 'answer',
      value: { pixels: 2048, integrationUs: 6000, lampOn: false, trigger: 0, highSpeed: true },
    })
    expect(ooiStatus.read(hex('00 08 70 17 00 00 00 00 00 08 00 00 00 00 81 55'))).toMatchObject({
      kind: 'violation',
    })
  })

  test('the version of the logic, and the echo of a Flame-S', () => {
    expect(ooiVersion.read(hex('04 00 21'))).toEqual({ kind: 'answer', value: [2, 16, 0] })
    expect(ooiVersion.read(hex('fe 12 30'))).toEqual({ kind: 'answer', value: [3, 1, 2] })
    expect(ooiVersion.read(hex('05 00 21'))).toMatchObject({ kind: 'violation' })
  })

  test('cut anywhere, an answer comes out whole, and not before its last byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), places, (bytes, at) => {
        const collector = ooiCollector(bytes.length)
        let left = bytes.length
        for (const piece of cut(bytes, at)) {
          const answer = collector.push(piece)
          left -= piece.length
          expect(collector.missingBytes).toBe(left)
          if (left > 0) expect(answer).toBeUndefined()
          else if (piece.length > 0) expect(answer).toEqual({ kind: 'answer', value: bytes })
        }
      }),
    )
  })

  test('more than an answer has is a violation: it answers something else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 200 }), places, fc.nat(), (bytes, at, short) => {
        const collector = ooiCollector(1 + (short % (bytes.length - 1)))
        const answers = cut(bytes, at).map((piece) => collector.push(piece))
        expect(answers.some((answer) => answer?.kind === 'violation')).toBe(true)
      }),
    )
  })

  test('noise of any length never throws, and passes for an answer only with its echo', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 17, maxLength: 17 }), fc.nat(30), (noise, number) => {
        const answer = ooiInformation(number).read(noise)
        expect(answer.kind).toBe(noise[0] === 5 && noise[1] === number ? 'answer' : 'violation')
      }),
    )
  })
})

describe('spectra', () => {
  test('the worked pixels of the description: low bytes, then high bytes with floating bits', () => {
    const bytes = onTheWire([0x0123, 0x0456, ...Array<number>(2046).fill(0)], BLOCKS, 0xb)
    expect([bytes[0], bytes[1], bytes[64], bytes[65]]).toEqual([0x23, 0x56, 0xb1, 0xb4])
    expect(decodeSpectrum(bytes, BLOCKS)).toMatchObject({ value: { 0: 0x0123, 1: 0x0456 } })
  })

  test.each([
    ['blocks', BLOCKS],
    ['words', WORDS],
    ['words without a sync byte', { ...WORDS, sync: false }],
  ])('%s: every value comes back, whatever floats', (_, packing) => {
    fc.assert(
      fc.property(spectrumOf(packing), fc.nat(15), (values, junk) => {
        const read = decodeSpectrum(onTheWire(values, packing, junk), packing)
        expect(read.kind).toBe('answer')
        if (read.kind === 'answer') expect([...read.value]).toEqual(values)
      }),
      { numRuns: 20 },
    )
  })

  test('another length, another last byte, or bits the converter lacks are violations', () => {
    fc.assert(
      fc.property(
        spectrumOf(WORDS),
        fc.nat(2 * 3840 - 1),
        fc.integer({ min: 0, max: 255 }),
        (values, at, last) => {
          const bytes = onTheWire(values, WORDS)
          expect(decodeSpectrum(bytes.subarray(0, at), WORDS).kind).toBe('violation')
          expect(decodeSpectrum(Uint8Array.from([...bytes, 0]), WORDS).kind).toBe('violation')
          const ended = Uint8Array.from(bytes)
          ended[bytes.length - 1] = last
          expect(decodeSpectrum(ended, WORDS).kind).toBe(last === 0x69 ? 'answer' : 'violation')
          const beyond = Uint8Array.from(bytes)
          beyond[at | 1] = beyond[at | 1]! | 0x80
          expect(decodeSpectrum(beyond, WORDS).kind).toBe('violation')
        },
      ),
      { numRuns: 20 },
    )
  })

  test('shifted by any number of bytes, the sync byte gives it away', () => {
    const values = Array.from({ length: 2048 }, (_, i) => i % 4096)
    const bytes = onTheWire(values, BLOCKS)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), (by) => {
        const shifted = Uint8Array.from([...bytes.subarray(by), ...bytes.subarray(0, by)])
        // A pixel's byte may be the same by chance.
        if (shifted[4096] !== 0x69) expect(decodeSpectrum(shifted, BLOCKS).kind).toBe('violation')
      }),
    )
  })
})

describe('the memory', () => {
  test.each<[string, number | undefined]>([
    ['350.5', 350.5],
    [' +1.2E-05 ', 1.2e-5],
    ['-.5', -0.5],
    ['7', 7],
    ['', undefined],
    ['nan', undefined],
    ['Infinity', undefined],
    ['0x10', undefined],
    ['1e999', undefined],
    ['3,5', undefined],
    ['1 2', undefined],
    ['\xff\xff\xff', undefined],
  ])('"%s" is %s', (text, value) => {
    expect(slotNumber(slot(text))).toBe(value)
  })

  test('whatever is stored, no number is a NaN and no text is unreadable', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 15, maxLength: 15 }), (bytes) => {
        const value = slotNumber(bytes)
        expect(value === undefined || Number.isFinite(value)).toBe(true)
        expect(slotText(bytes)).toMatch(/^[\x20-\x7e]*$/)
        const level = slotSaturation(bytes, 65_535)
        expect(level === undefined || (level > 16_383 && level <= 65_535)).toBe(true)
      }),
    )
  })

  test('the saturation level is two bytes in the middle; none, and an absurd one, are none', () => {
    expect(slotSaturation(hex(`00000000 cccc ${'00'.repeat(9)}`), 65_535)).toBe(52_428)
    expect(slotSaturation(new Uint8Array(15), 65_535)).toBeUndefined()
    expect(slotSaturation(hex(`00000000 1000 ${'00'.repeat(9)}`), 65_535)).toBeUndefined()
  })
})

test('transcripts say what was said', () => {
  const said = (text: string): string => describeOoi(hex(text))
  expect(said('01')).toBe('initialise')
  expect(said('02 a0 86 01 00')).toBe('integration time 100000')
  expect(said('03 00 00')).toBe('lamp off')
  expect(said('0a 00 00')).toBe('trigger mode 0')
  expect(said('05 02')).toBe('information 2')
  expect(said('05 02 30 2e 34 35 00 00 00 00 00 00 00 00 00 00 00')).toBe('information 2: 0.45')
  expect(said('09')).toBe('spectrum')
  expect(said('6b 04')).toBe('register 4')
  expect(said('fe')).toBe('status')
  expect(said('aa bb')).toBe('2 bytes: aa bb')
})
