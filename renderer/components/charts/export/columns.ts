import { bandEnds } from '../datasets.ts'
import type { PlotSpec, Trace } from '../plot.ts'

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const number = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '' : String(value)

/** Rows as CSV text (RFC 4180, but with the line ends of the other exports). */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\n`).join('')

const sameX = (a: Trace, b: Trace): boolean =>
  a.x === b.x || (a.x.length === b.x.length && Array.from(a.x).every((x, i) => x === b.x[i]))

/** Series of a trace: itself and the ends of its band. */
function seriesOf(trace: Trace): { readonly label: string; readonly y: ArrayLike<number> }[] {
  const ends = bandEnds(trace)
  return [
    { label: trace.label, y: trace.y },
    ...(ends === undefined
      ? []
      : [
          { label: `${trace.label}, lower`, y: ends.lower },
          { label: `${trace.label}, upper`, y: ends.upper },
        ]),
  ]
}

/**
 * The numbers behind a plot: one row for each x where all traces share it, else one row for each point with the name of
 * its trace. Nothing is rounded.
 */
export function plotRows({ traces, xUnit }: Pick<PlotSpec, 'traces' | 'xUnit'>): string[][] {
  const spoken = traces.filter((trace) => trace.spoken !== false)
  const [first] = spoken
  const x = xUnit ?? 'x'
  if (first === undefined) return [[x]]
  if (!spoken.every((trace) => sameX(first, trace)))
    return [
      ['series', x, 'y'],
      ...spoken
        .flatMap((trace) => seriesOf(trace).map((series) => ({ ...series, x: trace.x })))
        .flatMap(({ label, x: xs, y }) => Array.from(xs, (value, i) => [label, number(value), number(y[i])])),
    ]
  const series = spoken.flatMap(seriesOf)
  return [
    [x, ...series.map(({ label }) => label)],
    ...Array.from(first.x, (value, i) => [number(value), ...series.map(({ y }) => number(y[i]))]),
  ]
}
