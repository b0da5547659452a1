import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import type { SpectraTable } from '../../contract/session.ts'
import { readSpectraCsv } from '../../formats/csv-spectra.ts'
import { wavelengthLabels, writeSpectraCsv } from '../../formats/csv-write.ts'
import { sharedData } from '../shared-data.ts'
import { garbage, onlyProblems, problemOf, tables } from './arbitrary.ts'

const read = (text: string, axis: 'nm' | 'index' = 'nm'): SpectraTable =>
  readSpectraCsv(text, { name: 'run7.csv', axis })
const told = (text: string): string[] => {
  const said: string[] = []
  readSpectraCsv(text, { name: 'run7.csv', say: (sentence) => said.push(sentence) })
  return said
}

describe('CSV of spectra', () => {
  it('reads ids, wavelengths and values', () => {
    const { ids, wavelengthNm, values } = read('patch,380,390.5,400\nA01,0.1,0.2,0.3\nA02,1e-2,-0.5,.75\n')
    expect(ids).toEqual(['A01', 'A02'])
    expect([...wavelengthNm]).toEqual([380, 390.5, 400])
    expect([...values]).toEqual([0.1, 0.2, 0.3, 0.01, -0.5, 0.75])
  })
  it('numbers the rows when the header is wholly numeric', () => {
    const { ids, wavelengthNm } = read('1100,1102\n0.1,0.2\n0.3,0.4')
    expect(ids).toEqual(['1', '2'])
    expect([...wavelengthNm]).toEqual([1100, 1102])
  })
  it('counts columns on the index axis, whatever the header says', () => {
    const { ids, wavelengthNm } = read('name,x,x,y\nfirst,1,2,3', 'index')
    expect([ids, [...wavelengthNm]]).toEqual([['first'], [1, 2, 3]])
  })
  it('accepts a byte order mark, Windows line ends, tabs and semicolons', () => {
    const expected = read('id,400,500\nA,1,2\n')
    for (const text of ['\uFEFFid,400,500\r\nA,1,2\r\n', 'id;400;500\nA;1;2', 'id\t400\t500\nA\t1\t2'])
      expect(read(text)).toEqual(expected)
  })
  it('reads reflectance in per cent as 0..1 and says so', () => {
    const text = 'id,400,500,600\nA,4.5,50,84.2'
    expect([...read(text).values]).toEqual([0.045, 0.5, expect.closeTo(0.842, 12)])
    expect(told(text)).toEqual(['run7.csv: values up to 84.2 were read as per cent.'])
  })
  it.each([
    ['counts', 'id,400,500,600\nA,900,1200,65535', 900],
    ['absorbance', 'id,400,500,600\nA,0.4,3.1,2.2', 0.4],
    ['near infrared', 'id,1100,1200,1300\nA,40,50,60', 40],
  ])('leaves %s as it is', (_, text, first) => {
    expect(read(text).values[0]).toBe(first)
    expect(told(text)).toEqual([])
  })
  it.each([
    ['semicolons', 'id;400,5;500\nA;0,12;1\nB;,5;1,3e-1'],
    ['tabs', 'id\t400,5\t500\nA\t0,12\t1\nB\t0,5\t0,13'],
    ['quotes', 'id,"400,5",500\nA,"0,12",1\nB,"0,5","0,13"'],
  ])('reads decimal commas between %s and says so', (_, text) => {
    expect(read(text)).toEqual(read('id,400.5,500\nA,0.12,1\nB,0.5,0.13'))
    expect(told(text)).toEqual(['run7.csv: decimal commas were read as decimal points.'])
  })
  it('leaves names with a comma alone', () => {
    expect(read('id;400;500\n1,5 mm;0,1;0,2').ids).toEqual(['1,5 mm'])
  })
  it('reads two columns without a header as one spectrum', () => {
    const table = read('299.99,10.01\n300.2,7.3\n300.42,120')
    expect([table.ids, [...table.wavelengthNm], table.values.length]).toEqual([
      ['1'],
      [299.99, 300.2, 300.42],
      3,
    ])
  })
  it('turns a table round whose samples stand in columns, and says so', () => {
    const text = 'wavelength,dark skin,light skin\n380,0.05,0.11\n390,0.06,0.14\n400,0.06,0.17'
    expect(read(text)).toEqual(read('id,380,390,400\ndark skin,0.05,0.06,0.06\nlight skin,0.11,0.14,0.17'))
    expect(told(text)[0]).toContain('samples stand in columns')
  })
})

