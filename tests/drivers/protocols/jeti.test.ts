import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encodeJeti,
  jetiDecoder,
  jetiErrorText,
  jetiNumber,
  jetiValue,
} from '../../../drivers/protocols/jeti.ts'
import type { JetiItem } from '../../../drivers/protocols/jeti.ts'
import { cut, joined, places } from './chunks.ts'

const text = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line, 'latin1'))

function decodeAll(parts: readonly Uint8Array[]): JetiItem[] {
  const decoder = jetiDecoder()
  return parts.flatMap((part) => decoder.push(part))
}

const wordsOf = (items: readonly JetiItem[]): string[] =>
  items.map((item) => (item.kind === 'line' ? item.text : item.kind))

describe('JETI answers', () => {
  test('the dialogue seen from a real host', () => {
    expect(encodeJeti('*idn?')).toEqual(Uint8Array.from(Buffer.from('2A69646E3F0D', 'hex')))
    const items = decodeAll([
      Uint8Array.from(Buffer.from('4A4554495F5342313231310D', 'hex')),
      Uint8Array.of(6, 5, 5, 7),
    ])
    expect(wordsOf(items)).toEqual(['JETI_SB1211', 'ack', 'bell'])
  })

  test('enquiries are ignored even in a line, line feeds after a carriage return too', () => {
    expect(wordsOf(decodeAll([text('spectro\x05meter number: 1\r\nX: 2\r\r')]))).toEqual([
      'spectrometer number: 1',
      'X: 2',
      '',
    ])
  })

  const line = fc.stringMatching(/^[ -~]{0,40}$/)
  const answers = fc.array(
    fc.oneof(
      line.map((value) => ({ word: value, wire: text(`${value}\r`) })),
      fc.constantFrom(
        { word: 'ack', wire: Uint8Array.of(6) },
        { word: 'nak', wire: Uint8Array.of(0x15) },
        { word: 'bell', wire: Uint8Array.of(7) },
      ),
    ),
    { maxLength: 8 },
  )

  test('cut and joined anywhere, the same answers come out', () => {
    fc.assert(
      fc.property(answers, places, (given, at) => {
        const items = decodeAll(cut(joined(given.map(({ wire }) => wire)), at))
        expect(wordsOf(items)).toEqual(given.map(({ word }) => word))
      }),
    )
  })

  test('noise never throws, chunking does not change what is seen, and the next line is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), line, places, (noise, next, at) => {
        const wire = joined([noise, text(`\r${next}\r`)])
        const items = decodeAll(cut(wire, at))
        expect(wordsOf(items)).toEqual(wordsOf(decodeAll([wire])))
        expect(items.at(-1)).toEqual({ kind: 'line', text: next })
        for (const item of items)
          if (item.kind === 'violation') expect(item.problem.code).toBe('PROTOCOL_VIOLATION')
      }),
    )
  })

  test('an endless line is one violation', () => {
    expect(wordsOf(decodeAll([text('x'.repeat(5000)), text('\rok\r')]))).toEqual(['violation', 'ok'])
  })

  test('values with and without their names', () => {
    expect(jetiValue('spectrometer number: 2010123')).toBe('2010123')
    expect(jetiValue('2010123')).toBe('2010123')
    expect(jetiValue('Error Code: 4 ')).toBe('4')
    expect(jetiNumber(' 3.262725E-07')).toBe(3.262725e-7)
    expect(jetiNumber('-1.5e-03')).toBe(-0.0015)
    for (const wrong of ['', 'NaN', '1,5', '0x10', '1e', '3.2E-07 4', 'Infinity']) {
      expect(() => jetiNumber(wrong)).toThrow(/where a number belongs/)
    }
  })

  test('error numbers in words', () => {
    expect(jetiErrorText(4)).toBe('it does not know the command')
    expect(jetiErrorText(12)).toBe('an argument is not allowed')
    expect(jetiErrorText(120)).toBe('overexposed')
    expect(jetiErrorText(999)).toBe('error 999')
  })
})
