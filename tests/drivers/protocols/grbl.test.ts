import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeGrbl, GRBL_BYTE, grblDecoder, parseStatus } from '../../../drivers/protocols/grbl.ts'
import type { GrblItem } from '../../../drivers/protocols/grbl.ts'
import { grblAlarmText, grblErrorText } from '../../../drivers/protocols/grbl-tables.ts'
import { cut, joined, places } from './chunks.ts'

const text = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line, 'latin1'))

function decodeAll(parts: readonly Uint8Array[]): GrblItem[] {
  const decoder = grblDecoder()
  return parts.flatMap((part) => decoder.push(part))
}

const known: readonly [string, GrblItem][] = [
  ['ok', { kind: 'ok' }],
  ['error:22', { kind: 'error', code: 22 }],
  ['ALARM:2', { kind: 'alarm', code: 2 }],
  ['$130=200.000', { kind: 'setting', number: 130, value: 200 }],
  ['$22=1 (homing cycle, bool)', { kind: 'setting', number: 22, value: 1 }],
  ["Grbl 1.1h ['$' for help]", { kind: 'banner', version: '1.1h' }],
  ["[MSG:'$H'|'$X' to unlock]", { kind: 'feedback', text: "[MSG:'$H'|'$X' to unlock]" }],
  ['[VER:1.1h.20190830:bench]', { kind: 'feedback', text: '[VER:1.1h.20190830:bench]' }],
  ['>G20:ok', { kind: 'feedback', text: '>G20:ok' }],
]

describe('GRBL lines', () => {
  test.each(known)('%s', (line, item) => {
    expect(decodeAll([text(`${line}\r\n`)])).toEqual([item])
  })

  test('the status report of the real firmware', () => {
    const report = '<Idle|MPos:0.000,-1.250,0.000|FS:0,0|Pn:PXYZRHS|WCO:1.000,2.000,0.000>'
    expect(decodeAll([text(`${report}\r\n`)])).toEqual([
      {
        kind: 'status',
        status: {
          state: 'Idle',
          subState: undefined,
          machine: [0, -1.25, 0],
          work: undefined,
          workOffset: [1, 2, 0],
          pins: 'PXYZRHS',
        },
      },
    ])
    expect(parseStatus('Hold:1|WPos:1.000,2.000,0.000|F:0')).toMatchObject({
      state: 'Hold',
      subState: 1,
      machine: undefined,
      work: [1, 2, 0],
    })
  })

  test.each([
    '<Dancing|MPos:0,0,0>',
    '<Idle>',
    '<Idle|MPos:a,b,c>',
    '<Idle|MPos:1.0>',
    'okay',
    'error:',
    'ALARM:x',
    'Hello',
  ])('"%s" is no answer', (line) => {
    expect(decodeAll([text(`${line}\r\n`)])[0]).toMatchObject({
      kind: 'violation',
      problem: { code: 'PROTOCOL_VIOLATION' },
    })
  })

  test('real-time bytes are bytes, not UTF-8', () => {
    expect(GRBL_BYTE.jogCancel).toEqual(Uint8Array.of(0x85))
    expect(GRBL_BYTE.reset).toEqual(Uint8Array.of(0x18))
    expect(encodeGrbl('$H')).toEqual(Uint8Array.of(0x24, 0x48, 0x0a))
  })

  test('cut and joined anywhere, the same lines come out', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...known), { maxLength: 10 }), places, (lines, at) => {
        const wire = joined(lines.map(([line]) => text(`${line}\r\n`)))
        expect(decodeAll(cut(wire, at))).toEqual(lines.map(([, item]) => item))
      }),
    )
  })

  test('noise never throws, and the line after it is read', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        fc.constantFrom(...known),
        places,
        (noise, [line, item], at) => {
          const items = decodeAll(cut(joined([noise, text(`\n${line}\r\n`)]), at))
          expect(items.at(-1)).toEqual(item)
          for (const one of items)
            if (one.kind === 'violation') expect(one.problem.code).toBe('PROTOCOL_VIOLATION')
        },
      ),
    )
  })

  test('numbers in words', () => {
    expect(grblErrorText(15)).toBe('the target lies outside its travel')
    expect(grblErrorText(77)).toBe('error 77')
    expect(grblAlarmText(1)).toMatch(/limit switch/)
    expect(grblAlarmText(77)).toBe('It reported alarm 77')
  })
})