describe('bad CSV of spectra', () => {
  it.each([
    ['empty', '', 'The file is empty.'],
    ['header only', 'id,400,500', 'no sample'],
    ['ragged row', 'id,400,500,600\nA,1,2,3\nB,1,2', 'Line 3: 3 cells, the header has 4.'],
    ['text in a cell', 'id,400,500\nA,1,high', 'Line 2, column 3: "high" is not a number.'],
    ['NaN', 'id,400,500\nA,NaN,1', 'Line 2, column 2: "NaN" is not a finite number.'],
    ['infinity', 'id,400,500\nA,1,-inf', 'Line 2, column 3: "-inf" is not a finite number.'],
    ['overflow', 'id,400,500\nA,1,1e999', 'Line 2, column 3: "1e999" is not a finite number.'],
    ['empty cell', 'id,400,500\nA,,1', 'Line 2, column 2: the cell is empty.'],
    ['duplicate id', 'id,400,500\nA,1,2\nB,1,2\nA,3,4', 'Line 4, column 1: "A" stands in line 2 already.'],
    ['no id', 'id,400,500\n,1,2', 'Line 2, column 1: the sample has no name.'],
    [
      'descending wavelengths',
      'id,500,400\nA,1,2',
      'Line 1, column 3: wavelength 400 follows 500; they must rise.',
    ],
    [
      'duplicate wavelengths',
      'id,400,400\nA,1,2',
      'Line 1, column 3: wavelength 400 stands twice; they must rise.',
    ],
    ['text as wavelength', 'id,400,blue\nA,1,2', 'Line 1, column 3: "blue" is not a wavelength.'],
    ['negative wavelength', 'id,-400,500\nA,1,2', 'Line 1, column 2: "-400" is not a wavelength.'],
    ['one column', 'id,400\nA,1', 'Line 1: the header has 1 wavelength.'],
    [
      'decimal commas beside points',
      'id;400;500\nA;0.12;0.13\nB;0,12;0.13',
      'Line 3, column 2: "0,12" has a decimal comma, "0.12" in line 2 a point.',
    ],
    ['decimal commas between commas', 'id,400,500\nA,0,12,0,13', 'Line 2: 5 cells, the header has 3.'],
    ['something else', '{"ids": ["a", "b", "c"]}', 'Line 1, column 2: "b" is not a wavelength.'],
    ['prose', 'Dear reader,\nthis is a letter.', 'Line 1: the header has 1 wavelength.'],
  ])('%s', (_, text, happened) => {
    const problem = problemOf(() => read(text))
    expect(problem.code).toBe('FORMAT_BAD')
    expect(problem.data.title).toContain('run7.csv')
    expect(problem.data.happened).toContain(happened)
    expect(problem.data.next.length).toBeGreaterThan(10)
  })
  it('never gives anything but a clean table or a Problem', () => {
    fc.assert(
      fc.property(garbage('id,400,500,600\nA,0.1,0.2,0.3\nB,0.4,0.5,0.6\n'), (text) => {
        const table = onlyProblems(() => read(text))
        if (table)
          expect(
            table.values.every(Number.isFinite) &&
              table.values.length === table.ids.length * table.wavelengthNm.length,
          ).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('written CSV of spectra', () => {
  it('reads back as the same table', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const back = read(writeSpectraCsv(table))
        expect(back.ids).toEqual(table.ids)
        expect([...back.values]).toEqual([...table.values].map((value) => (value === 0 ? 0 : value)))
        back.wavelengthNm.forEach((nm, i) =>
          expect(Math.abs(nm - table.wavelengthNm[i]!)).toBeLessThanOrEqual(5e-5),
        )
      }),
    )
  })
  it.each([
    ['semicolons and commas', { separator: ';', decimalComma: true }],
    ['tabs', { separator: '\t' }],
    ['quoted decimal commas', { decimalComma: true }],
    ['columns', { layout: 'columns' }],
    [
      'columns with a remark and a mark',
      { layout: 'columns', remark: 'corrected by v1', byteOrderMark: true },
    ],
  ] as const)('reads back with %s', (_, style) => {
    const table = {
      ids: ['A01', 'dark; skin', 'c'],
      wavelengthNm: Float64Array.of(380, 390.5, 400),
      values: Float64Array.of(0.1, 1 / 3, 1e-7, 0.4, 0.5, 0.6, 0, 0.8, 0.9),
    }
    expect(read(writeSpectraCsv(table, {}, style))).toEqual(table)
  })
  it('keeps more decimals only where neighbours would fall together', () => {
    expect(wavelengthLabels(Float64Array.of(380, 381.793721973))).toEqual(['380', '381.7937'])
    expect(wavelengthLabels(Float64Array.of(380.00001, 380.00002))).toEqual(['380.00001', '380.00002'])
  })
  it('can carry domain and interval', () => {
    const table = { ids: ['a'], wavelengthNm: Float64Array.of(400, 500), values: Float64Array.of(0.5, 0.25) }
    expect(writeSpectraCsv(table, { domain: ['edge'], interval: Float64Array.of(0.01, 0.02) })).toBe(
      'id,400,500,domain,interval_400,interval_500\na,0.5,0.25,edge,0.01,0.02\n',
    )
  })
})

const files = sharedData('munsell-matt-uef/munsell_matt_1269_380_780_5nm.csv')
describe.skipIf(!files)('measured tables', () => {
  const table = (path: string): SpectraTable => read(readFileSync(sharedData(path)!, 'utf8'))
  it.each([
    ['munsell-matt-uef/munsell_matt_1269_380_780_5nm.csv', 1269, 81],
    ['simulated-unit/spectrometer.csv', 660, 224],
    ['corn-nir-3instr/m5_spectra.csv', 80, 700],
    ['colorcheckers/colour_BabelColor_Average.csv', 24, 36],
    ['colorcheckers/colour_PMC.csv', 30, 31],
  ])('%s: %d spectra of %d bands', (path, rows, bands) => {
    const { ids, wavelengthNm, values } = table(path)
    expect([ids.length, wavelengthNm.length, values.length]).toEqual([rows, bands, rows * bands])
    expect(values.every(Number.isFinite)).toBe(true)
  })
})

it('throws Problems', () => expect(() => read('')).toThrow(Problem))
