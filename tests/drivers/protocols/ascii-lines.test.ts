import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldsOf, lineDecoder, meterNumber } from '../../../drivers/protocols/ascii-lines.ts'
import type { LineItem } from '../../../drivers/protocols/ascii-lines.ts'
import { cut, joined, places } from './chunks.ts'

const text = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line, 'latin1'))

function decodeAll(parts: readonly Uint8Array[]): LineItem[] {
  const decoder = lineDecoder()
  return parts.flatMap((part) => decoder.push(part))
}

const wordsOf = (items: readonly LineItem[]): string[] =>
  items.map((item) => (item.kind === 'line' ? item.text : item.kind))

describe('lines of text', () => {
  const line = fc.stringMatching(/^[!-~][ -~]{0,40}$/)
  const end = fc.constantFrom('\r', '\n', '\r\n')

  test('cut and joined anywhere, with any line end, the same lines come out', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end), { maxLength: 8 }), places, (given, at) => {
        const wire = joined(given.map(([words, ended]) => text(words + ended)))
        expect(wordsOf(decodeAll(cut(wire, at)))).toEqual(given.map(([words]) => words))
      }),
    )
  })

  test('noise never throws, chunking does not change what is seen, and the next line is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), line, places, (noise, next, at) => {
        const wire = joined([noise, text(`\r${next}\r\n`)])
        const items = decodeAll(cut(wire, at))
        expect(wordsOf(items)).toEqual(wordsOf(decodeAll([wire])))
        expect(items.at(-1)).toEqual({ kind: 'line', text: next })
        for (const item of items)
          if (item.kind === 'violation') expect(item.problem.code).toBe('PROTOCOL_VIOLATION')
      }),
    )
  })

  test('an endless line is one violation; a line that has not ended shows as begun', () => {
    expect(wordsOf(decodeAll([text('x'.repeat(9000)), text('\rOK00\r\n')]))).toEqual(['violation', 'OK00'])
    const decoder = lineDecoder()
    decoder.push(text('OK0'))
    expect(decoder.partial).toBe(true)
    decoder.reset()
    expect(decoder.partial).toBe(false)
  })

  test('numbers as meters write them', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(meterNumber(` ${value.toExponential(6)} `)).toBeCloseTo(Number(value.toExponential(6)), 12)
      }),
    )
    expect(meterNumber('.3127')).toBe(0.3127)
    expect(meterNumber('1.234E-05')).toBe(1.234e-5)
    for (const wrong of ['', 'NaN', '1,5', '0x10', '1e', '1 2', 'Infinity'])
      expect(() => meterNumber(wrong)).toThrow(/where a number belongs/)
  })

  test('fields lose the blanks around them', () => {
    expect(fieldsOf('OK00, 123.4,.3127, .3290')).toEqual(['OK00', '123.4', '.3127', '.3290'])
  })
})
