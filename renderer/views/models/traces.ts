import type { MethodName, TournamentDetail } from '../../../contract/model.ts'
import type { Trace } from '../../components/charts/plot.ts'
import { valueAt } from '../../components/charts/samples.ts'
import type { Range } from '../../components/charts/scales.ts'
import { niceTop } from '../../components/charts/scales.ts'
import { percentile } from '../../../spectra/metrics.ts'
import { methodWord } from '../../text/names.ts'

/** Look of the four traces: the winner, no correction, slope and bias, and one more. */
const LOOKS = {
  winner: { colour: 'cor', width: 2 },
  none: { colour: 'raw', width: 1.25 },
  simple: { colour: 'pin', width: 1.25, dash: [1, 3] },
  other: { colour: 'ref', width: 1.25, dash: [6, 4] },
} as const

/** Which methods are drawn, at most four: the winner, what is chosen in the table, no correction, slope and bias, the runner-up. */
export function drawnMethods(detail: TournamentDetail, chosen: MethodName | undefined): MethodName[] {
  const known = new Set(detail.rmsePerBand.map((entry) => entry.name))
  const ranked = [...detail.comparison.methods].sort((a, b) => a.rmse - b.rmse).map((row) => row.name)
  const wanted = [
    detail.comparison.verdict.winner,
    ...(chosen === undefined ? [] : [chosen]),
    'none' as const,
    'slope-bias' as const,
    ...ranked,
  ]
  return [...new Set(wanted)].filter((name) => known.has(name)).slice(0, 4)
}

/** Error by wavelength of those methods, labelled where they are farthest apart; the winner lies on top. */
export function errorTraces(detail: TournamentDetail, chosen: MethodName | undefined, range: Range): Trace[] {
  const x = detail.wavelengthNm
  const { winner } = detail.comparison.verdict
  const byName = new Map(detail.rmsePerBand.map((entry) => [entry.name, entry.rmse]))
  const plain = drawnMethods(detail, chosen).map((name) => ({
    name,
    y: byName.get(name) ?? new Float64Array(),
  }))
  const taken: number[] = []
  const traces = plain.map(({ name, y }): Trace => {
    const others = plain.filter((other) => other.name !== name).map((other) => other.y)
    const at = labelPlace(x, y, others, range, taken)
    if (at !== undefined) taken.push(at)
    const look =
      LOOKS[
        name === winner ? 'winner' : name === 'none' ? 'none' : name === 'slope-bias' ? 'simple' : 'other'
      ]
    return {
      id: name,
      label: methodWord(name),
      x,
      y,
      ...look,
      mark: methodWord(name),
      ...(at !== undefined && { markAt: at }),
    }
  })
  return traces.reverse()
}

/**
 * Where along x a trace's word stands best: just above the line, with the most room to the next trace above, inside
 * the plot and away from words that already stand.
 */
function labelPlace(
  xs: ArrayLike<number>,
  y: ArrayLike<number>,
  others: readonly ArrayLike<number>[],
  range: Range,
  taken: readonly number[],
): number | undefined {
  const from = xs[0] ?? 0
  const to = xs[xs.length - 1] ?? 0
  const height = range.max - range.min
  let best: number | undefined
  let most = -Infinity
  for (let i = 1; i < 24; i++) {
    const x = from + ((to - from) * (i + 1)) / 26
    const value = valueAt(xs, y, x)
    if (value === undefined || value > range.max - 0.08 * height) continue
    const room = others.reduce((least, other) => {
      const above = (valueAt(xs, other, x) ?? Infinity) - value
      return above > -0.004 * height ? Math.min(least, above) : least
    }, range.max - value)
    const near = taken.reduce(
      (sum, place) => sum + Math.max(0, 1 - Math.abs(place - x) / (0.22 * (to - from))),
      0,
    )
    const score = Math.min(room / height, 0.14) - 0.1 * near
    if (score > most) {
      most = score
      best = x
    }
  }
  return best
}

/** Upper end of the error axis: room for all but the steep ends, whose extremes are written at the edge. */
export function errorTop(detail: TournamentDetail, names: readonly MethodName[]): number {
  const drawn = detail.rmsePerBand.filter((entry) => names.includes(entry.name))
  const high = Math.max(0, ...drawn.map((entry) => percentile(entry.rmse, 93)))
  return niceTop(1.35 * high, undefined)
}
