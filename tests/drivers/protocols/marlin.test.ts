import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeMarlin, marlinDecoder } from '../../../drivers/protocols/marlin.ts'
import type { MarlinItem } from '../../../drivers/protocols/marlin.ts'
import { cut, joined, places } from './chunks.ts'

const text = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line, 'latin1'))
function decodeAll(parts: readonly Uint8Array[]): MarlinItem[] {
  const decoder = marlinDecoder()
  return parts.flatMap((part) => decoder.push(part))
}

const known: readonly [string, MarlinItem][] = [
  ['ok', { kind: 'ok' }],
  ['ok P15 B3', { kind: 'ok' }],
  ['ok T:20.1 /0.0', { kind: 'ok' }],
  ['start', { kind: 'start' }],
  ['echo:busy: processing', { kind: 'busy' }],
  ['echo:Unknown command: "G99"', { kind: 'unknown', command: 'G99' }],
  ['X:0.00 Y:127.00 Z:145.00 E:0.00 Count X:0 Y:10160 Z:116000', { kind: 'position', xMm: 0, yMm: 127 }],
  ['X:-1.50 Y:2 Z:0.00 E:0.00 Count X: 0 Y:0 Z:0', { kind: 'position', xMm: -1.5, yMm: 2 }],
  [
    'Error:Printer halted. kill() called!',
    { kind: 'error', text: 'Printer halted. kill() called!', fatal: true },
  ],
  [
    'Error:checksum mismatch, Last Line: 3',
    { kind: 'error', text: 'checksum mismatch, Last Line: 3', fatal: false },
  ],
  [
    'echo:Soft endstops: On  Min:  X0.00 Y0.00 Z0.00   Max:  X235.00 Y220.00 Z250.00',
    { kind: 'limits', on: true, maxXMm: 235, maxYMm: 220 },
  ],
  [
    'Soft endstops: Off  Min: X0 Y0 Z0  Max: X10 Y20 Z30',
    { kind: 'limits', on: false, maxXMm: 10, maxYMm: 20 },
  ],
  ['echo:Marlin 2.1.2', { kind: 'text', text: 'echo:Marlin 2.1.2' }],
  ['okay then', { kind: 'text', text: 'okay then' }],
  // Half of a position must not pass for one.
  ['X:12.3', { kind: 'text', text: 'X:12.3' }],
  ['X:12.30 Y:4', { kind: 'text', text: 'X:12.30 Y:4' }],
]

describe('Marlin lines', () => {
  test.each(known)('%s', (line, item) => {
    expect(decodeAll([text(`${line}\n`)])).toEqual([item])
    expect(decodeAll([text(`${line}\r\n`)])).toEqual([item])
  })

  test('commands are lines', () => {
    expect(encodeMarlin('G28 X Y')).toEqual(text('G28 X Y\n'))
  })

  test('the firmware says its name and its board', () => {
    const line =
      'FIRMWARE_NAME:Marlin 2.1.2 (Aug  3 2023) SOURCE_CODE_URL:https://github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 MACHINE_TYPE:Ender-3 V2 EXTRUDER_COUNT:1 UUID:cede2a2f-41a2-4748-9b12-c55c62f367ff'
    const [item] = decodeAll([text(`${line}\n`)])
    expect(item?.kind === 'firmware' && Object.fromEntries(item.fields)).toEqual({
      FIRMWARE_NAME: 'Marlin 2.1.2 (Aug  3 2023)',
      SOURCE_CODE_URL: 'https://github.com/MarlinFirmware/Marlin',
      PROTOCOL_VERSION: '1.0',
      MACHINE_TYPE: 'Ender-3 V2',
      EXTRUDER_COUNT: '1',
      UUID: 'cede2a2f-41a2-4748-9b12-c55c62f367ff',
    })
  })

  test('cut and joined anywhere, the same lines come out', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...known), { maxLength: 10 }), places, (lines, at) => {
        const wire = joined(lines.map(([line]) => text(`${line}\n`)))
        expect(decodeAll(cut(wire, at))).toEqual(lines.map(([, item]) => item))
      }),
    )
  })

  test('noise never throws and is never a position; the line after it is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.constantFrom(...known), (noise, [line, item]) => {
        const items = decodeAll([noise, text(`\n${line}\n`)])
        expect(items.at(-1)).toEqual(item)
        for (const one of items.slice(0, -1)) expect(['position', 'firmware']).not.toContain(one.kind)
      }),
    )
  })
})
