import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ASCENDING, atDecoder, channelsOf, encodeAt, WIRE_NM } from '../../../drivers/protocols/as7265x.ts'
import type { AtItem } from '../../../drivers/protocols/as7265x.ts'
import { cut, joined, places } from './chunks.ts'

const text = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line, 'latin1'))
function decodeAll(parts: readonly Uint8Array[]): AtItem[] {
  const decoder = atDecoder()
  return parts.flatMap((part) => decoder.push(part))
}

const known: readonly [string, AtItem][] = [
  ['OK', { kind: 'ok', text: '' }],
  ['20 OK', { kind: 'ok', text: '20' }],
  ['27, 28, 27 OK', { kind: 'ok', text: '27, 28, 27' }],
  ['94.28, 123.75, 187.74 OK', { kind: 'ok', text: '94.28, 123.75, 187.74' }],
  ['ERROR', { kind: 'error' }],
]

describe('AT answers of the AS7265x', () => {
  test('the worked bytes', () => {
    expect(encodeAt('ATGAIN=2')).toEqual(Uint8Array.from(Buffer.from('41544741494E3D320A', 'hex')))
    expect(decodeAll([Uint8Array.of(0x4f, 0x4b, 0x0a)])).toEqual([{ kind: 'ok', text: '' }])
  })

  test.each(known)('%s', (line, item) => {
    expect(decodeAll([text(`${line}\n`)])).toEqual([item])
  })

  test.each(['OKAY', '20OK', 'HELLO', '20'])('"%s" is no answer', (line) => {
    expect(decodeAll([text(`${line}\n`)])[0]).toMatchObject({ kind: 'violation' })
  })

  test('channels come out in the order of their wavelength', () => {
    expect(ASCENDING).toEqual([12, 13, 14, 15, 16, 17, 6, 7, 0, 8, 1, 9, 2, 3, 4, 5, 10, 11])
    expect([...channelsOf(WIRE_NM.join(', '))!]).toEqual([...WIRE_NM].sort((a, b) => a - b))
    expect([...channelsOf(WIRE_NM.join(','))!]).toHaveLength(18)
  })

  test('only eighteen whole numbers of sixteen bits are channels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(70_000), fc.double(), fc.string()), { maxLength: 20 }),
        (values) => {
          const counts = channelsOf(values.join(', '))
          const whole = values.every((value) => Number.isInteger(Number(value)) && Number(value) <= 65_535)
          if (counts) expect([counts.length, whole]).toEqual([18, true])
        },
      ),
    )
    expect(channelsOf(Array(18).fill(65_535).join(', '))).toBeDefined()
    expect(channelsOf(Array(18).fill(65_536).join(', '))).toBeUndefined()
    expect(channelsOf(Array(18).fill('1.5').join(', '))).toBeUndefined()
    expect(channelsOf(Array(17).fill(1).join(', '))).toBeUndefined()
  })

  test('cut and joined anywhere, the same answers come out', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...known), { maxLength: 10 }), places, (lines, at) => {
        const wire = joined(lines.map(([line]) => text(`${line}\n`)))
        expect(decodeAll(cut(wire, at))).toEqual(lines.map(([, item]) => item))
      }),
    )
  })

  test('noise never throws, and the answer after it is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom(...known), (noise, [line, item]) => {
        expect(decodeAll([noise, text(`\n${line}\n`)]).at(-1)).toEqual(item)
      }),
    )
  })
})
