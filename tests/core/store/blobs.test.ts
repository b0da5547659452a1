import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeAxis, decodeValues, encodeAxis, encodeValues } from '../../../core/store/blobs.ts'
import { desk, problemOf } from './bench.ts'

const back = (values: Float64Array): Float64Array => decodeValues(encodeValues(values), 'reading 1', 'x.db')
const float32 = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 64 })

describe('spectra as blobs', () => {
  it('gives every float32 back bit for bit', () => {
    fc.assert(
      fc.property(float32, (values) => {
        expect(back(Float64Array.from(values))).toEqual(Float64Array.from(values))
      }),
    )
  })

  it('gives whole counts back exactly, in two bytes each', () => {
    fc.assert(
      fc.property(fc.uint16Array({ minLength: 1, maxLength: 64 }), (values) => {
        const counts = Float64Array.from(values)
        expect(encodeValues(counts).bytes.byteLength).toBe(2 * counts.length)
        expect(back(counts)).toEqual(counts)
      }),
    )
  })

  it('rounds other numbers to the nearest float32', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e30, max: 1e30, noNaN: true }), (value) => {
        expect(back(Float64Array.of(value, 0.5))[0]).toBe(Math.fround(value))
      }),
    )
  })

  it('is little-endian on every machine', () => {
    expect([...encodeValues(Float64Array.of(1, 0x1234)).bytes]).toEqual([1, 0, 0x34, 0x12])
    expect([...encodeValues(Float64Array.of(1.5)).bytes]).toEqual([0, 0, 0xc0, 0x3f])
  })

  it('keeps wavelengths in full', () => {
    fc.assert(
      fc.property(fc.float64Array({ maxLength: 32 }), (nm) => {
        expect(decodeAxis(encodeAxis(nm))).toEqual(nm)
      }),
    )
  })

  it.each([NaN, Infinity, -Infinity, 1e300])('refuses %s', (value) => {
    expect(problemOf(() => encodeValues(Float64Array.of(1, value))).code).toBe('BAD_REQUEST')
  })

  it('notices one changed bit', () => {
    const blob = encodeValues(Float64Array.of(0.25, 0.5))
    blob.bytes[3] = (blob.bytes[3] ?? 0) ^ 1
    const problem = problemOf(() => decodeValues(blob, 'reading 7', '/data/isochrome.db'))
    expect(problem.code).toBe('STORE_DAMAGED')
    expect(problem.happened).toContain('reading 7')
  })
})

describe('a reading in the store', () => {
  it('comes back with its numbers, its axis and only the fields it had', () => {
    const { store, session, device, axis } = desk()
    const dark = store.insertReading({
      session,
      role: 'spectrometer',
      kind: 'dark',
      device,
      axis,
      quantity: 'counts',
      values: Float64Array.of(10, 11, 12),
      integrationMs: 4,
      scans: 25,
      maxCounts: 65535,
      at: '2026-05-04T09:00:00.000Z',
    })
    const id = store.insertReading({
      session,
      role: 'spectrometer',
      kind: 'sample',
      patch: 'P14',
      device,
      axis,
      quantity: 'counts',
      values: Float64Array.of(0.25, 100.5, 3),
      integrationMs: 4,
      scans: 25,
      maxCounts: 65535,
      dark,
      level: 0.8,
      at: '2026-05-04T09:01:00.000Z',
      flags: ['warm'],
      model: 'v7',
    })
    expect(store.getReading(id)).toEqual({
      id,
      session,
      role: 'spectrometer',
      kind: 'sample',
      patch: 'P14',
      name: 'P14',
      device,
      axis,
      quantity: 'counts',
      integrationMs: 4,
      scans: 25,
      maxCounts: 65535,
      dark,
      level: 0.8,
      at: '2026-05-04T09:01:00.000Z',
      flags: ['warm'],
      model: 'v7',
      wavelengthNm: Float64Array.of(400, 500, 600),
      values: Float64Array.of(0.25, 100.5, 3),
    })
    expect(Object.keys(store.getReading(dark))).not.toContain('patch')
    expect(store.getReadings([id, dark, id]).map((reading) => reading.id)).toEqual([id, dark, id])
  })

  it('finds the newest reference, at a given exposure if asked', () => {
    const { store, session, device, axis } = desk()
    const dark = (integrationMs: number): number =>
      store.insertReading({
        session,
        role: 'spectrometer',
        kind: 'dark',
        device,
        axis,
        quantity: 'counts',
        values: Float64Array.of(1, 2, 3),
        integrationMs,
        at: '2026-05-04T09:00:00.000Z',
      })
    const [first, , last] = [dark(4), dark(8), dark(4), dark(8)]
    expect(store.latestReference(session, 'dark', 'spectrometer', 4)?.id).toBe(last)
    expect(store.latestReference(session, 'dark', 'spectrometer')?.id).toBe(last + 1)
    expect(store.latestReference(session, 'dark', 'spectrometer', 5)).toBeUndefined()
    expect(store.latestReference(session, 'dark', 'reference')).toBeUndefined()
    expect(store.latestReference(session, 'white', 'spectrometer')).toBeUndefined()
    expect(first).toBeLessThan(last)
  })

  it('stores an axis once and tells axes apart that differ in the last bit', () => {
    const { store, axis } = desk()
    expect(store.axisId(Float64Array.of(400, 500, 600))).toBe(axis)
    expect(store.axisId(Float64Array.of(400, 500, 600 + 1e-13))).not.toBe(axis)
    expect(problemOf(() => store.axisId(Float64Array.of(500, 400))).code).toBe('BAD_REQUEST')
  })

  it('refuses a spectrum that does not fit its axis, and an unknown session', () => {
    const { store, session, device, axis, read } = desk()
    expect(problemOf(() => read('A01', 'spectrometer', Float64Array.of(1, 2))).code).toBe('BAD_REQUEST')
    const stray = {
      session: session + 1,
      role: 'reference',
      kind: 'sample',
      device,
      axis,
      quantity: 'counts',
      values: Float64Array.of(1, 2, 3),
      at: '2026-05-04T09:00:00.000Z',
    } as const
    expect(problemOf(() => store.insertReading(stray)).code).toBe('BAD_REQUEST')
    expect(problemOf(() => store.getReading(99)).code).toBe('NOT_FOUND')
    expect(store.listReadings(session, 0, 10).total).toBe(0)
  })
})
