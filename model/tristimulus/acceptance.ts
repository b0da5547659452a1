import type { AcceptanceCheck } from '../../contract/model.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { mean } from '../../spectra/metrics.ts'
import { inStandardErrors, pairedDifference } from '../paired.ts'
import { deltaEs } from './errors.ts'
import { conditionOf } from './least-squares.ts'
import type { JudgedMatrix } from './cross-validation.ts'
import { type Matrix3, timesColumn } from './matrix3.ts'
import { takeTriples, type TristimulusPairs } from './pairs.ts'

/** Colour difference no patch may exceed, unless the raw instrument is further off there. */
const WORST_DE = 1.5

/** The matrix in use on this instrument, where there is one. */
export interface MatrixIncumbent {
  readonly version: string
  readonly matrix: Matrix3
  /** Patches of the same session it was learned from. */
  readonly learnt: ReadonlySet<string>
}

function comparison(mine: Float64Array, theirs: Float64Array): Pick<AcceptanceCheck, 'state' | 'evidence'> {
  const difference = pairedDifference(mine, theirs)
  const errors = Math.abs(inStandardErrors(difference))
  const better = mine.filter((value, i) => value < (theirs[i] ?? 0)).length
  const figures = `dE00 ${mean(mine).toFixed(3)} against ${mean(theirs).toFixed(3)}`
  const evidence = `${figures}, ${better} of ${mine.length} patches, ${errors.toFixed(1)} standard errors`
  return { state: difference.mean >= 0 ? 'failed' : errors > 1 ? 'passed' : 'note', evidence }
}

function againstIncumbent(
  { predicted, deltaEs: mine }: JudgedMatrix,
  pairs: TristimulusPairs,
  incumbent: MatrixIncumbent | undefined,
): AcceptanceCheck {
  const words = `${pairs.ids.length} patches in cross-validation`
  if (!incumbent)
    return {
      name: `Better than no correction on ${words}`,
      ...comparison(mine, deltaEs(pairs.x, pairs.y, pairs.white)),
    }
  const name = `Better than ${incumbent.version} on ${words}`
  const rows = [...pairs.ids.keys()].filter((row) => !incumbent.learnt.has(pairs.ids[row] ?? ''))
  if (rows.length < 2) {
    const evidence = `${incumbent.version} cannot be judged on patches it was learned from`
    return { name, state: 'note', evidence }
  }
  const shared = takeTriples(pairs, rows)
  const none: Triple = [NaN, NaN, NaN]
  const own = deltaEs(
    rows.map((row) => predicted[row] ?? none),
    shared.y,
    shared.white,
  )
  const theirs = deltaEs(
    shared.x.map((xyz) => timesColumn(incumbent.matrix, xyz)),
    shared.y,
    shared.white,
  )
  return { name, ...comparison(own, theirs) }
}

function worstPatch({ deltaEs: after }: JudgedMatrix, pairs: TristimulusPairs): AcceptanceCheck {
  const raw = deltaEs(pairs.x, pairs.y, pairs.white)
  const above = [...after.keys()].filter((row) => (after[row] ?? 0) > WORST_DE)
  const spoilt = above.filter((row) => (after[row] ?? 0) > (raw[row] ?? 0))
  const patches = above.slice(0, 5).map((row) => pairs.ids[row] ?? '')
  const list = above.length === 0 ? '' : `: ${patches.join(', ')}${above.length > 5 ? ' and more' : ''}`
  return {
    name: 'No patch above the limit',
    state: spoilt.length > 0 ? 'failed' : above.length > 0 ? 'note' : 'passed',
    evidence: `worst dE00 ${Math.max(...after).toFixed(2)}, limit ${WORST_DE}${list}`,
  }
}

/** What a matrix passes before it may become active; notes do not block. */
export function matrixChecks(
  judged: JudgedMatrix,
  pairs: TristimulusPairs,
  incumbent: MatrixIncumbent | undefined,
): AcceptanceCheck[] {
  return [
    againstIncumbent(judged, pairs, incumbent),
    worstPatch(judged, pairs),
    {
      name: 'The patches determine a matrix',
      state: 'passed',
      evidence: `condition ${conditionOf(pairs.x).toFixed(0)}, limit 100`,
    },
    {
      name: 'Foreign chart not worse than no correction',
      state: 'note',
      evidence: 'unknown without a foreign chart',
    },
    { name: 'Spectra are corrected', state: 'note', evidence: 'no: X, Y and Z only' },
  ]
}
