import type { MethodName, MethodResult, Verdict } from '../contract/model.ts'
import { mean } from '../spectra/metrics.ts'
import { METHODS } from './correction/registry.ts'
import { clearlyBetter, pairedDifference } from './paired.ts'

/** A method's row and what the verdict compares: mean squared error of each sample. */
export interface Judged {
  readonly row: MethodResult
  readonly squaredErrors: Float64Array
}

const rank = (name: MethodName): number => METHODS.findIndex((method) => method.name === name)
const title = (name: MethodName): string => METHODS.find((method) => method.name === name)?.title ?? name
const figure = (value: number): string => value.toPrecision(3)

/** The simplest method whose error is within one standard error (paired over samples) of the least. */
export function simplestOfBest(judged: readonly Judged[]): Judged | undefined {
  const least = judged.reduce<Judged | undefined>(
    (best, one) => (best && mean(best.squaredErrors) <= mean(one.squaredErrors) ? best : one),
    undefined,
  )
  if (!least) return undefined
  const simpleFirst = [...judged].sort((a, b) => rank(a.row.name) - rank(b.row.name))
  return simpleFirst.find((one) => {
    const difference = pairedDifference(one.squaredErrors, least.squaredErrors)
    return difference.mean <= difference.standardError
  })
}

/** The honest word on a comparison; `baselines` are judged on the same folds whether asked for or not. */
export function verdictOn(
  judged: readonly Judged[],
  baselines: { readonly none: Judged; readonly slopeBias: Judged | undefined },
): Verdict {
  const winner = simplestOfBest(judged) ?? baselines.none
  const { none, slopeBias } = baselines
  const beatsSlopeBias =
    slopeBias !== undefined && clearlyBetter(winner.squaredErrors, slopeBias.squaredErrors)
  const slopeBiasBeatsNone =
    slopeBias !== undefined && clearlyBetter(slopeBias.squaredErrors, none.squaredErrors)
  return {
    winner: winner.row.name,
    beatsSlopeBias,
    slopeBiasBeatsNone,
    sentence: `${plateSentence(winner, judged, baselines)} ${foreignSentence(winner, none)}`,
  }
}

function plateSentence(
  winner: Judged,
  judged: readonly Judged[],
  baselines: { none: Judged; slopeBias: Judged | undefined },
): string {
  const others = judged.filter((one) => one.row.name !== winner.row.name)
  const raw = `${figure(baselines.none.row.rmse)} without correction`
  if (winner.row.name === 'none') {
    return others.length === 0
      ? `Without correction the RMSE is ${figure(winner.row.rmse)}.`
      : `Nothing to correct: no method beats the raw instrument (RMSE ${figure(winner.row.rmse)}) beyond one standard error.`
  }
  if (winner.row.name === 'slope-bias') {
    const beaten = others.filter((one) => one.row.name !== 'none')
    const words = beaten.length === 0 ? 'Slope and bias help' : 'Nothing beats slope/bias'
    return `${words}: RMSE ${figure(winner.row.rmse)} against ${raw}.`
  }
  const line = baselines.slopeBias ? `${figure(baselines.slopeBias.row.rmse)} with slope/bias and ` : ''
  const figures = `RMSE ${figure(winner.row.rmse)} against ${line}${raw}`
  const simpler = [baselines.slopeBias, baselines.none].filter((one) => one !== undefined)
  // Only where the simpler ones were not asked for can the winner lose to them.
  const beaten = simpler.every((one) => mean(winner.squaredErrors) < mean(one.squaredErrors))
  return `${title(winner.row.name)} ${beaten ? 'wins' : 'is no better than simpler methods'}: ${figures}.`
}

function foreignSentence(winner: Judged, none: Judged): string {
  const [corrected, raw] = [winner.row.foreign, none.row.foreign]
  if (!corrected || !raw) return 'Outside these samples the error is unknown: no foreign chart was measured.'
  if (winner.row.name === 'none') return `On the foreign chart the RMSE is ${figure(raw.rmse)}.`
  const comparison = corrected.rmse > raw.rmse ? 'it is worse than no correction' : 'it helps too'
  return `On the foreign chart ${comparison}: RMSE ${figure(corrected.rmse)} against ${figure(raw.rmse)}.`
}
