import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import {
  PR650_TOO_DARK,
  photoResearchFields,
  photoResearchValue,
} from '../../../drivers/protocols/photo-research.ts'

const PR650 = { fromNm: 380, toNm: 780, bands: 101 }
const PR670 = { fromNm: 380, toNm: 780, bands: 201 }

describe('answers of Photo Research instruments', () => {
  test('status zero of any length, then the fields', () => {
    expect(photoResearchFields('m0', '000')).toEqual([])
    expect(photoResearchFields('d2', '00,0,1.234E+02')).toEqual(['0', '1.234E+02'])
    expect(photoResearchFields('D111', '0000,PR-655')).toEqual(['PR-655'])
  })

  test.each([
    ['10,0,0', 'LEVEL_LOW'],
    ['18,0,0', 'LEVEL_LOW'],
    ['0021', 'DEVICE_REFUSED'],
    ['0008', 'DEVICE_REFUSED'],
    ['', 'PROTOCOL_VIOLATION'],
    [' REMOTE MODE', 'PROTOCOL_VIOLATION'],
    ['0,PR-655', 'PROTOCOL_VIOLATION'],
    ['00000', 'PROTOCOL_VIOLATION'],
  ])('"%s" is %s', (line, code) => {
    expect(() => photoResearchFields('m0', line, PR650_TOO_DARK)).toThrow(
      expect.objectContaining({ code }) as Error,
    )
  })

  test('the numbers of other models for too little light are not known', () => {
    const refused = expect.objectContaining({ code: 'DEVICE_REFUSED' }) as Error
    expect(() => photoResearchFields('M0', '0018')).toThrow(refused)
  })

  test('a line of a spectrum belongs to its wavelength', () => {
    expect(photoResearchValue('0380,1.234E-05', PR650, 0)).toBe(1.234e-5)
    expect(photoResearchValue('780,1.5E-05', PR670, 200)).toBe(1.5e-5)
    for (const line of ['0384,1E-5', '0380', '0380,1E-5,2', '0380,', 'abc,1', '380.5,1'])
      expect(() => photoResearchValue(line, PR650, 0)).toThrow(Problem)
  })

  test('whatever stands in a line, it is a value of that wavelength or a violation', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.nat(100), (line, index) => {
        try {
          const value = photoResearchValue(line, PR650, index)
          expect(Number(line.split(',')[0])).toBe(380 + 4 * index)
          expect(Number.isFinite(value)).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
        }
      }),
    )
  })
})
