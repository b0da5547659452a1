import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellNumber, fieldIndex, looksLikeCgats, readCgats } from '../../formats/cgats.ts'
import { firstSpectra } from '../../formats/cgats-spectra.ts'
import { writeCgats, writeTi3 } from '../../formats/cgats-write.ts'
import { readSpectraFile } from '../../formats/spectra-file.ts'
import { textOf } from '../../formats/text.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { builtinReflectance } from '../../spectra/builtin-plate.ts'
import { labOfSpectrum } from '../../spectra/colour.ts'
import { sharedData } from '../shared-data.ts'
import { garbage, onlyProblems, problemOf, tables } from './arbitrary.ts'

const SMALL = `CGATS.17
# made by hand
ORIGINATOR "a ""quoted"" shop"   # trailing comment
KEYWORD "SPECTRAL_NORM"
NUMBER_OF_FIELDS 4
BEGIN_DATA_FORMAT
SampleID SAMPLE_NAME
nm400 nm500
END_DATA_FORMAT
NUMBER_OF_SETS 2
BEGIN_DATA
1 "light # grey" 0.5 0.6
2 dark 0.05 .06
END_DATA
`

describe('CGATS', () => {
  it('reads type, keywords, fields over several lines, quotes and comments', () => {
    const { type, tables: found } = readCgats(SMALL, 'a.txt')
    expect([type, found.length]).toEqual(['CGATS.17', 1])
    const [table] = found
    expect([...table!.keywords]).toEqual([['ORIGINATOR', 'a "quoted" shop']])
    expect(table!.fields).toEqual(['SampleID', 'SAMPLE_NAME', 'nm400', 'nm500'])
    expect(table!.rows).toEqual([
      ['1', 'light # grey', '0.5', '0.6'],
      ['2', 'dark', '0.05', '.06'],
    ])
    expect(table!.lines).toEqual([12, 13])
    expect(fieldIndex(table!, 'SAMPLE_ID')).toBe(0)
    expect(cellNumber(readCgats(SMALL, 'a.txt'), table!, 1, 3)).toBe(0.06)
  })
  it('reads several tables, and sets broken over lines where the count fits', () => {
    const second = SMALL.replace('1 "light # grey" 0.5 0.6', '1 "light # grey"\n0.5 0.6')
    expect(readCgats(`${SMALL}\n${second}`, 'a.txt').tables.map(({ rows }) => rows)).toEqual(
      [0, 1].map(() => readCgats(SMALL, 'a.txt').tables[0]!.rows),
    )
  })
  it('gives spectra under the names of the samples', () => {
    const { ids, wavelengthNm, values } = readSpectraFile(SMALL, { name: 'a.txt' })
    expect([ids, [...wavelengthNm], [...values]]).toEqual([
      ['1', '2'],
      [400, 500],
      [0.5, 0.6, 0.05, 0.06],
    ])
  })
  it.each([
    'nm400',
    'NM_400',
    'SPECTRAL_NM_400',
    'R_400',
    'SPECTRAL_400',
    'SPECTRAL_NM400',
    '400_NM',
    'SPEC_400',
  ])('knows %s as 400 nm', (field) => {
    expect(firstSpectra(readCgats(SMALL.replace('nm400', field), 'a.txt')).spectra.wavelengthNm[0]).toBe(400)
  })
  it.each([
    ['per cent', '50', '60', [0.5, 0.6]],
    ['eight bits', '200', '255', [200 / 255, 1]],
    ['fractions', '0.5', '1.1', [0.5, 1.1]],
  ])('detects %s', (_, a, b, expected) => {
    const said: string[] = []
    const spectra = readSpectraFile(SMALL.replace('0.5 0.6', `${a} ${b}`), {
      name: 'a.txt',
      say: (text) => said.push(text),
    })
    expect([...spectra.values.subarray(0, 2)]).toEqual(expected)
    expect(said.length).toBe(expected[1] === 1.1 ? 0 : 1)
  })
  it('takes exact wavelengths from start, end and number when the names agree', () => {
    const with3 = (end: string): string =>
      SMALL.replace('nm400 nm500', 'SPEC_400 SPEC_402').replace(
        'KEYWORD',
        `SPECTRAL_BANDS "2"\nSPECTRAL_START_NM "400.0"\nSPECTRAL_END_NM "${end}"\nKEYWORD`,
      )
    expect([...firstSpectra(readCgats(with3('401.79'), 'a.txt')).spectra.wavelengthNm]).toEqual([400, 401.79])
    expect([...firstSpectra(readCgats(with3('410'), 'a.txt')).spectra.wavelengthNm]).toEqual([400, 402])
  })
})

