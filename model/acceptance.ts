import type { AcceptanceCheck, MethodName } from '../contract/model.ts'
import { deltaEPerSample, mean, rmse, rmsePerSample } from '../spectra/metrics.ts'
import { domainOf } from './correction/domain.ts'
import { coverageByThird, type IntervalTable, THIRDS } from './correction/interval.ts'
import type { DomainScale } from './correction/method.ts'
import { takeRows } from './linear/matrix.ts'
import { inStandardErrors, pairedDifference } from './paired.ts'
import { colourAxis, takePairs } from './pairs.ts'
import type { Matrix, PairTable } from './service.ts'

/** Colour difference no patch may exceed, unless the raw instrument is further off there. */
const WORST_DE = 1.5
const FOREIGN_ALLOWED = 0.02
/** Coverage of a 90 % interval: a third of the level below the first is worth a note, below the second a refusal. */
const COVERAGE_NOTED = 0.87
const COVERAGE_REFUSED = 0.7
/** Bands of one patch err together: with fewer patches in a third one that stands out decides, which proves nothing. */
const COVERAGE_PATCHES = 15

/** Rows the candidate is examined on, with what candidate and slope/bias make of them; nothing was fitted on them. */
export interface Examination {
  readonly pairs: PairTable
  readonly predicted: Matrix
  readonly slopeBias: Matrix
  /** "132 held-out patches", "660 patches in cross-validation" */
  readonly words: string
}

/** The model in use, where there is one. */
export interface Incumbent {
  readonly version: string
  readonly predict: (x: Matrix) => Matrix
  /** Rows of the examination it was not trained on itself. */
  readonly rows: readonly number[]
}

/** Everything the six checks look at. */
export interface Candidate {
  readonly method: MethodName
  readonly examination: Examination
  readonly domain: DomainScale
  readonly interval: IntervalTable
  readonly incumbent: Incumbent | undefined
  readonly foreign: { readonly pairs: PairTable; readonly predicted: Matrix } | undefined
}

type Verdict = Omit<AcceptanceCheck, 'name'>
const named = (name: string, verdict: Verdict): AcceptanceCheck => ({ name, ...verdict })
const percent = (share: number): string => `${Math.round(share * 100)}`

/** Error of every row: dE00 where colour means something, else RMSE in the unit of the reference. */
export function errorsOf(
  pairs: PairTable,
  predicted: Matrix,
): { readonly unit: 'dE00' | 'RMSE'; readonly values: Float64Array } {
  const axis = colourAxis(pairs)
  return axis
    ? { unit: 'dE00', values: deltaEPerSample(predicted.data, pairs.y.data, axis) }
    : { unit: 'RMSE', values: rmsePerSample(predicted.data, pairs.y.data, pairs.y.columns) }
}

const shown = (unit: string, value: number): string =>
  unit === 'dE00' ? value.toFixed(3) : value.toPrecision(3)

/** Candidate against another correction of the same rows: better beyond one standard error passes, within it is noted. */
function comparison(pairs: PairTable, candidate: Matrix, other: Matrix): Verdict {
  const [mine, theirs] = [errorsOf(pairs, candidate), errorsOf(pairs, other)]
  const difference = pairedDifference(mine.values, theirs.values)
  const errors = Math.abs(inStandardErrors(difference))
  const better = mine.values.filter((value, i) => value < (theirs.values[i] ?? 0)).length
  const figures = `${mine.unit} ${shown(mine.unit, mean(mine.values))} against ${shown(mine.unit, mean(theirs.values))}`
  const evidence = `${figures}, ${better} of ${mine.values.length} patches, ${errors.toFixed(1)} standard errors`
  if (difference.mean >= 0) return { state: 'failed', evidence }
  return { state: errors > 1 ? 'passed' : 'note', evidence }
}

function againstIncumbent({ method, examination, incumbent }: Candidate): AcceptanceCheck {
  const { pairs, predicted, words } = examination
  if (!incumbent) {
    const name = `Better than no correction on ${words}`
    return method === 'none'
      ? named(name, { state: 'note', evidence: 'it is no correction' })
      : named(name, comparison(pairs, predicted, pairs.x))
  }
  const { version, predict, rows } = incumbent
  if (rows.length < 2)
    return named(`Better than ${version} on ${words}`, {
      state: 'note',
      evidence: `${version} cannot be judged on patches it was trained on, or on another axis`,
    })
  const shared = takePairs(pairs, rows)
  const verdict = comparison(shared, takeRows(predicted, rows), predict(shared.x))
  return named(`Better than ${version} on ${words}`, verdict)
}

