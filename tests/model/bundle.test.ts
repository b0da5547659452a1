import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ModelCard } from '../../contract/model.ts'
import { BUNDLE_FORMAT, readBundle, writeBundle } from '../../model/bundle.ts'

const card: Omit<ModelCard, 'hash'> = {
  version: 'v1',
  method: 'ridge',
  state: 'candidate',
  instrument: 'SIM-0101',
  reference: 'SIM-R007',
  session: 3,
  trainedOn: 528,
  axis: { fromNm: 380, toNm: 780, bands: 224 },
  assumptions: 'Linear.',
  parameters: { lambda: 0.001, kind: 'x', on: true },
  dataHash: 'ab',
  seed: 1,
  libraries: { node: '24' },
  fitMs: 80.25,
  plate: { rmse: 0.0018, p95: 0.003, gfc: 0.99998, dE00: { mean: 0.2, p95: 0.5, max: 0.8 } },
  foreign: null,
  acceptance: [{ name: 'Better', state: 'passed', evidence: '0.2 against 0.4' }],
  accepted: true,
  reason: 'Accepted.',
  created: '2026-11-21T10:00:00.000Z',
}
const damaged = expect.objectContaining({ code: 'MODEL_DAMAGED' }) as unknown as Error
const f64 = fc.float64Array({ maxLength: 40 })
const f32 = fc.float32Array({ maxLength: 40 })
const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/)
const parts = fc.dictionary(
  name,
  fc.dictionary(name, fc.oneof(f64, f32), { minKeys: 1, noNullPrototype: true }),
  { noNullPrototype: true },
)
const lists = { transferPatches: ['P1', 'Ä2'], trainingIds: ['P1', 'P2'] }
const sample = writeBundle({
  card,
  ...lists,
  parts: { method: { a: Float64Array.of(1, -0, NaN), b: Float32Array.of(3, 4, 5) } },
})

describe('a bundle', () => {
  it('gives every bit back, and the same content gives the same bytes', () => {
    fc.assert(
      fc.property(parts, (content) => {
        const bytes = writeBundle({ card, ...lists, parts: content })
        const read = readBundle(bytes)
        expect(read.parts).toEqual(content)
        expect(read.transferPatches).toEqual(lists.transferPatches)
        const { hash, ...rest } = read.card
        expect(rest).toEqual(card)
        expect(hash).toMatch(/^[0-9a-f]{64}$/)
        expect(writeBundle({ ...read, card: rest })).toEqual(bytes)
      }),
    )
  })

  it('reads from any place in a larger buffer', () => {
    const larger = new Uint8Array(sample.length + 13)
    larger.set(sample, 13)
    expect(readBundle(larger.subarray(13))).toEqual(readBundle(sample))
  })

  it('is refused with any byte changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: sample.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, change) => {
          const bytes = sample.slice()
          bytes[at] = bytes[at]! ^ change
          expect(() => readBundle(bytes)).toThrow(damaged)
        },
      ),
    )
  })

  it('is refused at any shorter length, and longer too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: sample.length - 1 }), (length) => {
        expect(() => readBundle(sample.subarray(0, length))).toThrow(damaged)
      }),
    )
    expect(() => readBundle(Uint8Array.from([...sample, 0]))).toThrow(damaged)
  })

  it('of a newer format says so', () => {
    const newer = sample.slice()
    newer[8] = BUNDLE_FORMAT + 1
    expect(() => readBundle(newer)).toThrow(/format 2, this program reads up to 1/)
  })

  it('refuses what is no model at all', () => {
    expect(() => readBundle(new TextEncoder().encode('id,380,390\nP1,0.1,0.2\n'.repeat(9)))).toThrow(
      /not a model/,
    )
  })
})
