import type { MethodName, Verdict } from '../contract/model.ts'
import { mean } from '../spectra/metrics.ts'
import { METHODS } from './correction/registry.ts'
import { type Choice, type Judged, winnerOf } from './winner.ts'
import { clearlyBetter } from './paired.ts'

const title = (name: MethodName): string => METHODS.find((method) => method.name === name)?.title ?? name
const figure = (value: number): string => value.toPrecision(3)

/** The honest word on a comparison; `baselines` are judged on the same folds whether asked for or not. */
export function verdictOn(
  judged: readonly Judged[],
  baselines: { readonly none: Judged; readonly slopeBias: Judged | undefined },
): Verdict {
  const { none, slopeBias } = baselines
  const choice = winnerOf(judged, none)
  const { winner } = choice
  const beatsSlopeBias =
    slopeBias !== undefined && clearlyBetter(winner.squaredErrors, slopeBias.squaredErrors)
  const slopeBiasBeatsNone =
    slopeBias !== undefined && clearlyBetter(slopeBias.squaredErrors, none.squaredErrors)
  return {
    winner: winner.row.name,
    beatsSlopeBias,
    slopeBiasBeatsNone,
    sentence: [plateSentence(choice, judged, baselines), passedOver(choice), foreignSentence(winner, none)]
      .filter((words) => words !== '')
      .join(' '),
  }
}

function plateSentence(
  { winner, better }: Choice,
  judged: readonly Judged[],
  baselines: { none: Judged; slopeBias: Judged | undefined },
): string {
  const others = judged.filter((one) => one.row.name !== winner.row.name)
  const raw = `${figure(baselines.none.row.rmse)} without correction`
  if (winner.row.name === 'none') {
    if (better) return `No correction wins: RMSE ${figure(winner.row.rmse)}.`
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

/** What was better on the plate and did not win, and why. */
function passedOver({ winner, better, reason }: Choice): string {
  if (!better) return ''
  const { row } = better
  const figures = `${title(row.name)} is better on the plate (RMSE ${figure(row.rmse)}) but does not win: `
  if (reason === 'unsafe')
    return `${figures}on the foreign chart it is worse than no correction (RMSE ${figure(row.foreign?.rmse ?? NaN)}).`
  const share = `${(100 * (1 - row.rmse / winner.row.rmse)).toFixed(1)} %`
  if (row.foreign)
    return `${figures}the gain of ${share} does not pay for RMSE ${figure(row.foreign.rmse)} on the foreign chart.`
  return `${figures}nothing holds it outside the plate, where a gain of ${share} is soon lost; a foreign chart would tell.`
}

function foreignSentence(winner: Judged, none: Judged): string {
  const [corrected, raw] = [winner.row.foreign, none.row.foreign]
  if (!corrected || !raw) return 'Outside these samples the error is unknown: no foreign chart was measured.'
  if (winner.row.name === 'none') return `On the foreign chart the RMSE is ${figure(raw.rmse)}.`
  const comparison = corrected.rmse > raw.rmse ? 'it is worse than no correction' : 'it helps too'
  return `On the foreign chart ${comparison}: RMSE ${figure(corrected.rmse)} against ${figure(raw.rmse)}.`
}
