import { describe, expect, it } from 'vitest'
import type { DeviceInfo } from '../../contract/instrument.ts'
import type { Spot } from '../../contract/live.ts'
import { asText, sorted, visibleRows, type Column } from '../../renderer/components/table.ts'
import { ageLamp, deviceSaid, domainSaid, listedSaid } from '../../renderer/components/lamp-state.ts'
import { lampsOf, tally } from '../../renderer/views/devices/checks.ts'
import { groupsOf } from '../../renderer/views/devices/groups.ts'
import { silenceOf } from '../../renderer/views/devices/silence.ts'
import { domainRows } from '../../renderer/views/live/domain-rows.ts'
import { planeReach } from '../../renderer/views/live/plane.ts'
import {
  clippedRanges,
  residualTraces,
  rmsOf,
  spectrumTraces,
  withGaps,
  type Pin,
} from '../../renderer/views/live/traces.ts'
import { resultOf } from '../../renderer/state/measuring.ts'
import { benchDevices } from './fake/bench.ts'
import { frameOf, spotOf, WAVELENGTHS, type FrameOptions } from './fake/spectra.ts'

const options: FrameOptions = { sample: 'Tile 14', white: true, model: true, domain: 'in', gain: 1 }
const frame = (over: Partial<FrameOptions> = {}) => frameOf(1, 0, { ...options, ...over })
const spot = spotOf(1, 'Tile 14', 'Tile 14', '2026-11-21T09:00:00.000Z', true)

describe('traces of the spectrum', () => {
  it('are raw, corrected with its interval, and circles of the reference', () => {
    const traces = spectrumTraces(frame(), spot, [], 'reflectance', 'Reference')
    expect(traces.map((trace) => [trace.id, trace.colour, trace.form])).toEqual([
      ['raw', 'raw', undefined],
      ['corrected', 'cor', undefined],
      ['reference', 'ref', 'points'],
    ])
    expect(traces[1]?.interval).toBeDefined()
    const circles = traces[2]!.x
    for (let i = 1; i < circles.length; i++) expect(circles[i]! - circles[i - 1]!).toBeGreaterThanOrEqual(9.5)
  })

  it('are dashed and without interval outside the domain', () => {
    const corrected = spectrumTraces(frame({ domain: 'foreign' }), undefined, [], 'reflectance', '').find(
      (trace) => trace.id === 'corrected',
    )
    expect(corrected?.dash).toEqual([8, 4])
    expect(corrected?.interval).toBeUndefined()
  })

  it('are counts alone before there is a white', () => {
    const traces = spectrumTraces(frame({ white: false }), spot, [], 'counts', '')
    expect(traces.map((trace) => trace.label)).toEqual(['Counts'])
  })

  it('show absorbance as minus the logarithm', () => {
    const [raw] = spectrumTraces(frame(), undefined, [], 'absorbance', '')
    const shown = frame().reflectance!
    expect(raw?.y[100]).toBeCloseTo(-Math.log10(shown[100]!), 12)
  })

  it('tell pins apart by letter and dash', () => {
    const pins = ['A', 'B'].map((letter): Pin => ({
      letter,
      name: letter,
      wavelengthNm: WAVELENGTHS,
      values: WAVELENGTHS,
    }))
    const traces = spectrumTraces(undefined, undefined, pins, 'reflectance', '')
    expect(traces.map((trace) => [trace.mark, trace.dash])).toEqual([
      ['A', [7, 3, 1, 3]],
      ['B', [2, 2]],
    ])
  })

  it('withhold the corrected trace where the detector is saturated', () => {
    const wild = frame({ gain: 8 })
    const ranges = clippedRanges(wild)
    expect(ranges.length).toBeGreaterThan(0)
    const corrected = withGaps(wild.wavelengthNm, wild.corrected!, ranges)
    const inside = corrected.filter((_, i) =>
      ranges.some((range) => WAVELENGTHS[i]! >= range.min && WAVELENGTHS[i]! <= range.max),
    )
    expect(inside.length).toBeGreaterThan(0)
    expect(inside.every(Number.isNaN)).toBe(true)
    expect(corrected.some((value) => !Number.isNaN(value))).toBe(true)
    expect(clippedRanges(frame())).toEqual([])
  })

  it('minus reference are small when corrected', () => {
    const [raw, corrected] = residualTraces(frame(), spot)
    expect(rmsOf(raw)).toBeGreaterThan(0.003)
    expect(rmsOf(corrected)).toBeLessThan(0.0015)
    expect(rmsOf(undefined)).toBeNaN()
    expect(residualTraces(frame({ white: false }), spot)).toEqual([])
  })

  it('end where the model and the reference end', () => {
    const whole = frame()
    const [model, reference] = [WAVELENGTHS.subarray(0, 30), WAVELENGTHS.subarray(0, 25)]
    const corrected = whole.corrected?.slice(0, 30)
    const short = { ...whole, corrected, correctedNm: model, interval: whole.interval?.slice(0, 30) }
    const beside = { ...spot, reference: spot.reference?.slice(0, 25), referenceNm: reference }
    const drawn = spectrumTraces(short, beside, [], 'reflectance', 'Reference')
    expect(drawn.map((trace) => trace.x.length === trace.y.length)).toEqual([true, true, true])
    expect(drawn[1]?.x).toBe(model)
    expect(Math.max(...Array.from(drawn[2]!.x))).toBeLessThanOrEqual(reference.at(-1)!)
    const [raw, residual] = residualTraces(short, beside)
    expect([raw?.x, residual?.x]).toEqual([whole.wavelengthNm, model])
    // Beyond the reference nothing is compared.
    const known = (y: ArrayLike<number> | undefined) =>
      Array.from(y ?? []).filter((one) => !Number.isNaN(one))
    expect([known(raw?.y).length, known(residual?.y).length]).toEqual([25, 25])
    expect(residual?.y[7]).toBeCloseTo(corrected![7]! - spot.reference![7]!, 12)
  })
})