describe('broken CGATS', () => {
  it.each([
    ['no CGATS', 'id,400,500\nA,1,2', 'FORMAT_UNKNOWN', 'no CGATS table'],
    [
      'a short set',
      SMALL.replace('2 dark 0.05 .06', '2 dark 0.05'),
      'FORMAT_BAD',
      'Line 13: 3 values, there are 4 fields.',
    ],
    ['a missing end', SMALL.replace('END_DATA\n', ''), 'FORMAT_BAD', 'Line 11: END_DATA is missing.'],
    [
      'fewer sets than declared',
      SMALL.replace('SETS 2', 'SETS 3'),
      'FORMAT_BAD',
      'It declares 3 sets and holds 2.',
    ],
    ['no data', SMALL.slice(0, SMALL.indexOf('NUMBER_OF_SETS')), 'FORMAT_BAD', 'There is no data.'],
    [
      'text for a number',
      SMALL.replace('0.05', 'n/a'),
      'FORMAT_BAD',
      'Line 13, column 3: "n/a" is not a number (field nm400).',
    ],
    ['an open quote', SMALL.replace('grey"', 'grey'), 'FORMAT_BAD', 'Line 12: a quoted text never ends.'],
    [
      'a field twice',
      SMALL.replace('nm500', 'nm400'),
      'FORMAT_BAD',
      'Line 6: the field "nm400" stands twice.',
    ],
    ['a wavelength twice', SMALL.replace('nm500', 'SPEC_400'), 'FORMAT_BAD', 'Two fields stand for 400 nm.'],
    [
      'a sample twice',
      SMALL.replace('2 dark', '1 dark'),
      'FORMAT_BAD',
      'Line 13: the sample "1" stands twice.',
    ],
    ['no spectra', SMALL.replace('nm400 nm500', 'LAB_L LAB_A'), 'FORMAT_BAD', 'no spectral fields'],
  ])('%s', (_, text, code, happened) => {
    const problem = problemOf(() => firstSpectra(readCgats(text, 'a.txt')))
    expect([problem.code, problem.data.happened]).toEqual([code, expect.stringContaining(happened)])
  })
  it('never gives anything but finite spectra or a Problem', () => {
    fc.assert(
      fc.property(garbage(SMALL), (text) => {
        const table = onlyProblems(() => firstSpectra(readCgats(text, 'a.txt')).spectra)
        if (table) expect(table.values.every(Number.isFinite) && table.ids.length > 0).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('written CGATS and .ti3', () => {
  const ids = ['A01', 'P14', 'T33']
  const nm = axisWavelengths({ fromNm: 380, toNm: 780, bands: 224 })
  const table = {
    ids,
    wavelengthNm: nm,
    values: Float64Array.from(ids.flatMap((id) => [...builtinReflectance(id, nm)])),
  }
  const said: string[] = []
  const content = {
    table,
    locations: ids,
    quantity: 'reflectance' as const,
    title: 'three "patches"',
    instrumentation: 'HDX 1',
    created: '2026-11-21T09:00:00Z',
  }
  const say = (text: string): number => said.push(text)
  it.each([
    ['CGATS.17', writeCgats(content, say)],
    ['CTI3', writeTi3(content, say)],
  ])('%s reads back as the same spectra on the same axis', (type, text) => {
    const file = readCgats(text, 'out')
    const back = firstSpectra(file).spectra
    expect([file.type, back.ids]).toEqual([type, ids])
    back.wavelengthNm.forEach((value, i) => expect(value).toBeCloseTo(nm[i]!, 9))
    back.values.forEach((value, i) => expect(value).toBeCloseTo(table.values[i]!, 8))
    expect(file.tables[0]!.keywords.get('DESCRIPTOR')).toBe("three 'patches'")
    expect(said).toEqual([])
  })
  it('carries the colour of each spectrum, D65 in CGATS and D50 in .ti3', () => {
    const cell = (text: string, field: string): number => {
      const file = readCgats(text, 'out')
      return cellNumber(file, file.tables[0]!, 1, fieldIndex(file.tables[0]!, field))
    }
    const [l, a] = labOfSpectrum(table.values.subarray(224, 448), nm)
    expect([cell(writeCgats(content), 'LAB_L'), cell(writeCgats(content), 'LAB_A')]).toEqual([
      expect.closeTo(l, 6),
      expect.closeTo(a, 6),
    ])
    expect(cell(writeTi3(content), 'LAB_L')).toBeCloseTo(l, 0)
    expect(cell(writeTi3(content), 'LAB_A')).not.toBeCloseTo(a, 1)
  })
  it('interpolates to whole nanometres, and says so, where names would collide or the axis is uneven', () => {
    for (const wavelengthNm of [
      axisWavelengths({ fromNm: 380, toNm: 780, bands: 1201 }),
      Float64Array.of(380, 390, 401, 780),
    ]) {
      const texts: string[] = []
      const uneven = { ids: ['x'], wavelengthNm, values: wavelengthNm.map((value) => value / 1000) }
      const back = firstSpectra(
        readCgats(
          writeCgats({ ...content, table: uneven, locations: ['A01'] }, (text) => texts.push(text)),
          'out',
        ),
      ).spectra
      expect([back.wavelengthNm[0], back.wavelengthNm.at(-1), back.wavelengthNm.length]).toEqual([
        380, 780, 401,
      ])
      back.values.forEach((value, i) => expect(value).toBeCloseTo(back.wavelengthNm[i]! / 1000, 8))
      expect(texts).toEqual(['Spectra were interpolated to 380 to 780 nm in steps of 1 nm.'])
    }
  })
  it('keeps within 601 bands', () => {
    const wavelengthNm = axisWavelengths({ fromNm: 300, toNm: 1100, bands: 801 })
    const wide = { ids: ['x'], wavelengthNm, values: wavelengthNm.map(() => 0.5) }
    const { spectra } = firstSpectra(readCgats(writeCgats({ ...content, table: wide }), 'out'))
    expect(spectra.wavelengthNm).toHaveLength(401)
  })
  it('reads back any names and values', () => {
    fc.assert(
      fc.property(tables, (any) => {
        const back = onlyProblems(
          () =>
            firstSpectra(readCgats(writeCgats({ ...content, locations: any.ids, table: any }), 'out'))
              .spectra,
        )
        // Names that differ only in white space or quotes become the same; then the reader says so.
        const plain = new Set(any.ids.map((id) => id.replaceAll('"', "'").replace(/\s+/g, ' ')))
        const range = any.wavelengthNm.at(-1)! - any.wavelengthNm[0]!
        if (plain.size === any.ids.length && range >= 2) expect(back?.ids.length).toBe(any.ids.length)
      }),
    )
  })
})

const charts = sharedData('colorcheckers/cc24_ref.cie')
describe.skipIf(!charts)('charts of other programs', () => {
  const read = (name: string) =>
    readSpectraFile(textOf(readFileSync(sharedData(`colorcheckers/${name}`)!), name), { name })
  it.each([
    ['cc24_ref.cie', 24, 71, 0.05475],
    ['cc24_ref-new.cie', 24, 36, 0.051603],
    ['X-Rite_Digital_Colour_Checker.txt', 10, 36, 0.0069],
  ])('%s: %d spectra of %d bands', (name, samples, bands, first) => {
    const { ids, wavelengthNm, values } = read(name)
    expect([ids.length, wavelengthNm.length, wavelengthNm[0], wavelengthNm.at(-1)]).toEqual([
      samples,
      bands,
      380,
      730,
    ])
    expect(values[0]).toBeCloseTo(first, 9)
    expect(looksLikeCgats('id,400')).toBe(false)
  })
})
