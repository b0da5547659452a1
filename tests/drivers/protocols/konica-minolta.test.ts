import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cl200aData,
  cl200aDecoder,
  cl200aTriple,
  cl200aValue,
  encodeCl200a,
} from '../../../drivers/protocols/cl200a.ts'
import type { Cl200aItem } from '../../../drivers/protocols/cl200a.ts'
import { cs100aFields, xyzOfChromaticity } from '../../../drivers/protocols/cs100a.ts'
import { cs2000Fields, cs2000Numbers } from '../../../drivers/protocols/cs2000.ts'
import { cut, joined, places } from './chunks.ts'

const problem = (code: string, words?: string): Error =>
  expect.objectContaining({
    code,
    ...(words === undefined ? {} : { message: expect.stringContaining(words) as string }),
  }) as Error

describe('CS-2000', () => {
  test('OK00 with fields, errors in words', () => {
    expect(cs2000Fields('RMTS,1', 'OK00')).toEqual([])
    expect(cs2000Fields('IDDR', 'OK00,CS-2000,2,10041234')).toEqual(['CS-2000', '2', '10041234'])
    expect(() => cs2000Fields('MEAS,1', 'ER10')).toThrow(problem('SATURATED'))
    expect(() => cs2000Fields('MEDR,1,0,1', 'ER02')).toThrow(problem('DEVICE_REFUSED', 'no measurement'))
    expect(() => cs2000Fields('MEAS,1', 'ER99')).toThrow(problem('DEVICE_REFUSED', 'error 99'))
    for (const wrong of ['', 'OK', 'OK01', 'ok00', 'ER', 'XOK00'])
      expect(() => cs2000Fields('X', wrong)).toThrow(problem('PROTOCOL_VIOLATION'))
  })

  test('a block has as many values as it should, all of them numbers', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 101 })
    fc.assert(
      fc.property(values, fc.nat(200), (given, asked) => {
        const line = `OK00,${given.map((value) => value.toExponential(4)).join(',')}`
        const read = (): number[] => cs2000Numbers('M', cs2000Fields('M', line), asked)
        if (asked === given.length)
          expect(read()).toEqual(given.map((value) => Number(value.toExponential(4))))
        else expect(read).toThrow(problem('PROTOCOL_VIOLATION'))
      }),
    )
    expect(() => cs2000Numbers('M', ['1', 'x'], 2)).toThrow(problem('PROTOCOL_VIOLATION'))
  })
})

describe('CS-100A', () => {
  test('the documented reading', () => {
    const [x, y, z] = xyzOfChromaticity(cs100aFields('MES', 'OK00, 123.4,.3127,.3290'))
    expect(y).toBe(123.4)
    expect(x / (x + y + z)).toBeCloseTo(0.3127, 10)
    expect(y / (x + y + z)).toBeCloseTo(0.329, 10)
  })

  test.each([
    ['OK11,1,0,0', 'DEVICE_REFUSED', 'chromaticity'],
    ['OK12,1,0,0', 'SATURATED', 'too much light'],
    ['OK13,1,0,0', 'LEVEL_LOW', 'too little light'],
    ['ER10', 'SATURATED', 'too much light'],
    ['ER30', 'DEVICE_REFUSED', 'battery'],
    ['hello', 'PROTOCOL_VIOLATION', 'no reply'],
  ])('%s', (line, code, words) => {
    expect(() => cs100aFields('MES', line)).toThrow(problem(code, words))
  })

  test('what cannot be a chromaticity is none; a luminance alone is an LS-100', () => {
    for (const fields of [
      ['123.4'],
      ['1', '0', '0.3'],
      ['1', '0.7', '0.7'],
      ['-1', '0.3', '0.3'],
      ['1', 'x', '1'],
    ])
      expect(() => xyzOfChromaticity(fields)).toThrow(problem('PROTOCOL_VIOLATION'))
    const share = fc.double({ min: 0.05, max: 0.45, noNaN: true })
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e5, noNaN: true }), share, share, (luminance, x, y) => {
        const xyz = xyzOfChromaticity([luminance, x, y].map((value) => value.toFixed(6)))
        expect(xyz.every((value) => value >= 0)).toBe(true)
      }),
    )
  })
})

function decodeAll(parts: readonly Uint8Array[]): Cl200aItem[] {
  const decoder = cl200aDecoder()
  return parts.flatMap((part) => decoder.push(part))
}
const wordsOf = (items: readonly Cl200aItem[]): string[] =>
  items.map((item) => (item.kind === 'frame' ? item.body : item.kind))

describe('CL-200A', () => {
  test('the documented frames', () => {
    const hex = (body: string): string => Buffer.from(encodeCl200a(body)).toString('hex')
    expect(hex('00541   ')).toBe('023030353431202020033133' + '0d0a')
    const sumOf = (body: string): string => Buffer.from(encodeCl200a(body)).toString('latin1').slice(-4, -2)
    expect(
      ['99551  0', '004010  ', '994021  ', '00011200', '00021200', '00031200', '00081200'].map(sumOf),
    ).toEqual(['02', '06', '04', '01', '02', '03', '08'])
  })

  test('the documented reading', () => {
    expect(cl200aTriple(cl200aData('0001    +10023+10523+ 9023', '01'))).toEqual([
      expect.closeTo(100.2, 9),
      expect.closeTo(105.2, 9),
      expect.closeTo(90.2, 9),
    ])
    expect(cl200aValue('-   10')).toBeCloseTo(-1e-4, 12)
    for (const wrong of ['+1002', '+100 3', '+10 23', '100233', '+    3', '+1002x'])
      expect(() => cl200aValue(wrong)).toThrow(problem('PROTOCOL_VIOLATION'))
    expect(() => cl200aTriple('+10023+10523')).toThrow(problem('PROTOCOL_VIOLATION'))
  })

  test.each([
    ['0001 1  ', 'DEVICE_REFUSED'],
    ['0001 5  ', 'SATURATED'],
    ['0001 6  ', 'LEVEL_LOW'],
    ['0001  6 ', 'DEVICE_REFUSED'],
    ['0001   1', 'DEVICE_REFUSED'],
    ['0002    ', 'PROTOCOL_VIOLATION'],
    ['0001', 'PROTOCOL_VIOLATION'],
  ])('status "%s" is %s', (body, code) => {
    expect(() => cl200aData(body, '01')).toThrow(problem(code))
  })

  const body = fc.stringMatching(/^[ -~]{8,26}$/)

  test('cut and joined anywhere, the same frames come out', () => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 6 }), places, (bodies, at) => {
        expect(wordsOf(decodeAll(cut(joined(bodies.map(encodeCl200a)), at)))).toEqual(bodies)
      }),
    )
  })

  test('noise never throws nor becomes a frame with a wrong sum, and the next frame is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), body, places, (noise, next, at) => {
        const items = decodeAll(cut(joined([noise, encodeCl200a(next)]), at))
        expect(items.at(-1)).toEqual({ kind: 'frame', body: next })
      }),
    )
  })

  test('one changed bit is seen', () => {
    fc.assert(
      fc.property(body, fc.nat(), fc.integer({ min: 0, max: 7 }), (given, place, bit) => {
        const frame = encodeCl200a(given)
        // The line end carries nothing.
        const at = place % (frame.length - 2)
        frame[at]! ^= 1 << bit
        expect(wordsOf(decodeAll([frame]))).not.toContain(given)
      }),
    )
  })
})
