import type { ModelCard } from '../../../contract/model.ts'
import type { LampState } from '../../components/lamp-state.ts'
import { fixed, withUnit } from '../../text/numbers.ts'
import { symbols } from '../../text/symbols.ts'
import { duration, span } from '../../text/times.ts'
import { forecastSentence } from './forecast-words.ts'
import type { Recalibration, Stage } from './recalibration.svelte.ts'

/** Seconds the first references take, a further white, and a pair of readings by stage and by hand. */
const REFERENCES_S = 40
const WHITE_S = 6
const PAIR_S = { motorised: 3, 'hand-held': 8 } as const

type Mode = Recalibration['chosenMode']

/** Rounds the patches are read in, each after a white of its own. By hand a patch is placed once for all its readings. */
const roundsOf = (readings: number, mode: Mode): number => (mode === 'motorised' ? readings : 1)

/** How long a recalibration is going to take, seconds. */
export function forecastSeconds(patches: number, readings: number, mode: Mode): number {
  const pair = mode === 'motorised' ? PAIR_S.motorised * readings : PAIR_S['hand-held'] + 2 * (readings - 1)
  return REFERENCES_S + WHITE_S * (roundsOf(readings, mode) - 1) + patches * pair
}

/** How often the white is taken. */
export function whitesSaid(readings: number, mode: Mode): string {
  const rounds = roundsOf(readings, mode)
  return rounds === 1
    ? 'The white is taken once, at the start.'
    : `A new white is taken before each of the ${fixed(rounds, 0)} rounds.`
}

/** Title of a step in the ribbon. */
export function stageTitle(
  stage: Stage,
  recal: Pick<Recalibration, 'patchCount' | 'readingCount' | 'total' | 'run'>,
): string {
  const patches = recal.run === undefined ? recal.patchCount : recal.total
  switch (stage) {
    case 'references':
      return 'White and dark'
    case 'read':
      return `Read ${fixed(patches, 0)} patches, ${recal.readingCount === 1 ? 'once' : `${fixed(recal.readingCount, 0)} times`}`
    case 'refit':
      return 'Refit'
    case 'guard':
      return 'Guard, leave one out'
    case 'decide':
      return 'Decide'
  }
}

/** What a step came to, or how it stands. */
export function stageResult(
  stage: Stage,
  recal: Pick<
    Recalibration,
    | 'run'
    | 'began'
    | 'taken'
    | 'total'
    | 'patchCount'
    | 'readingCount'
    | 'chosenMode'
    | 'result'
    | 'decided'
    | 'running'
  >,
  now: number,
): string {
  const { began, result } = recal
  const lasted = (from: Stage, to: Stage): string | undefined => {
    const start = began[from]
    const end = began[to] ?? (recal.running ? now : undefined)
    return start === undefined || end === undefined ? undefined : duration(Math.max(0, (end - start) / 1000))
  }
  if (recal.run === undefined) return stageForecast(stage, recal)
  switch (stage) {
    case 'references':
      return lasted('references', 'read') ?? ''
    case 'read': {
      const time = lasted('read', 'refit')
      if (time === undefined) return ''
      const wanted = recal.total * recal.readingCount
      return `${fixed(Math.min(recal.taken, wanted), 0)} of ${fixed(wanted, 0)}, ${time}`
    }
    case 'refit':
      return lasted('refit', 'guard') ?? ''
    case 'guard':
      return result === undefined ? '' : withUnit(result.guardStandardErrors, 1, 'standard errors')
    case 'decide':
      if (result === undefined) return ''
      if (recal.decided === 'active') return `${result.model} is active`
      if (recal.decided === 'kept' || !result.accepted) return 'nothing changed'
      return 'waiting for you'
  }
}

/** What a step will take, before the start. */
function stageForecast(
  stage: Stage,
  { patchCount, readingCount, chosenMode }: Pick<Recalibration, 'patchCount' | 'readingCount' | 'chosenMode'>,
): string {
  switch (stage) {
    case 'references':
      return `about ${span(REFERENCES_S)}`
    case 'read':
      return `about ${span(forecastSeconds(patchCount, readingCount, chosenMode) - REFERENCES_S)}`
    case 'refit':
      return 'some seconds'
    case 'guard':
      return '1 SE is needed'
    case 'decide':
      return 'you, at the end'
  }
}

