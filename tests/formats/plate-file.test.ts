import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlateSchema } from '../../contract/plate.ts'
import { readPlate } from '../../formats/plate-file.ts'
import { readPlateCsv, writePlateCsv } from '../../formats/plate-csv.ts'
import { gridFor, placesFor } from '../../formats/plate-layout.ts'
import { textOf } from '../../formats/text.ts'
import { writeSpectraCsv } from '../../formats/csv-write.ts'
import { writeCxf } from '../../formats/cxf-write.ts'
import { writeJcamp } from '../../formats/jcamp-write.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { builtinPlate, builtinReflectance } from '../../spectra/builtin-plate.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { drawPlate } from '../../spectra/plate.ts'
import { sharedData } from '../shared-data.ts'
import { garbage, onlyProblems, problemOf } from './arbitrary.ts'

describe('plate as CSV', () => {
  it('reads ids, places, names and expected colours in any order of columns', () => {
    const plate = readPlateCsv(
      'name,L,a,b,row,column,id\ngrey,50,0,0,A,1,\nred,40,50,30,2,12,x\n,,,,B,3,',
      'wall chart.csv',
    )
    expect(PlateSchema.parse(plate)).toEqual(plate)
    expect([plate.name, plate.rows, plate.columns]).toEqual(['wall chart', 2, 12])
    expect(plate.patches.map(({ id, name, expectedLab }) => [id, name, expectedLab])).toEqual([
      ['A01', 'grey', [50, 0, 0]],
      ['B12', 'red', [40, 50, 30]],
      ['B03', 'B03', undefined],
    ])
  })
  it('takes places from ids that are cells, and makes a grid of others', () => {
    expect(readPlateCsv('id,L,a,b\nB02,50,0,0\nA1,60,0,0', 'p.csv').patches.map(({ id }) => id)).toEqual([
      'A01',
      'B02',
    ])
    const plate = readPlateCsv(`id\n${Array.from({ length: 24 }, (_, i) => `chip ${i}`).join('\n')}`, 'p.csv')
    expect([plate.rows, plate.columns, plate.patches[0]!.name]).toEqual([4, 6, 'chip 0'])
  })
  it('reads back what was written', () => {
    for (const plate of [builtinPlate(), drawPlate('wall', 3, 4, 10)]) {
      const back = readPlateCsv(writePlateCsv(plate), `${plate.name}.csv`)
      expect(back.patches).toEqual(plate.patches)
      expect([back.rows, back.columns, back.name]).toEqual([plate.rows, plate.columns, plate.name])
    }
  })
  it.each([
    ['a colour without b', 'id,L,a,b\nA01,50,1,', 'Line 2, column 4: "": the cell is empty.'],
    ['text for a colour', 'id,L,a,b\nA01,light,1,2', 'Line 2, column 2: "light": not a number.'],
    ['a row too far', 'row,column\n703,1', 'Line 2: row "703" and column "1" are no cell.'],
    ['an id twice', 'id\nA01\nA2\na1', 'Line 4: "a1" stands in line 2 already.'],
    ['a cell twice', 'id,row,column\nx,A,1\ny,1,1', 'Line 3: the cell A01 is taken already.'],
    [
      'a missing cell',
      'id,row,column\nA01,A,1\nchip,,',
      'Line 3: "chip" has neither row and column nor the name of a cell.',
    ],
    ['no name and no place', 'id,row,column\nA01,A,1\n,,', 'Line 3: the patch has neither id nor place.'],
    ['a ragged row', 'id,L,a,b\nA01,50,1', 'Line 2: 3 cells, the header has 4.'],
    ['no patch', 'id,L,a,b\n', 'There is no patch.'],
  ])('is refused for %s', (_, text, happened) => {
    const problem = problemOf(() => readPlateCsv(text, 'p.csv'))
    expect([problem.code, problem.data.happened]).toEqual(['FORMAT_BAD', expect.stringContaining(happened)])
  })
})

