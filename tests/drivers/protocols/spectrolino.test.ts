import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spectrumOf } from '../../../drivers/devices/spectrolino-head.ts'
import {
  encodeSpectrolino,
  fixedText,
  floats,
  refusalText,
  spectrolinoDecoder,
  spectrolinoErrorText,
  tableErrorText,
  word,
} from '../../../drivers/protocols/spectrolino.ts'
import type { SpectrolinoItem } from '../../../drivers/protocols/spectrolino.ts'
import { cut, joined, places } from './chunks.ts'

const text = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line, 'latin1'))
const line = (bytes: ArrayLike<number>): Uint8Array =>
  text(`:${Buffer.from(Uint8Array.from(bytes)).toString('hex').toUpperCase()}\r\n`)
function decodeAll(parts: readonly Uint8Array[]): SpectrolinoItem[] {
  const decoder = spectrolinoDecoder()
  return parts.flatMap((part) => decoder.push(part))
}

describe('Spectrolino lines', () => {
  test('the worked lines', () => {
    expect(encodeSpectrolino([0xd0, 0x24])).toEqual(text(';D024\r\n'))
    // X 100.0 mm, Y 60.0 mm, in tenths.
    expect(encodeSpectrolino([0xd0, 0x00, 0x00, ...word(1000), ...word(600)])).toEqual(
      text(';D00000E8035802\r\n'),
    )
    expect(decodeAll([text(':D18310\r\n')])).toEqual([
      { kind: 'reply', bytes: Uint8Array.of(0xd1, 0x83, 0x10) },
    ])
    const colour = Uint8Array.from(Buffer.from('000040420000484200002442', 'hex'))
    expect([...floats(colour, 0, 3)]).toEqual([48, 50, 41])
    expect(fixedText(text('SpectroScan \0\0\0'))).toBe('SpectroScan')
  })

  test.each([':D1831', ';D18310', 'D18310', ':D1 83', ':XY', 'hello'])('"%s" is no reply', (bad) => {
    expect(decodeAll([text(`${bad}\r\n`)])[0]).toMatchObject({ kind: 'violation' })
  })

  test('errors in words', () => {
    expect(tableErrorText(2)).toBe('the place lies outside its travel')
    expect(spectrolinoErrorText(0x32)).toContain('white tile')
    expect(refusalText(0x99)).toBe('error 0x99')
  })

  const replies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 160 }), { maxLength: 6 })

  test('cut and joined anywhere, the same replies come out', () => {
    fc.assert(
      fc.property(replies, places, (sent, at) => {
        const items = decodeAll(cut(joined(sent.map(line)), at))
        expect(items.map((item) => item.kind === 'reply' && [...item.bytes])).toEqual(
          sent.map((one) => [...one]),
        )
      }),
    )
  })

  test('noise never throws, and the reply after it is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (noise) => {
        expect(decodeAll([noise, text('\r\n:D18000\r\n')]).at(-1)).toEqual({
          kind: 'reply',
          bytes: Uint8Array.of(0xd1, 0x80, 0x00),
        })
      }),
    )
  })
})

describe('spectrum of an answer', () => {
  const answer = (values: readonly number[], tail: readonly number[]): Uint8Array => {
    const bytes = Buffer.alloc(4 * values.length)
    values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i))
    return Uint8Array.from([...bytes, ...tail])
  }
  const grey = Array<number>(36).fill(0.5)

  test('36 reflectances, valid, without errors', () => {
    expect([...spectrumOf(answer(grey, [1, 0, 0]), 0)]).toEqual(grey)
    expect([...spectrumOf(answer(grey, [1, 1, 1, 2, 0, 0]), 3)]).toEqual(grey)
  })

  test.each<[string, Uint8Array, string]>([
    ['one float missing', answer(grey.slice(1), [1, 0, 0]), 'PROTOCOL_VIOLATION'],
    ['not valid', answer(grey, [0, 0, 0]), 'DEVICE_REFUSED'],
    ['reflectance out of range', answer(grey, [1, 0x00, 0x04]), 'DEVICE_REFUSED'],
    ['no reflectance', answer([NaN, ...grey.slice(1)], [1, 0, 0]), 'PROTOCOL_VIOLATION'],
    ['far too bright', answer([40, ...grey.slice(1)], [1, 0, 0]), 'PROTOCOL_VIOLATION'],
  ])('%s', (_name, bytes, code) => {
    expect(() => spectrumOf(bytes, 0)).toThrow(expect.objectContaining({ code }) as Error)
  })

  test('whatever 147 bytes arrive, they are reflectances or a sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 147, maxLength: 147 }), (bytes) => {
        try {
          for (const value of spectrumOf(bytes, 0)) expect(Math.abs(value)).toBeLessThan(3)
        } catch (error) {
          expect(error).toMatchObject({ name: 'Problem' })
        }
      }),
    )
  })
})
