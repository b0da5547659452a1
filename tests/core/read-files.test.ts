import { describe, expect, it } from 'vitest'
import { readFiles } from '../../core/app/read-files.ts'

const given = (fileName: string, text: string) => ({
  fileName,
  base64: Buffer.from(text).toString('base64'),
})

describe('files of spectra', () => {
  it('of one axis become one table in their order, names told apart', () => {
    const { table, files, notes } = readFiles([
      given('a.csv', 'name,400,500\none,0.1,0.2\ntwo,0.3,0.4'),
      given('b.csv', 'name,400,500\none,0.5,0.6'),
    ])
    expect(table?.ids).toHaveLength(3)
    expect(new Set(table?.ids).size).toBe(3)
    expect([...(table?.values ?? [])]).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    expect(files).toMatchObject([
      { fileName: 'a.csv', spectra: 2, bands: 2, fromNm: 400, toNm: 500 },
      { fileName: 'b.csv', spectra: 1 },
    ])
    expect(notes).toEqual([])
  })
  it('of different axes meet on the common range, and it is said', () => {
    const { table, notes } = readFiles([
      given('a.csv', 'name,400,500,600\none,0.1,0.2,0.3'),
      given('b.csv', 'name,500,600,700\ntwo,0.5,0.6,0.7'),
    ])
    expect([...(table?.wavelengthNm ?? [])]).toEqual([500, 600])
    expect([...(table?.values ?? [])]).toEqual([0.2, 0.3, 0.5, 0.6])
    expect(notes.join()).toMatch(/different wavelengths/)
  })
  it('that cannot be read are named and keep no other from being read', () => {
    const { table, files } = readFiles([
      given('x.spc', '\u0000\u0001'),
      given('a.csv', 'name,400,500\none,10,20'),
    ])
    expect(table?.ids).toEqual(['one'])
    expect(files[0]).toMatchObject({ problem: { code: 'FORMAT_UNKNOWN' } })
    expect(files[1]).toMatchObject({ notes: [expect.stringMatching(/per cent/)] })
    expect(readFiles([given('x.spc', '\u0000\u0001')]).table).toBeNull()
  })
})