describe('layout', () => {
  it('is 20 x 33 for 660 and 4 x 6 for 24, and holds any number', () => {
    expect([gridFor(660), gridFor(24), gridFor(1)]).toEqual([
      { rows: 20, columns: 33 },
      { rows: 4, columns: 6 },
      { rows: 1, columns: 1 },
    ])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (count) => {
        const { rows, columns } = gridFor(count)
        expect(rows * columns).toBeGreaterThanOrEqual(count)
        const places = placesFor(Array.from({ length: count }, (_, i) => `#${i}`))
        expect(new Set(places.map(({ row, column }) => `${row}/${column}`)).size).toBe(count)
      }),
    )
  })
  it('does not take serial numbers for cells', () => {
    const names = Array.from({ length: 120 }, (_, i) => `P${i + 1}`)
    expect(placesFor(names)[1]).toEqual({ row: 0, column: 1 })
  })
})

describe('plate of spectra', () => {
  const nm = axisWavelengths({ fromNm: 380, toNm: 780, bands: 41 })
  const ids = Array.from({ length: 700 }, (_, i) => `chip ${i}`)
  const cells = builtinPlate().patches.map(({ id }) => id)
  const values = Float64Array.from(ids.flatMap((_, i) => [...builtinReflectance(cells[i % 660]!, nm)]))
  it('uses the first 660 as 20 x 33, with the reflectance of every patch under its cell', () => {
    const said: string[] = []
    const { plate, reflectance } = readPlate(
      writeSpectraCsv({ ids, wavelengthNm: nm, values }),
      'chips.csv',
      (text) => said.push(text),
    )
    expect([plate.rows, plate.columns, plate.patches.length]).toEqual([20, 33, 660])
    expect(said).toEqual(['chips.csv: 700 colours; the first 660 make the plate.'])
    expect([reflectance!.ids[0], reflectance!.ids[33], reflectance!.values.length]).toEqual([
      'A01',
      'B01',
      660 * 41,
    ])
    const second = plate.patches.find(({ id }) => id === 'A02')!
    expect(second.name).toBe('chip 1')
    expect(deltaE2000(second.expectedLab!, builtinPlate().patches[1]!.expectedLab!)).toBeLessThan(0.5)
  })
  it('refuses spectra without colour, and files of another kind', () => {
    expect(problemOf(() => readPlate('id,1100,1200\na,0.1,0.2', 'nir.csv')).data.happened).toContain(
      '410 to 700 nm',
    )
    expect(problemOf(() => readPlate('first,second\nx,y', 'list.csv')).code).toBe('FORMAT_UNKNOWN')
  })
})

const chart = (head: string, fields: string, ...sets: string[]): string =>
  `CTI2\n${head}\nBEGIN_DATA_FORMAT\n${fields}\nEND_DATA_FORMAT\nNUMBER_OF_SETS ${sets.length}\nBEGIN_DATA\n${sets.join('\n')}\nEND_DATA\n`

