import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisWavelengths } from '../../spectra/axis.ts'
import {
  deltaEPerSample,
  evaluate,
  gfc,
  mean,
  percentile,
  rmse,
  rmsePerBand,
  rmsePerSample,
} from '../../spectra/metrics.ts'
import { sharedData } from '../shared-data.ts'
import { formula, oracle } from './oracle.ts'

const numbers = (...values: number[]): Float64Array => Float64Array.from(values)

describe('metrics', () => {
  it('rmse is the root of the mean square', () => expect(rmse([0, 3], [4, 3])).toBeCloseTo(Math.sqrt(8), 12))
  it('gives rmse per row and per column of a row-major table', () => {
    const [a, b] = [numbers(0, 0, 1, 1), numbers(3, 4, 1, 2)]
    const [rows, columns] = [rmsePerSample(a, b, 2), rmsePerBand(a, b, 2)]
    expect([...rows]).toEqual([Math.sqrt(12.5), Math.sqrt(0.5)])
    expect([...columns]).toEqual([Math.sqrt(4.5), Math.sqrt(8.5)])
  })
  it('takes percentiles as numpy does', () => {
    const { values, p5, p95 } = oracle.percentiles
    expect(percentile(values, 5)).toBeCloseTo(p5, 12)
    expect(percentile(values, 95)).toBeCloseTo(p95, 12)
    expect(percentile([7], 95)).toBe(7)
    expect(mean([])).toBe(0)
  })
  it('gfc is 1 for spectra of one shape, 0 for orthogonal ones, and knows zero spectra', () => {
    expect(gfc([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12)
    expect(gfc([1, 0], [0, 1])).toBe(0)
    expect([gfc([0, 0], [0, 0]), gfc([0, 0], [1, 0])]).toEqual([1, 0])
  })
  it('evaluates perfect predictions as perfect, and any as numbers', () => {
    const nm = axisWavelengths({ fromNm: 400, toNm: 700, bands: 7 })
    const value = fc.double({ min: -0.1, max: 1.2, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 5 }),
        (rows) => {
          const y = Float64Array.from(rows.flat())
          const same = evaluate(y, y, 7, nm)
          expect([same.rmse, same.p95, same.dE00]).toEqual([0, 0, { mean: 0, p95: 0, max: 0 }])
          const other = evaluate(
            y,
            y.map((v, i) => v + 0.01 * (i % 3)),
            7,
            nm,
          )
          const figures = [other.rmse, other.p95, other.gfc, ...Object.values(other.dE00 ?? {})]
          expect(figures).toHaveLength(6)
          for (const figure of figures) expect(Number.isFinite(figure) && figure >= 0).toBe(true)
          expect(other.dE00!.max).toBeGreaterThanOrEqual(other.dE00!.p95)
        },
      ),
    )
  })
  it('leaves dE00 out where there is no colour', () => {
    const nm = axisWavelengths({ fromNm: 1100, toNm: 2498, bands: 5 })
    const y = nm.map(formula(0))
    expect(evaluate(y, y, 5, nm).dE00).toBeNull()
    expect(evaluate(y, y, 5, null).dE00).toBeNull()
    expect(() => evaluate(numbers(), numbers(), 5, null)).toThrow('nothing to evaluate')
  })
})

const unit = sharedData('simulated-unit/expected.json')
describe.skipIf(!unit)('figures of the uncorrected simulated unit', () => {
  const table = (file: string): { nm: Float64Array; rows: Float64Array[] } => {
    const [head, ...lines] = readFileSync(sharedData(`simulated-unit/${file}`)!, 'utf8')
      .trim()
      .split('\n')
    const cells = (line: string): Float64Array => Float64Array.from(line.split(',').slice(1), Number)
    return { nm: cells(head!), rows: lines.map(cells) }
  }
  it('are those of the study', () => {
    const { nm, rows } = table('reference.csv')
    const raw = table('spectrometer.csv').rows
    const test = (from: Float64Array[]): Float64Array =>
      Float64Array.from(from.filter((_, i) => i % 5 === 0).flatMap((row) => [...row]))
    const expected = (
      JSON.parse(readFileSync(unit!, 'utf8')) as { identity: { test: Record<string, number> } }
    ).identity.test
    const { rmse: all, p95, gfc: fit, dE00 } = evaluate(test(rows), test(raw), nm.length, nm)
    const pairs = [
      [all, expected['rmse']],
      [p95, expected['p95']],
      [fit, expected['gfc']],
      [dE00!.mean, expected['de']],
      [dE00!.p95, expected['de95']],
      [dE00!.max, expected['demax']],
    ] as const
    for (const [actual, published] of pairs) expect(Math.abs(actual / published! - 1)).toBeLessThan(1e-6)
    expect(deltaEPerSample(test(raw), test(rows), nm)).toHaveLength(132)
  })
})
