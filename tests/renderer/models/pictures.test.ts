import { describe, expect, it } from 'vitest'
import { errorBands, tableOf } from '../../../renderer/views/models/band-errors.ts'
import { byLightness, lightnessMarks } from '../../../renderer/views/models/heat.ts'
import { drawnMethods, errorTop, errorTraces } from '../../../renderer/views/models/traces.ts'
import { methodResult, tournament } from './cards.ts'

const all = tournament(
  [
    methodResult('gated', 0.0016),
    methodResult('kernel', 0.0017),
    methodResult('pds', 0.0036),
    methodResult('slope-bias', 0.0042),
    methodResult('none', 0.0095),
  ],
  'gated',
)

describe('error by wavelength', () => {
  it('shows at most four methods: winner, none, slope and bias, and the chosen one or the runner-up', () => {
    expect(drawnMethods(all, undefined)).toEqual(['gated', 'none', 'slope-bias', 'kernel'])
    expect(drawnMethods(all, 'pds')).toEqual(['gated', 'none', 'slope-bias', 'pds'])
    expect(drawnMethods(all, 'none')).toEqual(['gated', 'none', 'slope-bias', 'kernel'])
    const nothingWins = {
      ...all,
      comparison: { ...all.comparison, verdict: { ...all.comparison.verdict, winner: 'none' as const } },
    }
    expect(drawnMethods(nothingWins, undefined)).toEqual(['none', 'slope-bias', 'gated'])
  })

  it('draws the winner last, on top, and every method in a form of its own', () => {
    const traces = errorTraces(all, undefined, { min: 0, max: 0.02 })
    expect(traces.at(-1)?.id).toBe('gated')
    expect(new Set(traces.map((trace) => `${trace.colour} ${String(trace.dash)}`)).size).toBe(4)
    expect(traces.every((trace) => trace.mark !== undefined)).toBe(true)
  })

  it('puts words apart from each other and away from the line above', () => {
    const x = all.wavelengthNm
    // The second line comes close to the first in the middle and right part: there is room at the left.
    const near = x.map((nm) => (nm < 500 ? 0.012 : 0.0021))
    const detail = {
      ...all,
      rmsePerBand: [
        { name: 'gated' as const, rmse: x.map(() => 0.0016) },
        { name: 'none' as const, rmse: near },
      ],
    }
    const gated = errorTraces(detail, undefined, { min: 0, max: 0.02 }).find((trace) => trace.id === 'gated')
    expect(gated?.markAt).toBeLessThan(500)
    const places = errorTraces(all, undefined, { min: 0, max: 0.02 }).map((trace) => trace.markAt!)
    for (const [i, place] of places.entries())
      for (const other of places.slice(i + 1)) expect(Math.abs(place - other)).toBeGreaterThan(8)
  })

  it('leaves steep ends outside the axis', () => {
    const steep = all.rmsePerBand.map((entry) =>
      entry.name === 'none'
        ? { ...entry, rmse: entry.rmse.map((value, i) => (i === 0 ? 0.06 : value)) }
        : entry,
    )
    const top = errorTop({ ...all, rmsePerBand: steep }, ['gated', 'none'])
    expect(top).toBeGreaterThan(0.0095)
    expect(top).toBeLessThan(0.03)
  })
})

describe('error by patch', () => {
  const heat = {
    rows: 3,
    bands: 2,
    lightness: Float64Array.of(30, 90, 60),
    absoluteError: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    patches: ['A01', 'A02', 'A03'],
  }
  it('orders patches from light to dark together with their errors', () => {
    const ordered = byLightness(heat)
    expect(ordered.patches).toEqual(['A02', 'A03', 'A01'])
    expect([...ordered.values]).toEqual([0.3, 0.4, 0.5, 0.6, 0.1, 0.2])
  })

  it('marks round lightnesses where they do not collide', () => {
    const falling = Array.from({ length: 100 }, (_, i) => 95 - 0.75 * i)
    expect(lightnessMarks(falling).map((mark) => mark.text)).toEqual(['L* 80', 'L* 60', 'L* 40'])
    expect(falling[lightnessMarks(falling)[1]!.row]).toBeLessThanOrEqual(60)
    // Nearly all patches are light: the two dark ones at the end share one mark.
    const crowded = [...Array.from({ length: 98 }, () => 90), 50, 30]
    expect(lightnessMarks(crowded)).toHaveLength(1)
  })
})

describe('errors before and after', () => {
  it('are mean and middle 80 % of the patches, band by band', () => {
    const axis = Float64Array.of(400, 500)
    const rows = Array.from({ length: 11 }, (_, i) => ({
      id: String(i),
      values: Float64Array.of(i / 100, 0.5),
    }))
    const truth = rows.map((row) => ({ ...row, values: Float64Array.of(0, 0.4) }))
    const bands = errorBands(tableOf(rows, axis), tableOf(truth, axis))
    expect(bands.mean[0]).toBeCloseTo(0.05, 12)
    expect([bands.p10[0], bands.p90[0]].map((value) => value?.toFixed(4))).toEqual(['0.0100', '0.0900'])
    expect([bands.mean[1], bands.p10[1], bands.p90[1]].map((value) => value?.toFixed(4))).toEqual([
      '0.1000',
      '0.1000',
      '0.1000',
    ])
  })

  it('go as far as the model, band against the same band', () => {
    const rows = [0.1, 0.3].map((base, i) => ({ id: String(i), values: Float64Array.of(base, base + 0.1) }))
    const truth = rows.map((row, i) => ({ ...row, values: Float64Array.of(9, 0, 0.1 * i, 9) }))
    const bands = errorBands(
      tableOf(rows, Float64Array.of(450, 500)),
      tableOf(truth, Float64Array.of(400, 450, 500, 550)),
    )
    expect([...bands.wavelengthNm]).toEqual([450, 500])
    expect(bands.mean[0]).toBeCloseTo(0.2, 12)
    expect(bands.mean[1]).toBeCloseTo(0.25, 12)
  })
})