describe('plate of a chart', () => {
  it('takes places from SAMPLE_LOC and adapts colours from the white of the file', () => {
    const text = chart(
      'APPROX_WHITE_POINT "95.106486 100.000000 108.844025"',
      'SAMPLE_ID SAMPLE_LOC RGB_R RGB_G RGB_B XYZ_X XYZ_Y XYZ_Z',
      '1 "B2" 100 100 100 95.1065 100 108.844',
      '2 "A1" 0 0 0 17.5177 18.4187 20.0476',
    )
    const { plate, reflectance } = readPlate(text, 'print.ti2')
    expect(reflectance).toBeUndefined()
    expect(plate.patches.map(({ id, name }) => [id, name])).toEqual([
      ['A01', '2'],
      ['B02', '1'],
    ])
    plate.patches.forEach(({ expectedLab }, i) =>
      [
        [50, 0, 0],
        [100, 0, 0],
      ][i]!.forEach((value, k) => expect(expectedLab![k]).toBeCloseTo(value, 1)),
    )
  })
  it('means D50 unless the file says D65', () => {
    const lab = (head: string) =>
      readPlate(chart(head, 'SAMPLE_ID LAB_L LAB_A LAB_B', 'x 50 20 -30'), 'a.cie').plate.patches[0]!
        .expectedLab!
    expect(lab('ILLUMINATION_NAME "D65"')).toEqual([50, 20, -30])
    expect(deltaE2000(lab('DESCRIPTOR "none"'), [50, 20, -30])).toBeGreaterThan(0.5)
    expect(deltaE2000(lab('DESCRIPTOR "none"'), [50, 20, -30])).toBeLessThan(6)
  })
  it('does without colours where the file has none', () => {
    const { plate } = readPlate(chart('', 'SAMPLE_ID CMYK_C', '1 0', '2 50'), 'a.ti1')
    expect(plate.patches.map(({ expectedLab }) => expectedLab)).toEqual([undefined, undefined])
  })
  it('never gives anything but a valid plate or a Problem', () => {
    const good = chart('', 'SAMPLE_ID SAMPLE_LOC XYZ_X XYZ_Y XYZ_Z', '1 A1 10 12 9', '2 A2 20 22 19')
    fc.assert(
      fc.property(
        fc.oneof(
          garbage(good),
          garbage('id,row,column,name,L,a,b\nA01,A,1,grey,50,0,0\n'),
          garbage('id,400,500,700\nA,0.1,0.2,0.3\n'),
        ),
        (text) => {
          const file = onlyProblems(() => readPlate(text, 'a.txt'))
          if (file) expect(PlateSchema.safeParse(file.plate).success).toBe(true)
        },
      ),
      { numRuns: 600 },
    )
  })
})

const chips = sharedData('munsell-matt-uef/munsell_matt_1269_380_780_5nm.csv')
describe.skipIf(!chips)('measured charts', () => {
  const read = (path: string) =>
    readPlate(textOf(readFileSync(sharedData(path)!), path), path.replace(/.*\//, ''))
  it.each([
    ['munsell-matt-uef/munsell_matt_1269_380_780_5nm.csv', 20, 33],
    ['colorcheckers/cc24_ref.cie', 4, 6],
    ['colorcheckers/cc24_ref-new.cie', 4, 6],
    ['colorcheckers/colour_ColorChecker_N_Ohta.csv', 4, 6],
    ['colorcheckers/X-Rite_Digital_Colour_Checker.txt', 2, 5],
  ])('%s is %d x %d, every colour known', (path, rows, columns) => {
    const { plate, reflectance } = read(path)
    expect([plate.rows, plate.columns]).toEqual([rows, columns])
    expect(PlateSchema.safeParse(plate).success).toBe(true)
    expect(plate.patches.every(({ expectedLab }) => expectedLab !== undefined)).toBe(true)
    expect(reflectance!.ids).toHaveLength(plate.patches.length)
  })
  it('agrees with itself: the colours two laboratories give the same chart', () => {
    const [a, b] = [
      read('colorcheckers/cc24_ref.cie').plate,
      read('colorcheckers/colour_BabelColor_Average.csv').plate,
    ]
    const differences = a.patches.map(({ id, expectedLab }) =>
      deltaE2000(expectedLab!, b.patches.find((patch) => patch.id === id)!.expectedLab!),
    )
    expect(Math.max(...differences)).toBeLessThan(3)
  })
})

describe('plates of other formats', () => {
  const document = {
    table: {
      ids: ['A01', 'B02'],
      wavelengthNm: Float64Array.from({ length: 36 }, (_, i) => 380 + 10 * i),
      values: new Float64Array(72).fill(0.5),
    },
    quantity: 'reflectance' as const,
    title: 'two',
    instrumentation: '',
    created: '',
  }
  it.each([
    ['CxF3', writeCxf(document)],
    ['JCAMP-DX', writeJcamp(document)],
  ])('%s: spectra become patches with their colours', (_, text) => {
    const { plate, reflectance } = readPlate(text, 'two')
    expect(plate.patches.map(({ id }) => id)).toEqual(['A01', 'B02'])
    expect(plate.patches[0]!.expectedLab![0]).toBeCloseTo(76.07, 1)
    expect(reflectance!.values.length).toBe(72)
  })
})