describe('domain sentences', () => {
  it('give the distances they name', () => {
    expect(domainRows('D2 0.73, limit 1.40; T2 4.6, limit 1; Q 34, limit 1')).toEqual([
      { name: 'D²', value: 0.73, limit: 1.4 },
      { name: 'T²', value: 4.6, limit: 1 },
      { name: 'Q', value: 34, limit: 1 },
    ])
    expect(domainRows('no model')).toEqual([])
  })
})

describe('the a*b* plane', () => {
  it('holds every point and the ring', () => {
    expect(planeReach([undefined], 0.5)).toBe(1.25)
    expect(planeReach([[0, 0.2, 0.1]], 0.5)).toBe(1.25)
    expect(planeReach([[0, 0, 3]], 0.5)).toBe(5)
    expect(planeReach([[0, 0, 300]], 0.5)).toBeGreaterThan(300)
  })
})

describe('lamps', () => {
  it('say a state by shape and word', () => {
    expect([deviceSaid('ready').lamp, deviceSaid('faulted').lamp, deviceSaid('absent').lamp]).toEqual([
      'good',
      'fault',
      'off',
    ])
    expect(domainSaid('none', false).word).toBe('No model')
    expect(domainSaid('none', true).word).toBe('Not applied')
    expect(domainSaid('saturated', true).lamp).toBe('fault')
    expect([ageLamp('fresh'), ageLamp('stale'), ageLamp('missing')]).toEqual(['good', 'attention', 'off'])
  })

  it('call what is found but not in use neither good nor bad', () => {
    expect(listedSaid({ role: 'none', state: 'ready' }).lamp).toBe('off')
    expect(listedSaid({ role: 'stage', state: 'ready' }).lamp).toBe('good')
  })
})

describe('the device list', () => {
  it('groups by use, faults first', () => {
    const devices = benchDevices().map((device): DeviceInfo =>
      device.role === 'reference' ? { ...device, state: 'faulted' } : device,
    )
    expect(
      groupsOf(devices).map((group) => [group.title, group.devices.map((device) => device.role)]),
    ).toEqual([
      ['Bench', ['reference', 'spectrometer', 'stage']],
      ['Found, not in use', ['none']],
      ['Seen before', ['none']],
    ])
    expect(groupsOf([])).toEqual([])
  })

  it('lets the checks after the first failure wait', () => {
    const checks = [true, false, true].map((ok, i) => ({ name: String(i), ok, detail: '' }))
    expect(lampsOf(checks, true)).toEqual(['good', 'fault', 'waiting'])
    expect(lampsOf(checks, false)).toEqual(['good', 'fault', 'good'])
    expect([tally(checks), tally(checks.slice(0, 1))]).toEqual(['2 pass, 1 fails', '1 pass'])
  })

  it('finds the silence a device is in', () => {
    const samples = [1, 2, 3, 4, 5].map((at) => ({ at, ok: at < 4 }))
    expect(silenceOf(samples)).toEqual({ since: 3, attempts: 2 })
    expect(silenceOf(samples.slice(0, 3))).toBeUndefined()
    expect(silenceOf([{ at: 9, ok: false }])).toEqual({ since: 9, attempts: 1 })
    expect(silenceOf([])).toBeUndefined()
  })
})

describe('tables', () => {
  interface Row {
    readonly name: string
    readonly value: number
  }
  const rows: Row[] = [
    { name: 'a', value: 2 },
    { name: 'b', value: 1 },
    { name: 'c', value: 2 },
  ]
  const columns: Column<Row>[] = [
    { id: 'name', title: 'Name', text: (row) => row.name },
    { id: 'value', title: 'Value', text: (row) => String(row.value), order: (a, b) => a.value - b.value },
  ]

  it('sort without losing the given order', () => {
    const names = (column: string, down: boolean): string =>
      sorted(rows, columns, { column, down })
        .map((row) => row.name)
        .join('')
    expect([names('value', false), names('value', true), names('name', false)]).toEqual(['bac', 'acb', 'abc'])
  })

  it('draw only what is on the screen, with some to spare', () => {
    expect(visibleRows(10000, 24, 0, 240)).toEqual([0, 16])
    expect(visibleRows(10000, 24, 24000, 240)).toEqual([994, 1016])
    expect(visibleRows(3, 24, 0, 240)).toEqual([0, 3])
    expect(visibleRows(0, 24, 0, 240)).toEqual([0, 0])
  })

  it('become text with tabs', () => {
    expect(asText(columns, [{ name: 'x\ty', value: 1 }])).toBe('Name\tValue\nx y\t1')
  })
})

describe('what is said of a stored spot', () => {
  it('is the colour difference where the reference has a spectrum, else what it read', () => {
    expect(resultOf(spot)).toMatch(/^Spot stored: Tile 14, delta E \d\.\d\d corrected/)
    const { deltaERaw, ...alone } = spotOf(2, 'Mug', 'Tile 14', '2026-11-21T09:00:00.000Z', false)
    expect(deltaERaw).toBeGreaterThan(0)
    expect(resultOf(alone)).toContain(', without reference')
    const tristimulus: Spot['tristimulus'] = {
      instrument: 'Klein K-10-A',
      xyz: [95.04, 100, 108.88],
      unit: 'cd/m2',
    }
    expect(resultOf({ ...alone, tristimulus })).toContain(', reference X 95.04, Y 100.0, Z 108.9 cd/m2')
  })
})
