import type { Matrix, PairTable } from '../service.ts'
import type { Fitted, MethodParameters, NamedArrays } from './method.ts'
import { penaltyParameter } from './shrinkage.ts'
import { shrunkLines } from './shrunk-lines.ts'
import { applyLines, type BandLines, composeLines } from './band-lines.ts'
import { linesOf } from './slope-bias.ts'

/** A fitted method whose output goes through lines of its own; the method itself stays as it was trained. */
export interface Adjusted extends Fitted {
  readonly base: Fitted
  readonly lines: BandLines
}

/** Puts lines behind a fitted method. */
export function adjusted(base: Fitted, lines: BandLines, parameters: MethodParameters): Adjusted {
  const predict = (x: Matrix): Matrix => applyLines(lines, base.predict(x))
  return { base, lines, parameters, arrays: base.arrays, predict, dispose: () => base.dispose?.() }
}

const isAdjusted = (fitted: Fitted): fitted is Adjusted => 'lines' in fitted && 'base' in fitted

/** Recalibration of methods that have none of their own: a small slope and bias per band on the output. */
export function adjustOutput(old: Fitted, fresh: PairTable): Fitted {
  const { lines, penalty } = shrunkLines(old.predict(fresh.x), fresh.y)
  const parameters = { ...old.parameters, recalibrationPenalty: penaltyParameter(penalty) }
  if (isAdjusted(old)) return adjusted(old.base, composeLines(old.lines, lines), parameters)
  return adjusted(old, lines, parameters)
}

/** The lines as arrays for a bundle; none for a method without them. */
export function adjustmentArrays(fitted: Fitted): NamedArrays | undefined {
  return isAdjusted(fitted) ? { slope: fitted.lines.slope, offset: fitted.lines.offset } : undefined
}

/** The inverse: a restored method, with its lines where the bundle has some. @throws Problem MODEL_DAMAGED */
export function restoreAdjusted(base: Fitted, arrays: NamedArrays | undefined): Fitted {
  return arrays ? adjusted(base, linesOf({ arrays }), base.parameters) : base
}
