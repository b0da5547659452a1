import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillColumns, fillPoints, type Point } from '../../renderer/components/charts/points.ts'
import { emptiestQuarter, placeReadout, type Obstacle } from '../../renderer/components/charts/readout.ts'
import { extentIn, nearestIndex, thinned, valueAt } from '../../renderer/components/charts/samples.ts'
import {
  decimalsOf,
  doublingLimit,
  linearTicks,
  logShare,
  logTicks,
  niceStep,
  niceTop,
  nmTicks,
} from '../../renderer/components/charts/scales.ts'
import { clampRange, isWhole, rangeOfDrag, zoomAt } from '../../renderer/components/charts/zoom.ts'
import { cumulative, shareWithin } from '../../renderer/components/charts/cumulative.ts'

const labels = (ticks: readonly { label?: string }[]): (string | undefined)[] =>
  ticks.map((tick) => tick.label)

describe('scales', () => {
  it('label every 40 nm with a line every 20 over the whole range', () => {
    const ticks = nmTicks({ min: 380, max: 780 }, 996)
    expect(ticks.map((tick) => tick.value)).toEqual(Array.from({ length: 21 }, (_, i) => 380 + 20 * i))
    expect(labels(ticks).filter(Boolean)).toEqual([
      '400',
      '440',
      '480',
      '520',
      '560',
      '600',
      '640',
      '680',
      '720',
      '760',
    ])
  })

  it('label more finely when zoomed in', () => {
    expect(labels(nmTicks({ min: 590, max: 610 }, 996)).filter(Boolean)).toContain('602')
  })

  it('choose round steps and the decimals they need', () => {
    expect([niceStep(0.07), niceStep(0.11), niceStep(0.21), niceStep(3)]).toEqual([0.1, 0.2, 0.25, 5])
    expect([decimalsOf(0.1), decimalsOf(0.25), decimalsOf(5), decimalsOf(0.005)]).toEqual([1, 2, 0, 3])
    expect(labels(linearTicks({ min: -0.02, max: 0.02 }, 4, false))).toEqual([
      '\u22120.02',
      '\u22120.01',
      '0.00',
      '0.01',
      '0.02',
    ])
  })

  it('put 1, 2, 5 on a log axis', () => {
    expect(labels(logTicks({ min: 1.5, max: 20 }))).toEqual(['2', '5', '10', '20'])
    expect(logShare(10, { min: 1, max: 100 })).toBeCloseTo(0.5, 12)
  })

  it('let the top grow at once and shrink late', () => {
    expect(niceTop(0.703, undefined)).toBeCloseTo(0.8, 12)
    expect(niceTop(0.72, 0.8)).toBe(0.8)
    expect(niceTop(0.99, 1)).toBeCloseTo(1.2, 12)
    expect(niceTop(0.85, 0.8)).toBeGreaterThan(0.8)
    expect(niceTop(0.3, 0.8)).toBeCloseTo(0.4, 12)
    expect(niceTop(NaN, 0.8)).toBe(0.8)
  })

  it('double a symmetric axis and halve it late', () => {
    expect(doublingLimit(0.015, undefined)).toBe(0.02)
    expect(doublingLimit(0.05, 0.02)).toBe(0.08)
    expect(doublingLimit(0.03, 0.08)).toBe(0.08)
    expect(doublingLimit(0.001, 0.08)).toBe(0.02)
    expect(doublingLimit(NaN, 0.08)).toBe(0.08)
  })
})

describe('zoom', () => {
  const limits = { min: 380, max: 780 }
  it('keeps what is under the pointer where it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 400, max: 760, noNaN: true }),
        fc.double({ min: 0.3, max: 0.95, noNaN: true }),
        (at, factor) => {
          const next = zoomAt(limits, at, factor, limits)
          expect((at - next.min) / (next.max - next.min)).toBeCloseTo((at - 380) / 400, 6)
        },
      ),
    )
  })

  it('never leaves its limits and never gets too narrow', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2000, noNaN: true }),
        fc.double({ min: 0, max: 2000, noNaN: true }),
        (a, b) => {
          const range = clampRange({ min: Math.min(a, b), max: Math.max(a, b) }, limits)
          expect(range.min).toBeGreaterThanOrEqual(380)
          expect(range.max).toBeLessThanOrEqual(780.0001)
          expect(range.max - range.min).toBeGreaterThanOrEqual(1.999)
        },
      ),
    )
  })

  it('takes a drag in either direction and passes over a twitch', () => {
    expect(rangeOfDrag(600, 500, limits)).toEqual({ min: 500, max: 600 })
    expect(rangeOfDrag(500, 501, limits)).toBeUndefined()
    expect(rangeOfDrag(300, 500, limits)).toEqual({ min: 380, max: 500 })
  })

  it('knows when everything is shown', () => {
    expect(isWhole(limits, limits)).toBe(true)
    expect(isWhole({ min: 380, max: 700 }, limits)).toBe(false)
    expect(isWhole(zoomAt(zoomAt(limits, 500, 0.5, limits), 500, 2, limits), limits)).toBe(true)
  })
})

