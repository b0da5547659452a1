import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberLineDecoder, parseNumberLine } from '../../../drivers/protocols/number-line.ts'
import type { NumberLineFormat, NumberLineItem } from '../../../drivers/protocols/number-line.ts'
import { cut, joined, places } from './chunks.ts'

const SKETCH: NumberLineFormat = {
  separator: ',',
  count: 288,
  skip: 0,
  header: '',
  comment: '#',
  maxCounts: 1023,
}
const text = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line, 'latin1'))
const kindsOf = (items: readonly NumberLineItem[]): string[] => items.map(({ kind }) => kind)

describe('lines of numbers', () => {
  test('the line of the published sketch: 288 numbers, each followed by a comma', () => {
    const line = `${Array.from({ length: 288 }, (_, i) => 512 - i).join(',')},`
    expect(line.startsWith('512,511,')).toBe(true)
    const item = parseNumberLine(line, SKETCH)
    expect(item.kind === 'frame' && [item.values[0], item.values[287], item.values.length]).toEqual([
      512, 225, 288,
    ])
  })

  test.each<[string, Partial<NumberLineFormat>, string, readonly number[] | string]>([
    ['blanks and tabs', { separator: ' ' }, '1 2 \t3', [1, 2, 3]],
    ['a tab', { separator: '\t' }, '1\t2\t3', [1, 2, 3]],
    ['a time stamp in front', { skip: 2 }, '99,7,1,2,3', [1, 2, 3]],
    ['a header', { header: 'S,' }, 'S,1,2,3', [1, 2, 3]],
    ['another line than the header asks for', { header: 'S,' }, 'T,1,2,3', 'remark'],
    ['a remark', {}, '# booted', 'remark'],
    ['fractions', {}, '1.5,.5,2e1', [1.5, 0.5, 20]],
    ['one too few', {}, '1,2', 'violation'],
    ['one too many', {}, '1,2,3,4', 'violation'],
    ['a word', {}, '1,x,3', 'violation'],
    ['an empty field', {}, '1,,3', 'violation'],
    ['above full scale', {}, '1,2,1024', 'violation'],
    ['below zero', {}, '1,2,-3', 'violation'],
    ['hexadecimal', {}, '1,2,0x3', 'violation'],
  ])('%s', (_name, change, line, expected) => {
    const item = parseNumberLine(line, { ...SKETCH, count: 3, ...change })
    expect(item.kind === 'frame' ? [...item.values] : item.kind).toEqual(expected)
  })

  const frames = fc.array(fc.array(fc.nat(1023), { minLength: 5, maxLength: 5 }), { maxLength: 6 })
  const five = { ...SKETCH, count: 5 }

  test('cut and joined anywhere, the same frames come out', () => {
    fc.assert(
      fc.property(frames, fc.constantFrom('\n', '\r\n'), fc.boolean(), places, (sent, end, trailing, at) => {
        const wire = joined(sent.map((values) => text(`${values.join(',')}${trailing ? ',' : ''}${end}`)))
        const decoder = numberLineDecoder(five)
        const items = cut(wire, at).flatMap((part) => decoder.push(part))
        expect(items.map((item) => item.kind === 'frame' && [...item.values])).toEqual(sent)
      }),
    )
  })

  test('noise never throws and never makes a frame of another length; the line after it is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), places, (noise, at) => {
        const decoder = numberLineDecoder(five)
        const items = cut(joined([noise, text('\n1,2,3,4,5\n')]), at).flatMap((part) => decoder.push(part))
        const last = items.at(-1)
        expect(last?.kind === 'frame' && [...last.values]).toEqual([1, 2, 3, 4, 5])
        for (const item of items) if (item.kind === 'frame') expect(item.values).toHaveLength(5)
      }),
    )
  })

  test('a line that never ends is one violation, and the next line is read', () => {
    const decoder = numberLineDecoder(five)
    expect(kindsOf(decoder.push(text('1'.repeat(5000))))).toEqual(['violation'])
    expect(decoder.partial).toBe(true)
    expect(kindsOf(decoder.push(text('\n1,2,3,4,5,\n')))).toEqual(['frame'])
    expect(decoder.partial).toBe(false)
  })
})
