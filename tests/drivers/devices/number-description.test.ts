import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import { C12880MA_SKETCH, sheetWavelengths } from '../../../drivers/devices/c12880ma.ts'
import { boardOf } from '../../../drivers/devices/number-description.ts'
import { registry } from '../../../drivers/registry.ts'
import { describedDrivers } from '../../../drivers/sources/described.ts'
import { typedSource } from '../../../drivers/sources/typed.ts'
import { usbBus } from '../../../drivers/transports/usb.ts'
import { FakeUsb } from '../transports/usb-fake.ts'

/** The sheet of sensor 22G03276. */
const SHEET = [3.120790493e2, 2.681652834, -8.061777879e-4, -1.052906745e-5, 1.925845957e-8, -7.465510101e-12]
const GOOD = {
  name: 'My C12880MA',
  serial: '22G03276',
  adapters: ['2341:0043'],
  line: { count: 288, maxCounts: 1023 },
  wavelengths: { coefficients: SHEET, firstPixel: 1 },
  exposure: { fixedMs: 10 },
}

const complaint = (description: unknown, name = 'mine'): string => {
  try {
    boardOf(typeof description === 'string' ? description : JSON.stringify(description), name)
  } catch (error) {
    expect(error).toMatchObject({ code: 'FORMAT_BAD' })
    if (error instanceof Problem) return error.data.happened
  }
  throw new Error('it was accepted')
}

describe('wavelengths of the sheet', () => {
  test('pixels count from 1, as the maker does', () => {
    const nm = sheetWavelengths(SHEET, 288, 1)
    expect([nm[0], nm[99], nm[143], nm[287]].map((value) => value?.toFixed(3))).toEqual([
      '314.760',
      '563.505',
      '657.899',
      '883.711',
    ])
    expect(C12880MA_SKETCH.wavelengthNm).toEqual(nm)
    expect(sheetWavelengths(SHEET, 288, 0)[0]).toBeCloseTo(312.079, 3)
  })
})

describe('description of a board', () => {
  test('the least that is needed', () => {
    expect(boardOf(JSON.stringify(GOOD), 'mine')).toMatchObject({
      family: 'numbers-mine',
      product: 'My C12880MA',
      serial: '22G03276',
      baudRate: 115_200,
      adapters: [{ vendorId: 0x2341, productId: 0x0043 }],
      format: { separator: ',', count: 288, skip: 0, header: '', comment: '#', maxCounts: 1023 },
      inverted: false,
    })
  })

  test('numbers in any order are sorted by wavelength', () => {
    const board = boardOf(
      JSON.stringify({ ...GOOD, line: { count: 3, maxCounts: 9 }, wavelengths: { nm: [610, 410, 560] } }),
      'three',
    )
    expect([...board.wavelengthNm]).toEqual([410, 560, 610])
    expect(board.order).toEqual([1, 2, 0])
  })

  test.each<[string, unknown, string]>([
    ['no JSON', '{"name": ', 'instruments/mine.json: it is no JSON ('],
    ['a missing field', { ...GOOD, name: undefined }, 'name is the name for people'],
    [
      'a misspelt field',
      { ...GOOD, line: { count: 288, maxCounts: 1023, seperator: ';' } },
      'line has "seperator", which is no field',
    ],
    [
      'text for a number',
      { ...GOOD, line: { count: '288', maxCounts: 1023 } },
      'line.count is the number of values in one line, for example 288',
    ],
    [
      'a separator that numbers contain',
      { ...GOOD, line: { count: 288, maxCounts: 1023, separator: '.' } },
      'line.separator must not be a part of a number',
    ],
    ['no wavelengths', { ...GOOD, wavelengths: {} }, 'wavelengths is {"coefficients"'],
    [
      'too few wavelengths',
      { ...GOOD, wavelengths: { nm: [400, 500] } },
      'wavelengths.nm has 2 values, line.count is 288',
    ],
    [
      'a polynomial that turns back',
      { ...GOOD, wavelengths: { coefficients: [300, 5, -0.02], firstPixel: 1 } },
      'turn back',
    ],
    [
      'an axis in micrometres',
      { ...GOOD, wavelengths: { coefficients: [0.3, 0.002], firstPixel: 1 } },
      'runs from 0 to 1 nm, which is no optical sensor',
    ],
    [
      'no time in the command',
      { ...GOOD, exposure: { command: 'i', limitsMs: [1, 9] } },
      'exposure.command has {ms} or {us} where the time belongs',
    ],
    [
      'limits the wrong way round',
      { ...GOOD, exposure: { command: 'i{ms}', limitsMs: [9, 1] } },
      'exposure.limitsMs is the shortest time, then the longest',
    ],
    [
      'ids in another form',
      { ...GOOD, adapters: ['0x2341'] },
      'adapters.0 is written as two hexadecimal ids',
    ],
  ])('%s', (_name, description, words) => {
    expect(complaint(description)).toContain(words)
  })

  test('a file name that no address can hold', () => {
    expect(complaint(GOOD, 'My Board')).toContain('small letters, digits and hyphens')
  })

  test('no JSON breaks it: a board or a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          expect(boardOf(text, 'any').family).toBe('numbers-any')
        } catch (error) {
          expect(error).toMatchObject({ code: 'FORMAT_BAD' })
        }
      }),
    )
  })
})

describe('the folder of descriptions', () => {
  test('each good file is a family that an address can name, each bad one a message', () => {
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-instruments-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(GOOD))
    writeFileSync(join(folder, 'broken.json'), '{')
    writeFileSync(join(folder, 'notes.txt'), 'not looked at')
    mkdirSync(join(folder, 'folder.json'))
    const { drivers, problems } = describedDrivers(folder)
    expect(drivers.map(({ family }) => family)).toEqual(['numbers-mine'])
    expect(problems.map(({ code }) => code)).toEqual(['FORMAT_BAD', 'FILE_UNREADABLE'])
    const bus = usbBus(async () => new FakeUsb())
    const found = typedSource([...registry, ...drivers], bus).add('numbers-mine@serial:/dev/ttyACM3')
    expect(found).toMatchObject({ family: 'numbers-mine', product: 'My C12880MA', roles: ['spectrometer'] })
    expect(found.connector.label).toBe('serial /dev/ttyACM3, 115200 8N1')
  })

  test('no folder, no instruments and no complaint', () => {
    expect(describedDrivers(join(tmpdir(), 'isochrome-there-is-none'))).toEqual({ drivers: [], problems: [] })
  })
})