/** The forecast as far as it is known: played through on the model's own plate, else what it was accepted with. */
export function forecastSaid(
  recal: Pick<Recalibration, 'parent' | 'patchCount'> & { readonly forecast?: Recalibration['forecast'] },
): string {
  return recal.forecast ? forecastSentence(recal.forecast, recal.patchCount) : forecastOf(recal.parent)
}

/** The sentence beside the title. */
export function recalibrationNote(
  recal: Pick<
    Recalibration,
    'run' | 'result' | 'finished' | 'patchCount' | 'readingCount' | 'chosenMode' | 'parent' | 'running'
  > & { readonly forecast?: Recalibration['forecast'] },
  _now: number,
): string {
  const forecast = forecastSaid(recal)
  if (recal.run === undefined)
    return `${fixed(recal.patchCount, 0)} patches, about ${span(forecastSeconds(recal.patchCount, recal.readingCount, recal.chosenMode))}. ${forecast}`
  if (recal.result !== undefined) {
    const reached = recal.result.after.dE00?.mean
    return `Reached ΔE ${fixed(reached, 3)}. Forecast before start: ${forecast}`
  }
  if (recal.running) return forecast
  return recal.finished?.sentence ?? ''
}

/** What a recalibration can win back: the accuracy the model was accepted with. */
export function forecastOf(parent: ModelCard | undefined): string {
  const mean = parent?.plate.dE00?.mean
  return mean === undefined
    ? 'No forecast.'
    : `Back to ΔE ${fixed(mean, 3)} at best, as ${parent?.version ?? 'it'} was accepted with.`
}

/** The outcome: lamp, head and what stands behind it. */
export interface Verdict {
  readonly lamp: LampState
  readonly head: string
  readonly text: string
}

/** Far off and not mended by a few patches: more than this many times the error the model was accepted with. */
const TOO_LARGE = 4

/** The bench's sentence without what the head and the line about what is kept already say. */
function bareReason(reason: string): string {
  const body = reason
    .replace(/^(?:No drift found|Drift found[^:.]*): /, '')
    .replace(/ ?\S+ stays active\.?$/, '')
    .trim()
  if (body === '') return ''
  return symbols(body.charAt(0).toUpperCase() + body.slice(1).replace(/[.]?$/, '.'))
}

/** What the guard's word means for the operator. */
export function verdictOf(
  result: NonNullable<Recalibration['result']>,
  parent: ModelCard | undefined,
): Verdict {
  const keeps = `${parent?.version ?? 'The old model'} stays active, the readings are kept.`
  const reason = bareReason(result.reason)
  if (result.accepted) return { lamp: 'good', head: 'Drift found. The update helps.', text: reason }
  const before = result.before.dE00?.mean
  const usual = parent?.plate.dE00?.mean
  if (before !== undefined && usual !== undefined && before > TOO_LARGE * usual)
    return {
      lamp: 'attention',
      head: `Drift too large for ${fixed(result.patches.length, 0)} patches.`,
      text: `${reason} ${keeps} Scan the plate again.`.trim(),
    }
  if (result.guardStandardErrors >= 1)
    return { lamp: 'attention', head: 'The update was not accepted.', text: `${reason} ${keeps}`.trim() }
  return {
    lamp: 'good',
    head: `No drift found, ${parent?.version ?? 'the model'} stays.`,
    text: `${reason} ${keeps}`.trim(),
  }
}

/** Share of the lost accuracy that was won back, 0..1; undefined where nothing was lost or the figures are missing. */
export function wonBack(
  result: Pick<NonNullable<Recalibration['result']>, 'before' | 'after'>,
  parent: ModelCard | undefined,
): number | undefined {
  const [before, after, usual] = [result.before.dE00?.mean, result.after.dE00?.mean, parent?.plate.dE00?.mean]
  if (before === undefined || after === undefined || usual === undefined || before <= usual) return undefined
  return Math.min(1, Math.max(0, (before - after) / (before - usual)))
}
