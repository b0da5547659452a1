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

/** Which methods are drawn, at most four: the winner, no correction, slope and bias, and the chosen one or the runner-up. */
export function drawnMethods(detail: TournamentDetail, chosen: MethodName | undefined): MethodName[] {
  const known = detail.rmsePerBand.map((entry) => entry.name)
  const fixed: MethodName[] = [detail.comparison.verdict.winner, 'none', 'slope-bias']
  const ranked = [...detail.comparison.methods].sort((a, b) => a.rmse - b.rmse).map((row) => row.name)
  const others = [...(chosen === undefined ? [] : [chosen]), ...ranked]
  const other = others.find((name) => known.includes(name) && !fixed.includes(name))
  const wanted = [...fixed, ...(other === undefined ? [] : [other])]
  return [...new Set(wanted)].filter((name) => known.includes(name))
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
  const taken: Label[] = []
  const traces = plain.map(({ name, y }): Trace => {
    const others = plain.filter((other) => other.name !== name).map((other) => other.y)
    const at = labelPlace(x, y, others, range, taken, methodWord(name).length)
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
      ...(at !== undefined && { markAt: (x[0] ?? 0) + at.share * ((x[x.length - 1] ?? 0) - (x[0] ?? 0)) }),
    }
  })
  return traces.reverse()
}

/** Room a word takes in a plot of 430 by 150 pixels, as shares of its width (a character) and height. */
const CHARACTER = 0.0125
const LINE = 0.09
/** Air between two words, as a share of the width. */
const AIR = 0.03

/** A word in the plot: middle and half width as shares of the width, foot as a share of the height. */
interface Label {
  readonly share: number
  readonly half: number
  readonly foot: number
}

/**
 * Where along x a trace's word stands best: just above its line, where neither its own line nor another runs through
 * it, inside the plot and away from words that already stand.
 */
function labelPlace(
  xs: ArrayLike<number>,
  y: ArrayLike<number>,
  others: readonly ArrayLike<number>[],
  range: Range,
  taken: readonly Label[],
  characters: number,
): Label | undefined {
  const from = xs[0] ?? 0
  const width = (xs[xs.length - 1] ?? 0) - from
  const height = range.max - range.min
  const half = characters * CHARACTER
  const across = [-1, -0.5, 0, 0.5, 1].map((way) => way * half)
  let best: Label | undefined
  let least = Infinity
  for (let share = half + 0.02; share <= 0.98 - half; share += 0.02) {
    const value = valueAt(xs, y, from + share * width)
    if (value === undefined || value > range.max - LINE * height) continue
    let crossed = 0
    for (const way of across) {
      const x = from + (share + way) * width
      if ((valueAt(xs, y, x) ?? 0) > value + 0.012 * height) crossed += 2
      for (const other of others) {
        const above = (valueAt(xs, other, x) ?? Infinity) - value
        if (above > 0 && above < LINE * height) crossed++
      }
    }
    const foot = (value - range.min) / height
    const near = taken.reduce((sum, other) => {
      const apart = Math.abs(other.share - share)
      const beside = Math.abs(other.foot - foot) < 1.5 * LINE
      return sum + Math.max(0, 0.25 - apart) + (beside ? 8 * Math.max(0, half + other.half + AIR - apart) : 0)
    }, 0)
    const cost = crossed + 8 * near + Math.abs(share - 0.6)
    if (cost < least) {
      least = cost
      best = { share, half, foot }
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
