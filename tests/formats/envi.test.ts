import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEnviHeader } from '../../formats/envi-header.ts'
import { type ByteSource, readEnviRows, requireSize } from '../../formats/envi-rows.ts'
import { ENVI_TYPES, type EnviTypeName } from '../../formats/envi-types.ts'
import { type EnviForm, writeEnvi } from '../../formats/envi-write.ts'
import { garbage, onlyProblems, problemOf } from './arbitrary.ts'

const TYPES = Object.keys(ENVI_TYPES) as EnviTypeName[]
const INTERLEAVES = ['bil', 'bip', 'bsq'] as const
/** 4 lines, 3 samples, 5 bands: whole numbers that every type can hold. */
const SIZE = { lines: 4, samples: 3, bands: 5 }
const DATA = Float32Array.from({ length: 60 }, (_, i) => (7 * i) % 101)
const NM = Float64Array.from([400, 450.25, 500, 550, 600])

const inMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (from, length) => bytes.slice(from, from + length),
})
const written = (form: EnviForm, data = DATA): { header: string; bytes: Uint8Array } =>
  writeEnvi({ ...SIZE, data, wavelengthNm: NM }, form)
const HEADER = written({ interleave: 'bil', type: 'float32' }).header

describe.each(INTERLEAVES)('ENVI cubes in %s', (interleave) => {
  it.each(TYPES)('come back from %s in both byte orders, whole and row by row', async (type) => {
    for (const littleEndian of [true, false]) {
      const { header, bytes } = written({ interleave, type, littleEndian })
      const read = readEnviHeader(header)
      requireSize(read, bytes.length, 'cube')
      const whole = await readEnviRows(read, inMemory(bytes), 0, 4)
      expect([...whole.data]).toEqual([...DATA])
      const middle = await readEnviRows(read, inMemory(bytes), 1, 3)
      expect([...middle.data]).toEqual([...DATA.subarray(15, 45)])
    }
  })
  it('begin after a header offset and are divided by the scale factor', async () => {
    const { header, bytes } = written({ interleave, type: 'int16', scaleFactor: 100 })
    const read = readEnviHeader(header.replace('header offset = 0', 'header offset = 13'))
    const { data } = await readEnviRows(
      read,
      inMemory(Uint8Array.from([...new Uint8Array(13), ...bytes])),
      0,
      4,
    )
    expect([...data]).toEqual([...DATA])
  })
  it('mask pixels with NaN, infinity or the ignore value in any band', async () => {
    const holes = DATA.slice()
    holes.set([NaN], 3)
    holes.set([Infinity], 21)
    holes.set([-9999], 59)
    const { header, bytes } = written({ interleave, type: 'float32' }, holes)
    const read = readEnviHeader(`${header}data ignore value = -9999\n`)
    const { data, mask } = await readEnviRows(read, inMemory(bytes), 0, 4)
    expect([...mask]).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0])
    expect(data.every(Number.isFinite)).toBe(true)
    expect([...data.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0])
  })
})

describe('ENVI headers', () => {
  it('say what was written', () => {
    const read = readEnviHeader(HEADER)
    expect(read).toMatchObject({ ...SIZE, interleave: 'bil', littleEndian: true, offset: 0, scaleFactor: 1 })
    expect([...(read.wavelengthNm ?? [])]).toEqual([...NM])
  })
  it('may hold comments, blanks, upper case, several lines in braces and micrometres', () => {
    const text = `ENVI\r\n; a camera\r\nSamples=3\r\nLINES = 4\r\nbands   = 2\r\nData  Type = 4\r\ninterleave = BSQ\r\nwavelength units = Micrometers\r\nwavelength = {\r\n 0.9,\r\n 1.7 }\r\n`
    expect([...(readEnviHeader(text).wavelengthNm ?? [])]).toEqual([900, 1700])
  })
  it('take wavelengths below 100 without a unit for micrometres', () => {
    const text = HEADER.replace('Nanometers', 'Unknown').replace(
      /wavelength = .*/,
      'wavelength = {0.4,0.5,0.6,0.7,0.8}',
    )
    expect(readEnviHeader(text).wavelengthNm?.[0]).toBe(400)
  })
  it('need no wavelengths', () => {
    expect(readEnviHeader(HEADER.replace(/wavelength = .*\n/, '')).wavelengthNm).toBeUndefined()
  })
  it.each([
    ['interleave', 'interleave = bil', 'interleave = bilinear', 'Line 9: interleave is "bilinear".'],
    ['complex numbers', 'data type = 4', 'data type = 6', 'Line 8: data type 6 is complex numbers.'],
    ['an unknown type', 'data type = 4', 'data type = 7', 'Line 8: data type 7 is unknown.'],
    ['no samples', 'samples = 3', 'samples = 0', 'Line 3: samples is "0", not a whole number from 1 on.'],
    ['half a line', 'lines = 4', 'lines = 4.5', 'Line 4: lines is "4.5", not a whole number from 1 on.'],
    ['too few wavelengths', 'bands = 5', 'bands = 6', 'Line 12: 5 wavelengths for 6 bands.'],
    ['a wavelength that is no number', '450.25', 'NaN', 'Line 12: wavelength 2 is "NaN".'],
    ['wave numbers', 'Nanometers', 'Wavenumber', 'Line 11: wavelength units are "Wavenumber".'],
    ['an open brace', '600}', '600', 'Line 12: the brace of "wavelength" is never closed.'],
    ['a line that is no field', 'bands = 5', 'bands 5', 'Line 5: "bands 5" is no "name = value".'],
    [
      'a factor of 0',
      'byte order = 0',
      'reflectance scale factor = 0',
      'Line 10: the reflectance scale factor is 0.',
    ],
  ])('name the line of %s', (_, good, bad, happened) => {
    const problem = problemOf(() => readEnviHeader(HEADER.replace(good, bad), 'a.hdr'))
    expect(problem.code).toBe('FORMAT_BAD')
    expect(problem.data.happened).toBe(happened)
  })
  it('of other files are told apart', () => {
    expect(problemOf(() => readEnviHeader('id,400\nA,1')).code).toBe('FORMAT_UNKNOWN')
  })
  it('give no other error than a Problem for garbage', () => {
    fc.assert(
      fc.property(garbage(HEADER), (text) => {
        onlyProblems(() => readEnviHeader(text))
      }),
    )
  })
  it.each([-1, 1])('are compared with the size of the file (%d byte)', (more) => {
    const problem = problemOf(() => requireSize(readEnviHeader(HEADER), 240 + more, 'a.bil'))
    expect(problem.data.happened).toContain(
      `The file has ${String(240 + more)} bytes, its header describes 240`,
    )
  })
})