function againstSlopeBias({ method, examination }: Candidate): AcceptanceCheck {
  const name = 'Better than slope and bias'
  if (method === 'slope-bias') return named(name, { state: 'passed', evidence: 'it is slope and bias' })
  const verdict = comparison(examination.pairs, examination.predicted, examination.slopeBias)
  // A tie is no loss: the tournament has already preferred the simpler of equals.
  const lost = verdict.state === 'failed' && clearlyWorse(examination)
  return named(name, verdict.state === 'failed' && !lost ? { ...verdict, state: 'note' } : verdict)
}

function clearlyWorse({ pairs, predicted, slopeBias }: Examination): boolean {
  const difference = pairedDifference(errorsOf(pairs, predicted).values, errorsOf(pairs, slopeBias).values)
  return inStandardErrors(difference) > 1
}

function worstPatch({ examination: { pairs, predicted } }: Candidate): AcceptanceCheck {
  const [after, raw] = [errorsOf(pairs, predicted), errorsOf(pairs, pairs.x)]
  // Without colour the limit is the worst of the raw instrument itself.
  const limit = after.unit === 'dE00' ? WORST_DE : Math.max(...raw.values)
  const worst = Math.max(...after.values)
  const above = Array.from(after.values.keys()).filter((i) => (after.values[i] ?? 0) > limit)
  const spoilt = above.filter((i) => (after.values[i] ?? 0) > (raw.values[i] ?? 0))
  const figures = `worst ${after.unit} ${shown(after.unit, worst)}, limit ${shown(after.unit, limit)}`
  const patches = above
    .map((i) => pairs.ids[i] ?? '')
    .slice(0, 5)
    .join(', ')
  const evidence =
    above.length === 0 ? figures : `${figures}: ${patches}${above.length > 5 ? ' and more' : ''}`
  return named('No patch above the limit', {
    state: spoilt.length > 0 ? 'failed' : above.length > 0 ? 'note' : 'passed',
    evidence,
  })
}

function foreignChart({ method, foreign }: Candidate): AcceptanceCheck {
  const name = 'Foreign chart not worse than no correction'
  if (!foreign) return named(name, { state: 'note', evidence: 'unknown without a foreign chart' })
  const { pairs, predicted } = foreign
  const [corrected, raw] = [rmse(predicted.data, pairs.y.data), rmse(pairs.x.data, pairs.y.data)]
  const evidence = `RMSE ${corrected.toPrecision(3)} against ${raw.toPrecision(3)}`
  return named(name, { state: corrected <= raw || method === 'none' ? 'passed' : 'failed', evidence })
}

function falseAlarms({ examination: { pairs }, domain }: Candidate): AcceptanceCheck {
  const flagged = Array.from(domain.distances(pairs.x)).filter(
    (d2) => domainOf(domain, d2).domain === 'foreign',
  ).length
  const evidence = `${flagged} of ${pairs.ids.length}`
  const allowed = Math.max(1, FOREIGN_ALLOWED * pairs.ids.length)
  return named('Plate patches flagged foreign, 2 % allowed', {
    state: flagged <= allowed ? 'passed' : 'failed',
    evidence,
  })
}

function coverage({ examination: { pairs, predicted }, interval }: Candidate): AcceptanceCheck {
  const shares = coverageByThird(interval, predicted, pairs.y)
  const lowest = Math.min(...shares)
  const thin = THIRDS.filter((_, i) => (shares[i] ?? 1) < COVERAGE_NOTED)
  const name =
    thin.length === 0
      ? '90 % interval holds at every level'
      : `90 % interval is narrow for ${thin.join(' and ')} patches`
  const proven = pairs.ids.length >= THIRDS.length * COVERAGE_PATCHES
  const state = lowest < COVERAGE_REFUSED && proven ? 'failed' : thin.length > 0 ? 'note' : 'passed'
  return named(name, {
    state,
    evidence: `covers ${shares.map(percent).join(', ')} % of ${THIRDS.join(', ')}`,
  })
}

/** The six checks a candidate passes before it may become active; notes do not block. */
export function acceptanceChecks(candidate: Candidate): AcceptanceCheck[] {
  return [againstIncumbent, againstSlopeBias, worstPatch, foreignChart, falseAlarms, coverage].map((check) =>
    check(candidate),
  )
}

/** Whether nothing failed, and the first failure (or what was passed) in one sentence. */
export function acceptanceReason(checks: readonly AcceptanceCheck[]): {
  readonly accepted: boolean
  readonly reason: string
} {
  const failed = checks.find(({ state }) => state === 'failed')
  if (failed)
    return { accepted: false, reason: `Not accepted: ${lower(failed.name)} failed, ${failed.evidence}.` }
  const passed = checks.filter(({ state }) => state === 'passed').length
  const notes = checks.length - passed
  const words = notes === 0 ? 'all passed' : `${passed} passed, ${notes} ${notes === 1 ? 'note' : 'notes'}`
  return {
    accepted: true,
    reason: `Accepted: ${words}. ${checks[0]?.name ?? ''}: ${checks[0]?.evidence ?? ''}.`,
  }
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
