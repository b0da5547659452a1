import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { cellNumber, fieldIndex, readCgats } from '../../formats/cgats.ts'
import { writeCcss, writeSp } from '../../formats/argyll-write.ts'
import { writeTi3 } from '../../formats/cgats-write.ts'
import { writeSpectraCsv } from '../../formats/csv-write.ts'
import type { SpectraDocument } from '../../formats/spectra-document.ts'
import { readDocument } from '../../formats/spectra-file.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { builtinReflectance } from '../../spectra/builtin-plate.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { need, needPython } from '../need.ts'
import { sharedData } from '../shared-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'isochrome-formats-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const ran = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder } })

const ids = ['A01', 'C07', 'P14', 'T33', 'H20', 'K05']
const nm = axisWavelengths({ fromNm: 380, toNm: 780, bands: 224 })
const document: SpectraDocument = {
  table: {
    ids,
    wavelengthNm: nm,
    values: Float64Array.from(ids.flatMap((id) => [...builtinReflectance(id, nm)])),
  },
  quantity: 'reflectance',
  title: 'six patches',
  instrumentation: 'HDX 1',
  created: '2026-11-21T09:00:00Z',
}
const other: SpectraDocument = {
  ...document,
  table: {
    ...document.table,
    values: document.table.values.map((value, i) => value * (1 + 0.03 * Math.sin(i / 40))),
  },
}
type Triple = readonly [number, number, number]
const triples = (text: string, ...fields: readonly [string, string, string]): Triple[] => {
  const read = readCgats(text, 'ti3')
  const [table] = read.tables
  return table!.rows.map((_, row) => {
    const [a, b, c] = fields.map((field) => cellNumber(read, table!, row, fieldIndex(table!, field)))
    return [a!, b!, c!] as const
  })
}

const argyll = need('argyll')
describe.skipIf(argyll.path === undefined)('ArgyllCMS', () => {
  it('computes the same XYZ and L*a*b* from our .ti3 (spec2cie)', () => {
    const ours = writeTi3(document)
    file('a.ti3', ours)
    ran('spec2cie', '-i', 'D50', '-o', '1931_2', 'a.ti3', 'spec2cie.ti3')
    const theirs = readFileSync(join(folder, 'spec2cie.ti3'), 'utf8')
    const [xyz, lab] = [triples(ours, 'XYZ_X', 'XYZ_Y', 'XYZ_Z'), triples(ours, 'LAB_L', 'LAB_A', 'LAB_B')]
    triples(theirs, 'XYZ_X', 'XYZ_Y', 'XYZ_Z').forEach(([x, y, z], i) => {
      const [ourX, ourY, ourZ] = xyz[i]!
      // Y to its six printed digits; X and Z differ by the rounding of Argyll's own D50 (its white by 3e-5 and 1.3e-4).
      expect(Math.abs(y - ourY)).toBeLessThan(6e-5)
      expect(Math.abs(x / ourX - 1)).toBeLessThan(5e-5)
      expect(Math.abs(z / ourZ - 1)).toBeLessThan(2e-4)
    })
    triples(theirs, 'LAB_L', 'LAB_A', 'LAB_B').forEach((triple, i) =>
      triple.forEach((value, k) => expect(Math.abs(value - lab[i]![k]!)).toBeLessThan(0.005)),
    )
  })
  it('finds the same colour differences between two of our .ti3, digit for digit (colverify -k)', () => {
    const [a, b] = [writeTi3(document), writeTi3(other)]
    file('one.ti3', a)
    file('two.ti3', b)
    const printed = ran('colverify', '-k', '-v2', 'one.ti3', 'two.ti3')
    // Verbose lines scale both files to their whites; the summary without -v does not.
    expect(printed).toContain('No of test patches = 6')
    const summary = ran('colverify', '-k', 'one.ti3', 'two.ti3')
    const [, peak, average] = /Total errors \(CIEDE2000\):\s+peak = ([\d.]+), avg = ([\d.]+)/.exec(summary)!
    const [labA, labB] = [a, b].map((text) => triples(text, 'LAB_L', 'LAB_A', 'LAB_B'))
    const differences = labA!.map((lab, i) => deltaE2000([...lab], [...labB![i]!]))
    expect(Math.max(...differences).toFixed(4)).toBe(Number(peak).toFixed(4))
    expect((differences.reduce((sum, one) => sum + one, 0) / differences.length).toFixed(4)).toBe(
      Number(average).toFixed(4),
    )
  })
  it('takes our .sp as an illuminant (spec2cie -i)', () => {
    file(
      'light.sp',
      writeSp({
        ...document,
        quantity: 'emission',
        table: { ...document.table, ids: ['A01'], values: document.table.values.slice(0, 224) },
      }),
    )
    file('b.ti3', writeTi3(document))
    ran('spec2cie', '-i', 'light.sp', 'b.ti3', 'lit.ti3')
    expect(readFileSync(join(folder, 'lit.ti3'), 'utf8')).toContain('END_DATA')
  })
  it('takes our .ccss (oeminst -c)', () => {
    file('display.ccss', writeCcss({ ...document, quantity: 'emission' }))
    file('broken.ccss', 'CCSS\n')
    const installed = (name: string): string => ran('oeminst', '-v', '-c', join(folder, name))
    expect(installed('broken.ccss')).toContain('type is unknown')
    expect(installed('display.ccss')).toContain("Wrote 'display.ccss'")
  })
})

const python = needPython('colour')
describe.skipIf(python.path === undefined)('colour-science', () => {
  const numbers = (script: string, ...args: readonly string[]): number[] =>
    JSON.parse(ran(python.path!, '-W', 'ignore', '-c', script, ...args)) as number[]
  it('reads our CSV by columns', () => {
    const path = file('columns.csv', writeSpectraCsv(document.table, {}, { layout: 'columns' }))
    const read = numbers(
      'import sys, json, colour; s = colour.read_sds_from_csv_file(sys.argv[1])["P14"]; print(json.dumps(list(s.values)))',
      path,
    )
    const row = ids.indexOf('P14')
    expect(read).toEqual([...document.table.values.subarray(row * 224, (row + 1) * 224)])
  })
  const spdx = sharedData('lamps-spd/Fluorescent.spdx')
  it.skipIf(!spdx)('reads the same numbers from a TM-27 file', () => {
    const theirs = numbers(
      'import sys, json, colour; s = colour.SpectralDistribution_IESTM2714(sys.argv[1]).read(); print(json.dumps(list(s.wavelengths) + list(s.values)))',
      spdx!,
    )
    const { table, quantity } = readDocument(readFileSync(spdx!), { name: 'Fluorescent.spdx' }).document
    expect([...table.wavelengthNm, ...table.values]).toEqual(theirs)
    expect(quantity).toBe('emission')
  })
})
