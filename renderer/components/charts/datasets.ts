import type { ChartDataset } from 'chart.js'
import type { Tokens } from '../../state/look.svelte.ts'
import type { Trace } from './plot.ts'

/** A point as Chart.js draws it without parsing. */
export interface Point {
  x: number
  y: number
}
type Dataset = ChartDataset<'line', Point[]> & { traceId?: string }

/** Copies two arrays into the points of a data set, in place: no garbage at 30 spectra a second. */
export function fillPoints(points: Point[], xs: ArrayLike<number>, ys: ArrayLike<number>): void {
  const n = Math.min(xs.length, ys.length)
  for (let i = 0; i < n; i++) {
    const x = xs[i] ?? NaN
    const y = ys[i] ?? NaN
    const point = points[i]
    if (point === undefined) points.push({ x, y })
    else {
      point.x = x
      point.y = y
    }
  }
  points.length = n
}

/**
 * Data sets for the traces, old ones used again by their id. Chart.js draws the last data set first: the last trace
 * comes first here and lies on top, the bands come last and lie below.
 */
export function syncDatasets(
  old: readonly Dataset[],
  traces: readonly Trace[],
  tokens: Tokens,
  scale: number,
): Dataset[] {
  const known = new Map(old.map((dataset) => [dataset.traceId, dataset]))
  const take = (id: string): Dataset => known.get(id) ?? { traceId: id, data: [], normalized: true }
  const bands: Dataset[] = []
  const lines: Dataset[] = []
  for (const trace of traces) {
    const ends = bandEnds(trace)
    if (ends === undefined) continue
    const upper = take(`${trace.id}:upper`)
    const lower = take(`${trace.id}:lower`)
    fillPoints(dataOf(upper), trace.x, ends.upper)
    fillPoints(dataOf(lower), trace.x, ends.lower)
    const hidden = {
      borderWidth: 0,
      borderColor: 'transparent',
      pointRadius: 0,
      spanGaps: false,
      clip: 0,
    } as const
    Object.assign(upper, hidden, { fill: '+1', backgroundColor: trace.bandColour ?? tokens.band })
    Object.assign(lower, hidden, { fill: false })
    bands.push(upper, lower)
  }
  for (const trace of traces) {
    const set = take(trace.id)
    fillPoints(dataOf(set), trace.x, trace.y)
    Object.assign(set, styleOf(trace, tokens, scale))
    lines.unshift(set)
  }
  return [...lines, ...bands]
}

/** Chart.js hides the full data behind the decimated when it thins them out; `_data` is the full one. */
function dataOf(set: Dataset & { _data?: Point[] }): Point[] {
  return set._data ?? set.data
}

function bandEnds(trace: Trace): { upper: ArrayLike<number>; lower: ArrayLike<number> } | undefined {
  const { y, interval, lower, upper } = trace
  if (lower !== undefined && upper !== undefined) return { upper, lower }
  if (interval === undefined) return undefined
  return {
    upper: Float64Array.from({ length: y.length }, (_, i) => (y[i] ?? NaN) + (interval[i] ?? NaN)),
    lower: Float64Array.from({ length: y.length }, (_, i) => (y[i] ?? NaN) - (interval[i] ?? NaN)),
  }
}

function styleOf(trace: Trace, tokens: Tokens, scale: number): Partial<Dataset> {
  const colour = tokens[trace.colour]
  const form = trace.form ?? 'line'
  const dots = form === 'dots' || form === 'line and dots'
  const points = form === 'points'
  const crosses = form === 'crosses'
  return {
    borderColor: colour,
    borderWidth: (trace.width ?? 1.25) * scale,
    borderDash: (trace.dash ?? []).map((part) => part * scale),
    borderJoinStyle: 'round',
    showLine: !(points || crosses || form === 'dots' || form === 'stems'),
    pointStyle: crosses ? 'crossRot' : 'circle',
    stepped: form === 'steps' ? 'before' : false,
    pointRadius: points ? 2.3 * scale : crosses ? 4.5 * scale : dots || form === 'stems' ? 2.5 * scale : 0,
    pointBackgroundColor: points
      ? tokens.well
      : trace.pointColours === undefined
        ? colour
        : [...trace.pointColours],
    pointBorderColor: trace.pointColours === undefined ? colour : tokens.line2,
    pointBorderWidth: (crosses ? 1.6 : points ? 1.25 : trace.pointColours === undefined ? 0 : 1) * scale,
    spanGaps: false,
    fill: false,
    clip: points || dots || crosses ? 4 : 0,
  }
}
