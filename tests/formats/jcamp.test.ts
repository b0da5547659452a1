import { describe, expect, it } from 'vitest'
import { readJcamp } from '../../formats/jcamp-read.ts'
import { writeJcamp } from '../../formats/jcamp-write.ts'
import type { SpectraDocument } from '../../formats/spectra-document.ts'
import { problemOf } from './arbitrary.ts'

const Y = [1000, 2000, 2001, 2002, 2003, 2003, 2003]

const file = (lines: string, more = ''): string => `##TITLE=t
##JCAMP-DX=4.24
##DATA TYPE=UV/VIS SPECTRUM
##XUNITS=NANOMETERS
##YUNITS=ARBITRARY UNITS
##XFACTOR=1
##YFACTOR=1
##FIRSTX=400
##LASTX=406
##NPOINTS=7
${more}##XYDATA=(X++(Y..Y))
${lines}
##END=
`
const read = (text: string): number[] => [...readJcamp(text, 'a.jdx').table.values]

describe('number forms of JCAMP-DX (table 2 of McDonald and Wilks, 1988)', () => {
  it.each([
    ['FIX', '400  1000  2000  2001  2002  2003  2003  2003'],
    ['AFFN', '400 1000.0 2.000E+3 2001, 2002; 2003 2003 2003'],
    ['PAC', '400+1000+2000+2001+2002+2003+2003+2003'],
    ['SQZ', '400A000B000B001B002B003B003B003'],
    ['SQZ and DUP', '400A000B000B001B002B003U'],
    ['DIF', '400A000J000JJJ%%'],
    ['DIF and DUP', '400A000J000JU%T'],
    ['DIF over lines', '400A000J000J\n402B001JJ%%'],
  ])('%s', (_, line) => {
    expect(read(file(line))).toEqual(Y)
  })
  it('knows negative digits', () => {
    expect(read(file('400a000j000jjj%%'))).toEqual(Y.map((y) => -y))
  })
  it('takes an E without a sign for an exponent where no other letter stands', () => {
    expect(read(file('400 1E3 2E3 2001 2002 2003 2003 2003'))).toEqual(Y)
  })
  it('applies the factors', () => {
    const text = file('400 1000 2000 2001 2002 2003 2003 2003').replace('##YFACTOR=1', '##YFACTOR=0.5')
    expect(read(text)).toEqual(Y.map((y) => y / 2))
  })
})

describe('other axes', () => {
  it.each([
    ['MICROMETERS', 0.4, 0.406, 400],
    ['1/CM', 25000, 24000, 400],
  ])('%s', (unit, first, last, nm) => {
    const text = file(`${first} 1000 2000 2001 2002 2003 2003 2003`)
      .replace('NANOMETERS', unit)
      .replace('FIRSTX=400', `FIRSTX=${first}`)
      .replace('LASTX=406', `LASTX=${last}`)
    expect(readJcamp(text, 'a.jdx').table.wavelengthNm[0]).toBeCloseTo(nm, 9)
  })
  it('turns falling wavelengths round', () => {
    const text = file('406 1000 2000 2001 2002 2003 2003 2003')
      .replace('FIRSTX=400', 'FIRSTX=406')
      .replace('LASTX=406', 'LASTX=400')
    expect(read(text)).toEqual(Y.slice().reverse())
  })
  it('reads points', () => {
    const text = file('400, 1; 401.5, 2\n403 3').replace('XYDATA=(X++(Y..Y))', 'XYPOINTS=(XY..XY)')
    const { table } = readJcamp(text.replace('NPOINTS=7', 'NPOINTS=3'), 'a.jdx')
    expect([[...table.wavelengthNm], [...table.values]]).toEqual([
      [400, 401.5, 403],
      [1, 2, 3],
    ])
  })
})

describe('broken JCAMP-DX', () => {
  it.each([
    ['a missing line', file('400A000J000J\n405B001JJ%%'), 'Line 13: X is 405 where 402 is due.'],
    ['a wrong check value', file('400A000J000J\n402B002JJ%%'), 'Line 13: the check value is 2002'],
    ['too few points', file('400 1 2 3'), 'Line 11: it declares 7 points and holds 3.'],
    ['text among numbers', file('400 1 2 x 4 5 6 7'), 'Line 12: "x'],
    [
      'no end',
      file('400A000J000JJJ%%').replace('##END=', ''),
      'Line 1: the block that begins here has no ##END=.',
    ],
    ['no axis', file('400A000J000JJJ%%').replace('LASTX', 'LAST'), 'Line 11: FIRSTX and LASTX do not say'],
    [
      'another unit',
      file('400A000J000JJJ%%').replace('NANOMETERS', 'SECONDS'),
      'XUNITS "SECONDS" are no wavelengths',
    ],
    ['a repetition of nothing', file('S'), 'Line 12: a difference or repetition without a value'],
  ])('%s', (_, text, happened) => {
    const problem = problemOf(() => readJcamp(text, 'a.jdx'))
    expect([problem.code, problem.data.happened]).toEqual(['FORMAT_BAD', expect.stringContaining(happened)])
  })
})

describe('written JCAMP-DX', () => {
  const document: SpectraDocument = {
    table: {
      ids: [
        'a name that is so long that it has to be broken into two lines of the file, as it is over eighty',
      ],
      wavelengthNm: Float64Array.from({ length: 40 }, (_, i) => 400 + i),
      values: Float64Array.from({ length: 40 }, (_, i) => Math.sin(i) / 3),
    },
    quantity: 'reflectance',
    title: 't $$ ##END=',
    instrumentation: '',
    created: '',
  }
  it.each([
    ['affn', 0],
    ['fix', 2 ** -31],
  ] as const)('%s: lines of 80 characters that read back', (form, tolerance) => {
    const text = writeJcamp(document, { form })
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    const { table, title } = readJcamp(text, 'a.jdx')
    expect([table.ids, title]).toEqual([document.table.ids, 't $ $ # #END='])
    table.values.forEach((value, i) =>
      expect(Math.abs(value - document.table.values[i]!)).toBeLessThanOrEqual(tolerance),
    )
    expect(/e/.test(text.slice(text.indexOf('XYDATA')))).toBe(false)
  })
  it('calls itself infrared for programs that open nothing else', () => {
    expect(writeJcamp(document)).toContain('##DATA TYPE=UV/VIS SPECTRUM')
    expect(writeJcamp(document, { dataType: 'infrared' })).toContain('##DATA TYPE=INFRARED SPECTRUM')
  })
})