describe('the readout', () => {
  const area = { left: 54, top: 14, right: 1050, bottom: 426 }
  const size = { width: 178, height: 78 }
  const line =
    (y: number): Obstacle =>
    () => [y - 2, y + 2]

  it('stands right of the cursor, high, when nothing is in the way', () => {
    const { left, top, slot } = placeReadout(area, 500, size, [line(400)], undefined)
    expect([left, top, slot]).toEqual([512, 26, { side: 'right', row: 0 }])
  })

  it('flips to the left at the right edge', () => {
    expect(placeReadout(area, 1000, size, [], undefined).slot.side).toBe('left')
  })

  it('makes way for the traces', () => {
    const { top } = placeReadout(area, 500, size, [line(60)], undefined)
    expect(top).toBeGreaterThan(62)
  })

  it('stays where it was while nothing is in its way there', () => {
    const before = { side: 'right', row: 3 } as const
    expect(placeReadout(area, 500, size, [line(60)], before).slot).toEqual(before)
    expect(placeReadout(area, 500, size, [line(300)], before).slot).not.toEqual(before)
  })

  it('always lies within the plot', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 54, max: 1050, noNaN: true }),
        fc.array(fc.double({ min: 14, max: 426, noNaN: true }), { maxLength: 5 }),
        (x, ys) => {
          const { left, top } = placeReadout(area, x, size, ys.map(line), undefined)
          expect(left).toBeGreaterThanOrEqual(area.left)
          expect(left + size.width).toBeLessThanOrEqual(area.right)
          expect(top).toBeGreaterThanOrEqual(area.top)
          expect(top + size.height).toBeLessThanOrEqual(area.bottom)
        },
      ),
    )
  })

  it('finds the emptiest quarter for the loupe', () => {
    const points: [number, number][] = [
      [100, 50],
      [100, 400],
      [900, 400],
    ]
    expect(emptiestQuarter(area, points)).toBe(1)
    expect(emptiestQuarter(area, points, { left: 900, right: 1000, top: 20, bottom: 80 })).not.toBe(1)
  })
})

describe('samples', () => {
  const xs = Float64Array.of(380, 390, 400, 410)
  it('are found by their x', () => {
    expect([
      nearestIndex(xs, 370),
      nearestIndex(xs, 394),
      nearestIndex(xs, 396),
      nearestIndex(xs, 999),
      nearestIndex([], 1),
    ]).toEqual([0, 1, 2, 3, -1])
  })

  it('are joined by straight lines, but not over gaps', () => {
    const ys = Float64Array.of(0, 1, NaN, 3)
    expect(valueAt(xs, ys, 385)).toBe(0.5)
    expect(valueAt(xs, ys, 390)).toBe(1)
    expect(valueAt(xs, ys, 395)).toBeUndefined()
    expect(valueAt(xs, ys, 400)).toBeUndefined()
    expect(valueAt(xs, ys, 370)).toBeUndefined()
    expect(valueAt(xs, ys, 411)).toBeUndefined()
  })

  it('have an extent between two x', () => {
    expect(extentIn(xs, [5, 1, 7, 2], 385, 405)).toEqual([1, 7])
    expect(extentIn(xs, [5, 1, 7, 2], 391, 392)).toBeUndefined()
  })

  it('are thinned to circles 10 nm apart', () => {
    const fine = Float64Array.from({ length: 401 }, (_, i) => 380 + i)
    const circles = thinned(fine, fine, 10)
    expect(circles.x).toHaveLength(41)
    expect([...circles.x.slice(0, 3)]).toEqual([380, 390, 400])
    const coarse = Float64Array.of(380, 389.9, 400)
    expect(thinned(coarse, coarse, 10).x).toHaveLength(3)
  })
})

describe('points of a line', () => {
  it('are written in place', () => {
    const points: Point[] = []
    fillPoints(points, [1, 2, 3], [4, 5, 6])
    const first = points[0]
    fillPoints(points, [7, 8], [9, 10])
    expect(points).toEqual([
      { x: 7, y: 9 },
      { x: 8, y: 10 },
    ])
    expect(points[0]).toBe(first)
  })

  it('keep peaks and gaps when there are more than columns', () => {
    const n = 2048
    const xs = Float64Array.from({ length: n }, (_, i) => i)
    const ys = Float64Array.from({ length: n }, (_, i) =>
      i === 777 ? 9 : i === 1200 ? NaN : Math.sin(i / 100),
    )
    const points: Point[] = []
    fillColumns(points, xs, ys, { from: 0, to: n, count: 500 })
    expect(points.length).toBeLessThanOrEqual(501)
    expect(points.some((point) => point.y === 9)).toBe(true)
    expect(points.filter((point) => Number.isNaN(point.y))).toHaveLength(1)
    expect(points.every((point, i) => i === 0 || point.x > points[i - 1]!.x)).toBe(true)
  })
})

describe('cumulative shares', () => {
  it('rise by one patch each and end at 100', () => {
    const { x, y } = cumulative([0.3, 0.1, 0.2, 0.4], 0.8)
    expect([...x]).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.8])
    expect([...y]).toEqual([0, 25, 50, 75, 100, 100])
    expect(shareWithin([0.3, 0.1, 0.2, 0.4], 0.3)).toBe(75)
  })
})
