import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  answersAnother,
  COLORHUG,
  colorhugErrorText,
  decodeColorhug,
  encodeColorhug,
  packedFloat,
} from '../../../drivers/protocols/colorhug.ts'

const report = (hex: string): Uint8Array => {
  const bytes = new Uint8Array(64)
  bytes.set(Buffer.from(hex, 'hex'))
  return bytes
}

describe('ColorHug reports', () => {
  test('the worked bytes', () => {
    expect(encodeColorhug(COLORHUG.getSerial)).toEqual(report('0b'))
    expect(encodeColorhug(COLORHUG.readXyz, [0x40, 0])).toEqual(report('234000'))
    const serial = decodeColorhug(report('000b39300000'), COLORHUG.getSerial, 4)
    expect('data' in serial && serial.data.getUint32(0, true)).toBe(12345)
    const xyz = decodeColorhug(report('002300005f000000640000006c00'), COLORHUG.readXyz, 12)
    expect('data' in xyz && [0, 4, 8].map((at) => packedFloat(xyz.data, at))).toEqual([95, 100, 108])
  })

  test.each<[string, number]>([
    ['00000100', 1],
    ['00800000', 0.5],
    ['0000ffff', -1],
  ])('packed float %s', (hex, value) => {
    expect(packedFloat(new DataView(Uint8Array.from(Buffer.from(hex, 'hex')).buffer), 0)).toBe(value)
  })

  test('old firmware sends no more than the data, an error no more than its number', () => {
    expect(decodeColorhug(Uint8Array.of(0, 0x30, 2), COLORHUG.getHardware, 1)).toHaveProperty('data')
    expect(decodeColorhug(Uint8Array.of(4, 0x23), COLORHUG.readXyz, 12)).toEqual({ error: 4 })
    expect(colorhugErrorText(12)).toContain('calibration')
    expect(colorhugErrorText(30)).toBe('error 30')
  })

  test('a reply names its request: one to another is told apart from noise', () => {
    expect(answersAnother(report('0023'), COLORHUG.setLeds)).toBe(true)
    expect(answersAnother(report('0423'), COLORHUG.setLeds)).toBe(true)
    expect(answersAnother(report('000e'), COLORHUG.setLeds)).toBe(false)
    expect(answersAnother(report('8023'), COLORHUG.setLeds)).toBe(false)
    expect(answersAnother(report('00a1'), COLORHUG.setLeds)).toBe(false)
    expect(answersAnother(new Uint8Array(0), COLORHUG.setLeds)).toBe(false)
  })

  test('whatever arrives: data of the right command, an error number, or PROTOCOL_VIOLATION', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        try {
          const reply = decodeColorhug(bytes, COLORHUG.readXyz, 12)
          expect(bytes[1]).toBe(COLORHUG.readXyz)
          if ('data' in reply) expect([bytes[0], [14, 64].includes(bytes.length)]).toEqual([0, true])
          else expect(reply.error).toBe(bytes[0])
        } catch (error) {
          expect(error).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
        }
      }),
    )
  })
})
