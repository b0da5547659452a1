import type { JudgedFigure, Verification } from '../../contract/verify.ts'
import { figureText } from '../../core/verification/tolerance.ts'
import { table } from './output.ts'

const NAMES: Record<JudgedFigure['name'], string> = {
  dE00Mean: 'dE00 mean',
  dE00P95: 'dE00 95 %',
  dE00Max: 'dE00 max',
  rmse: 'RMSE',
  gfc: 'GFC',
  patches: 'patches read',
}

/** A verification for people: every figure beside its limit, what changed, the outcome last. */
export function verificationText(verification: Verification): string {
  const { instrument, model, tolerance, figures, changes, passed, reason, unread, floor } = verification
  const rows = figures.map(({ name, value, limit, passed: kept }) => [
    NAMES[name],
    figureText(name, value),
    limit === null ? '-' : String(limit),
    limit === null ? '' : kept ? 'kept' : 'NOT KEPT',
  ])
  const unit = (value: number | null): string => (value === null ? '-' : String(+value.toPrecision(3)))
  const changed = changes.map((change) => [
    change.title,
    unit(change.before),
    unit(change.now),
    change.unit,
    change.state,
    change.sentence,
  ])
  return [
    `${instrument} with ${model}, "${tolerance.standard}"`,
    table(['figure', 'value', 'limit', ''], rows),
    ...(unread.length === 0 ? [] : [`Not read: ${unread.join(', ')}.`]),
    ...(floor === null
      ? []
      : [
          `Of the error ${percent(floor.budget.repeatability)} is spread of the spectrometer, ${percent(floor.budget.reference)} of the reference, ${percent(floor.budget.pairing)} pairing, ${percent(floor.budget.model)} the model.`,
        ]),
    table(['since the session of the model', 'then', 'now', 'unit', '', ''], changed),
    `${passed ? 'PASSED' : 'FAILED'}. ${reason}`,
  ].join('\n')
}

const percent = (share: number): string => `${String(Math.round(100 * share))} %`
