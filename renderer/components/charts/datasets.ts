import type { ChartDataset } from 'chart.js'
import type { Tokens } from '../../state/look.svelte.ts'
import type { Trace } from './plot.ts'
import { fillColumns, fillPoints, type Columns, type Point } from './points.ts'

/** Width of a line unless it says otherwise, design pixels. */
const THIN = 1.25
type Dataset = ChartDataset<'line', Point[]> & { traceId?: string }

/**
 * Data sets for the traces, old ones used again by their id. Chart.js draws the last data set first: the last trace
 * comes first here and lies on top, the bands come last and lie below.
 */
export function syncDatasets(
  old: readonly Dataset[],
  traces: readonly Trace[],
  tokens: Tokens,
  scale: number,
  columns: Columns,
): Dataset[] {
  const known = new Map(old.map((dataset) => [dataset.traceId, dataset]))
  const take = (id: string): Dataset => known.get(id) ?? { traceId: id, data: [], normalized: true }
  const isDense = (trace: Trace): boolean =>
    (trace.form ?? 'line') === 'line' && trace.x.length > columns.count
  const fill = (set: Dataset, trace: Trace, ys: ArrayLike<number>): void => {
    if (isDense(trace)) fillColumns(set.data, trace.x, ys, columns)
    else fillPoints(set.data, trace.x, ys)
  }
  const bands: Dataset[] = []
  const lines: Dataset[] = []
  for (const trace of traces) {
    const ends = bandEnds(trace)
    if (ends === undefined) continue
    const upper = take(`${trace.id}:upper`)
    const lower = take(`${trace.id}:lower`)
    fill(upper, trace, ends.upper)
    fill(lower, trace, ends.lower)
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
    fill(set, trace, trace.y)
    Object.assign(set, styleOf(trace, tokens, scale))
    // A thin line with a sample in every column: hairlines cost a tenth to draw and look the same.
    if (isDense(trace) && (trace.width ?? THIN) <= THIN) set.borderWidth = 1
    lines.unshift(set)
  }
  return [...lines, ...bands]
}

/** Lower and upper end of a trace's band, where it has one. */
export function bandEnds(trace: Trace): { upper: ArrayLike<number>; lower: ArrayLike<number> } | undefined {
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
    borderWidth: (trace.width ?? THIN) * scale,
    borderDash: (trace.dash ?? []).map((part) => part * scale),
    borderJoinStyle: 'bevel',
    showLine: !(points || crosses || form === 'dots' || form === 'stems'),
    pointStyle: crosses ? 'crossRot' : 'circle',
    stepped: form === 'steps' ? 'before' : false,
    pointRadius: points
      ? 2.3 * scale
      : crosses
        ? 4.5 * scale
        : dots || form === 'stems'
          ? (trace.pointColours === undefined ? 2.5 : 3.5) * scale
          : 0,
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
