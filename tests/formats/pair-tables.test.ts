import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SpectraTable } from '../../contract/session.ts'
import { readSpectraCsv } from '../../formats/csv-spectra.ts'
import { pairTables, resampleTable } from '../../formats/pair-tables.ts'
import { requireSpectraTable } from '../../formats/spectra-table.ts'
import { sharedData } from '../shared-data.ts'
import { problemOf, tables } from './arbitrary.ts'

const table = (ids: string[], nm: number[], ...rows: number[][]): SpectraTable => ({
  ids,
  wavelengthNm: Float64Array.from(nm),
  values: Float64Array.from(rows.flat()),
})

describe('pairing two tables', () => {
  it('goes by id in the order of the spectrometer and lists who has no partner', () => {
    const a = table(['A', 'B', 'C'], [400, 500], [1, 2], [3, 4], [5, 6])
    const b = table(['C', 'X', 'A'], [400, 500], [50, 60], [0, 0], [10, 20])
    const pairs = pairTables(a, b)
    expect(pairs.ids).toEqual(['A', 'C'])
    expect([...pairs.x]).toEqual([1, 2, 5, 6])
    expect([...pairs.y]).toEqual([10, 20, 50, 60])
    expect(pairs.unmatched).toEqual({ spectrometer: ['B'], reference: ['X'] })
    expect(pairs.resampled).toBe(false)
    expect(pairs.sentence).toBe('2 pairs, 400 to 500 nm in 2 bands. 2 samples without a partner left out.')
  })
  it('meets different wavelengths on the coarser grid of the common range and says so', () => {
    const fine = table(['A'], [400, 410, 420, 430, 440], [0, 1, 2, 3, 4])
    const coarse = table(['A'], [380, 405, 430, 455], [9, 8, 7, 6])
    const pairs = pairTables(fine, coarse)
    expect([...pairs.wavelengthNm!]).toEqual([405, 430])
    expect([...pairs.x]).toEqual([0.5, 3])
    expect([...pairs.y]).toEqual([8, 7])
    expect(pairs.resampled).toBe(true)
    expect(pairs.sentence).toContain('the common range on the coarser grid is used')
  })
  it('compares plain columns on the index axis', () => {
    const pairs = pairTables(table(['A'], [1, 2], [5, 6]), table(['A'], [1, 2], [7, 8]), 'index')
    expect(pairs.wavelengthNm).toBeNull()
    expect(pairs.sentence).toBe('1 pair, 2 columns.')
    expect(
      problemOf(() => pairTables(table(['A'], [1, 2], [5, 6]), table(['A'], [1, 2, 3], [7, 8, 9]), 'index'))
        .code,
    ).toBe('NO_MATCH')
  })
  it('refuses files without a common id, and without common wavelengths', () => {
    const ids = problemOf(() =>
      pairTables(table(['A'], [400, 500], [1, 2]), table(['B'], [400, 500], [1, 2])),
    )
    expect([ids.code, ids.data.happened]).toEqual([
      'NO_MATCH',
      'No sample name stands in both files (A ... against B ...).',
    ])
    const ranges = problemOf(() =>
      pairTables(table(['A'], [400, 500], [1, 2]), table(['A'], [1100, 1200], [1, 2])),
    )
    expect([ranges.code, ranges.data.happened]).toEqual([
      'NO_MATCH',
      'The spectrometer covers 400 to 500 nm, the reference 1100 to 1200 nm.',
    ])
  })
  it('of a table with itself in another order gives equal rows', () => {
    fc.assert(
      fc.property(tables, (one) => {
        const bands = one.wavelengthNm.length
        const order = one.ids.map((_, row) => row).reverse()
        const turned = {
          ...one,
          ids: order.map((row) => one.ids[row]!),
          values: Float64Array.from(
            order.flatMap((row) => [...one.values.subarray(row * bands, (row + 1) * bands)]),
          ),
        }
        const pairs = pairTables(one, turned)
        expect(pairs.y).toEqual(pairs.x)
        expect(pairs.ids).toEqual(one.ids)
      }),
    )
  })
  it('resamples one table by straight lines, and not at all on its own axis', () => {
    const one = table(['A', 'B'], [400, 500], [0, 1], [2, 4])
    expect([...resampleTable(one, Float64Array.of(425, 450)).values]).toEqual([0.25, 0.5, 2.5, 3])
    expect(resampleTable(one, Float64Array.of(400, 500))).toBe(one)
  })
})

describe('a table from elsewhere', () => {
  it.each([
    ['no sample', table([], [400, 500]), 'no sample'],
    ['wrong size', table(['A'], [400, 500], [1]), '1 value for 1 sample of 2 bands'],
    ['falling wavelengths', table(['A'], [500, 400], [1, 2]), 'wavelength 2 is 400 after 500'],
    ['no number', table(['A'], [400, 500], [1, NaN]), '"A" holds a value'],
    ['one name twice', table(['A', 'A'], [400, 500], [1, 2], [3, 4]), '"A" stands twice'],
  ])('is refused for %s', (_, bad, reason) => {
    const problem = problemOf(() => requireSpectraTable(bad, 'spectrometer'))
    expect([problem.code, problem.data.happened]).toEqual(['FORMAT_BAD', expect.stringContaining(reason)])
  })
  it('is accepted when it holds together', () => {
    fc.assert(fc.property(tables, (one) => requireSpectraTable(one, 'a')))
  })
})

const corn = sharedData('corn-nir-3instr/m5_spectra.csv')
describe.skipIf(!corn)('measured pairs', () => {
  const read = (path: string): SpectraTable =>
    readSpectraCsv(readFileSync(sharedData(path)!, 'utf8'), { name: path })
  it.each([
    [
      'corn-nir-3instr/mp6_spectra.csv',
      'corn-nir-3instr/m5_spectra.csv',
      '80 pairs, 1100 to 2498 nm in 700 bands.',
    ],
    [
      'simulated-unit/spectrometer.csv',
      'simulated-unit/reference.csv',
      '660 pairs, 380 to 780 nm in 224 bands.',
    ],
  ])('%s with %s', (a, b, sentence) => expect(pairTables(read(a), read(b)).sentence).toBe(sentence))
})
