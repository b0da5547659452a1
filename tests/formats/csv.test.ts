import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { parseCsv, writeCsv } from '../../formats/csv.ts'
import { numberOf, numberText } from '../../formats/number.ts'
import { plainText, textOf } from '../../formats/text.ts'

const cellsOf = (text: string): (readonly string[])[] =>
  parseCsv(text, 'a.csv').records.map(({ cells }) => cells)

describe('CSV', () => {
  it('reads quotes, doubled quotes, line ends inside quotes and blank lines', () => {
    const text = '\uFEFFid,"a ""b"", c"\r\n\r\nx, 1 \r\n"two\r\nlines" ,3'
    expect(cellsOf(text)).toEqual([
      ['id', 'a "b", c'],
      ['x', '1'],
      ['two\nlines', '3'],
    ])
    expect(parseCsv(text, 'a.csv').records.map(({ line }) => line)).toEqual([1, 3, 4])
  })
  it('takes the separator the first line has most of', () => {
    expect(cellsOf('a;b;c\n1;2;3')).toEqual([
      ['a', 'b', 'c'],
      ['1', '2', '3'],
    ])
    expect(cellsOf('a\tb,c\td\n')).toEqual([['a', 'b,c', 'd']])
  })
  it('refuses an empty file and a quote that never ends, with its line', () => {
    expect(() => cellsOf(' \n\n')).toThrow('The file is empty.')
    expect(() => cellsOf('a,b\n1,"2\n3')).toThrow('Line 2: a quoted cell never ends.')
  })
  it('writes what it reads', () => {
    const cell = fc.string().map((text) => plainText(text).replaceAll('\0', ''))
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        (rows) => {
          const head = rows[0]!.map((_, i) => `h${i}`)
          expect(cellsOf(writeCsv([head, ...rows]))).toEqual([head, ...rows])
        },
      ),
    )
  })
})

describe('numbers', () => {
  it('read back as the same number, bit for bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberOf(numberText(value))).toBe(value === 0 ? 0 : value)
      }),
    )
  })
  it('have a point, and nothing else is one', () => {
    expect(['1', '-0.5', '+.5', '3.', '1e-3', '2E+4'].map(numberOf)).toEqual([1, -0.5, 0.5, 3, 0.001, 20000])
    for (const text of ['', ' ', 'NaN', 'Infinity', '-inf', '0x10', '1,5', '1 2', '1e999', '.', 'e5', '１']) {
      expect(numberOf(text)).toBeUndefined()
    }
  })
})

describe('text of a file', () => {
  const utf16 = (text: string, little: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 * text.length + 2)
    const view = new DataView(bytes.buffer)
    view.setUint16(0, 0xfeff, little)
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i + 2, text.charCodeAt(i), little)
    return bytes
  }
  it('is UTF-8 or UTF-16 by its mark, and the mark is dropped', () => {
    expect(textOf(new TextEncoder().encode('\uFEFFΔE'), 'a')).toBe('ΔE')
    expect(textOf(utf16('id,380', true), 'a')).toBe('id,380')
    expect(textOf(utf16('id,380', false), 'a')).toBe('id,380')
  })
  it('may be Latin-1 where a degree sign is all that is not ASCII', () => {
    const bytes = new TextEncoder().encode('ObserverAngle=10? and so on, in plain letters')
    bytes[16] = 0xb0
    expect(textOf(bytes, 'a')).toBe('ObserverAngle=10° and so on, in plain letters')
  })
  it('is refused when it is binary', () => {
    for (const bytes of [
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0),
      Uint8Array.of(65, 0, 66),
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
    ]) {
      expect(() => textOf(bytes, 'photo.jpg')).toThrow(Problem)
    }
  })
  it('never throws anything but a Problem', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          expect(textOf(bytes, 'a').includes('\0')).toBe(false)
        } catch (error) {
          expect(error).toBeInstanceOf(Problem)
          expect((error as Problem).code).toBe('FILE_UNREADABLE')
        }
      }),
    )
  })
})
