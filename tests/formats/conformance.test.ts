import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SPECTRA_FORMATS, canRead } from '../../formats/format-list.ts'
import type { SpectraFormat } from '../../formats/format-list.ts'
import { readDocument } from '../../formats/spectra-file.ts'
import type { SpectraDocument, SpectralQuantity } from '../../formats/spectra-document.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { builtinReflectance } from '../../spectra/builtin-plate.ts'
import { garbage, onlyProblems, problemOf, tables } from './arbitrary.ts'
import { SAMPLES } from './samples.ts'

const ids = ['A01', 'dark <skin> & "b"', 'P14']
const nm = axisWavelengths({ fromNm: 380, toNm: 780, bands: 224 })
const values = Float64Array.from(['A01', 'P14', 'T33'].flatMap((id) => [...builtinReflectance(id, nm)]))

function documentOf(quantity: SpectralQuantity): SpectraDocument {
  return {
    table: { ids, wavelengthNm: nm, values },
    quantity,
    title: 'Monday <plate>, corrected',
    instrumentation: 'HDX 1 & reference',
    model: 'v3 gated 1a2b3c4d',
    created: '2026-11-21T09:00:00Z',
  }
}

/** What a format promises of values and wavelengths, and what of the names. */
const PROMISES: Record<string, { readonly relative: number; readonly nm: number; readonly named: boolean }> =
  {
    csv: { relative: 0, nm: 5e-5, named: true },
    cgats: { relative: 1e-8, nm: 1e-6, named: true },
    ti3: { relative: 1e-8, nm: 1e-6, named: true },
    sp: { relative: 1e-8, nm: 1e-6, named: false },
    ccss: { relative: 1e-8, nm: 1e-6, named: true },
    jcamp: { relative: 0, nm: 1e-9, named: true },
    spc: { relative: 1e-7, nm: 1e-4, named: true },
    cxf3: { relative: 0, nm: 1e-9, named: true },
  }

const contentOf = (
  format: SpectraFormat,
  document: SpectraDocument,
  said: string[] = [],
): string | Uint8Array => format.write!(document, (sentence) => said.push(sentence), {})
const writable = SPECTRA_FORMATS.filter(({ write }) => write !== undefined)
/** CGATS knows no quote inside a quoted text that every reader understands. */
const plainId = (format: string, id: string): string =>
  ['cgats', 'ti3', 'ccss'].includes(format) ? id.replaceAll('"', "'") : id
const quantityFor = (format: string): SpectralQuantity => (format === 'ccss' ? 'emission' : 'reflectance')

describe.each(writable)('$title', (format) => {
  const promise = PROMISES[format.name]!
  const quantity = quantityFor(format.name)
  it('reads back what it writes, as precisely as it says, without a word about assumptions', () => {
    const said: string[] = []
    const name = `out.${format.extensions[0]!}`
    const { document, format: readAs } = readDocument(contentOf(format, documentOf(quantity), said), {
      name,
      say: (sentence) => said.push(sentence),
    })
    expect(readAs.name).toBe(format.readAs ?? format.name)
    const expectedIds = promise.named ? ids.map((id) => plainId(format.name, id)) : ['1', '2', '3']
    expect(document.table.ids).toEqual(expectedIds)
    document.table.wavelengthNm.forEach((value, i) =>
      expect(Math.abs(value - nm[i]!)).toBeLessThanOrEqual(promise.nm),
    )
    document.table.values.forEach((value, i) =>
      expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(promise.relative * Math.abs(values[i]!)),
    )
    expect(document.quantity).toBe(quantity)
    // Per cent is what a .ti3 holds by definition; that it was divided is said.
    expect(
      said.filter((sentence) => !(format.name === 'ti3' && sentence.includes('divided by 100'))),
    ).toEqual([])
  })
  it('carries the name and version of the model', () => {
    const content = contentOf(format, documentOf(quantity))
    const text = typeof content === 'string' ? content : new TextDecoder('latin1').decode(content)
    expect(text).toContain('v3 gated 1a2b3c4d')
  })
  it('writes any table as something that is read back, or says why not', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const content = onlyProblems(() => contentOf(format, { ...documentOf(quantity), table }))
        if (content === undefined) return
        const back = onlyProblems(() => readDocument(content, { name: 'out' }))
        if (back === undefined) return
        expect(back.document.table.ids.length).toBe(table.ids.length)
        expect(back.document.table.values.every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
  it('is named in what it carries', () => {
    expect(format.carries.length).toBeGreaterThan(10)
    expect(canRead(format)).toBe(true)
  })
})

describe('the list', () => {
  it('has one name each and a promise for every writer', () => {
    const names = SPECTRA_FORMATS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(Object.keys(PROMISES).sort()).toEqual(writable.map(({ name }) => name).sort())
  })
  it('has a sample for every reader', () => {
    const readers = SPECTRA_FORMATS.filter(({ readText, readBytes }) => (readText ?? readBytes) !== undefined)
    expect(Object.keys(SAMPLES).sort()).toEqual(readers.map(({ name }) => name).sort())
  })
})

describe.each(Object.entries(SAMPLES))('a file of %s', (name, sample) => {
  it('is known by its content and read', () => {
    const { document, format } = readDocument(sample, { name: 'run7' })
    expect(format.name).toBe(name)
    expect(document.table.wavelengthNm.length).toBeGreaterThan(1)
  })
  it('in any damaged form gives finite spectra or a Problem', () => {
    const damaged =
      typeof sample === 'string'
        ? garbage(sample).map((text): string | Uint8Array => text)
        : fc
            .tuple(fc.nat(sample.length), fc.nat(20), fc.uint8Array({ maxLength: 6 }))
            .map(([from, length, put]): string | Uint8Array =>
              Uint8Array.of(...sample.subarray(0, from), ...put, ...sample.subarray(from + length)),
            )
    fc.assert(
      fc.property(damaged, (content) => {
        const read = onlyProblems(() => readDocument(content, { name: 'run7' }))
        if (!read) return
        const { ids: found, wavelengthNm, values: numbers } = read.document.table
        expect(numbers.every(Number.isFinite)).toBe(true)
        expect(numbers.length).toBe(found.length * wavelengthNm.length)
        expect(new Set(found).size).toBe(found.length)
      }),
      { numRuns: 300 },
    )
  })
})

it('says of a strange .spc that it is none of the known kinds', () => {
  const ole = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, ...new Uint8Array(600))
  const problem = problemOf(() => readDocument(ole, { name: 'run7.spc' }))
  expect([problem.code, problem.data.happened, problem.data.next]).toEqual([
    'FORMAT_UNKNOWN',
    '"run7.spc": it is none of the known kinds of .spc.',
    'Export as CSV or JCAMP-DX.',
  ])
})

it('refuses what a format has no place for', () => {
  const write = (name: string, quantity: SpectralQuantity): unknown =>
    contentOf(
      writable.find((format) => format.name === name)!,
      documentOf(quantity),
    )
  expect(problemOf(() => write('ccss', 'reflectance')).data.happened).toContain('these are reflectance')
  expect(problemOf(() => write('cxf3', 'counts')).data.happened).toContain('these are counts')
})
