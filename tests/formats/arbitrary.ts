import fc from 'fast-check'
import { expect } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import type { SpectraTable } from '../../contract/session.ts'

const id = fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replaceAll(/[\r\0\uFEFF]/g, '_'))
const value = fc.double({ min: -0.05, max: 1.4, noNaN: true })

/** Tables of reflectance as a file could hold them; the header is never wholly numeric because of its first cell. */
export const tables: fc.Arbitrary<SpectraTable> = fc
  .record({
    ids: fc.uniqueArray(id, { minLength: 1, maxLength: 8 }),
    nm: fc.uniqueArray(fc.integer({ min: 3000, max: 11000 }), { minLength: 2, maxLength: 20 }),
  })
  .chain(({ ids, nm }) =>
    fc
      .array(value, { minLength: ids.length * nm.length, maxLength: ids.length * nm.length })
      .map((values) => ({
        ids,
        wavelengthNm: Float64Array.from(nm, (tenth) => tenth / 10).sort(),
        values: Float64Array.from(values),
      })),
  )

/** Any text, and good texts with parts cut out, doubled or replaced. */
export const garbage = (good: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(',', ';', '\t', '\n', '"', 'id', 'A', '400', '500.5', 'NaN', '-', '1e5', ' ', '0,1'),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(fc.nat(good.length), fc.nat(12), fc.string({ maxLength: 6 }))
      .map(([from, length, put]) => good.slice(0, from) + put + good.slice(from + length)),
  )

/** The result, or undefined when a Problem was thrown; any other error fails the test. */
export function onlyProblems<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(Problem)
    return undefined
  }
}

/** The Problem a call throws. */
export function problemOf(read: () => unknown): Problem {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(Problem)
    return error as Problem
  }
  throw new Error('nothing was thrown')
}
