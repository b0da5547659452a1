import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encodeKlein,
  isKleinRange,
  KLEIN_LENGTHS,
  kleinDecoder,
  kleinNumber,
  kleinProblem,
} from '../../../drivers/protocols/klein.ts'
import type { KleinCommand, KleinItem } from '../../../drivers/protocols/klein.ts'
import { cut, joined, places } from './chunks.ts'

const COMMANDS = Object.keys(KLEIN_LENGTHS) as KleinCommand[]
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

function decode(command: KleinCommand, parts: readonly Uint8Array[]): KleinItem[] {
  const decoder = kleinDecoder()
  decoder.expect(command)
  return parts.flatMap((part) => decoder.push(part))
}

describe('Klein answers', () => {
  test('the documented reading', () => {
    expect(encodeKlein('N5')).toEqual(hex('4E 35 0D'))
    const [item] = decode('N5', [hex('4E 35 5F 00 08 64 00 08 6C 00 08 00 3C 30 3E')])
    if (item?.kind !== 'reply') throw new Error('no reply')
    expect([0, 3, 6].map((at) => kleinNumber(item.data, at))).toEqual([95, 100, 108])
    expect(item.status).toBe('0')
  })

  test('numbers: sign, mantissa, signed exponent', () => {
    expect(kleinNumber(hex('00 00 00'), 0)).toBe(0)
    expect(kleinNumber(hex('DF 00 08'), 0)).toBe(-95)
    expect(kleinNumber(hex('40 00 FE'), 0)).toBe(0x4000 * 2 ** -18)
  })

  const command = fc.constantFrom(...COMMANDS)
  const reply = command.chain((word) =>
    fc.tuple(
      fc.constant(word),
      fc.uint8Array({ minLength: KLEIN_LENGTHS[word] - 5, maxLength: KLEIN_LENGTHS[word] - 5 }),
      fc.constantFrom('0', 'b', 'w', 'u', 'L'),
    ),
  )

  test('read by length whatever bytes stand in it, cut anywhere', () => {
    fc.assert(
      fc.property(reply, places, ([word, data, status], at) => {
        const text = (letters: string): Uint8Array => new TextEncoder().encode(letters)
        const wire = joined([text(word), data, text(`<${status}>`)])
        expect(decode(word, cut(wire, at))).toEqual([{ kind: 'reply', data, status }])
      }),
    )
  })

  test('noise is at most one violation, and the next command starts afresh', () => {
    fc.assert(
      fc.property(command, fc.uint8Array({ maxLength: 100 }), places, (word, noise, at) => {
        const decoder = kleinDecoder()
        decoder.expect(word)
        const items = cut(noise, at).flatMap((part) => decoder.push(part))
        expect(items.length).toBeLessThanOrEqual(1)
        decoder.expect('L0')
        expect(decoder.push(new TextEncoder().encode('L0<0>'))).toHaveLength(1)
      }),
    )
  })

  test('what comes unasked is dropped', () => {
    const decoder = kleinDecoder()
    expect(decoder.push(hex('4E 35 00'))).toEqual([])
    expect(decoder.partial).toBe(false)
    decoder.expect('P0')
    decoder.push(hex('50'))
    expect(decoder.partial).toBe(true)
    decoder.reset()
    expect(decoder.partial).toBe(false)
  })

  test.each([
    ['u', 'LEVEL_LOW', true],
    ['v', 'SATURATED', true],
    ['w', 'SATURATED', true],
    ['b', 'DEVICE_REFUSED', false],
    ['?', 'DEVICE_REFUSED', false],
  ])('status %s is %s', (status, code, range) => {
    expect(kleinProblem('N5', status)).toMatchObject({ code })
    expect(isKleinRange(status)).toBe(range)
  })
})
