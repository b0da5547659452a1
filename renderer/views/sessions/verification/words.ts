import type { BenchChange, JudgedFigure, Verification } from '../../../../contract/verify.ts'
import type { LampState } from '../../../components/lamp-state.ts'
import { fixed, NOT_KNOWN, percent, signed, significant, THIN } from '../../../text/numbers.ts'

/** What a figure is called; `dE` stands before a subscript. */
export const FIGURE_NAMES: Record<JudgedFigure['name'], { readonly dE: boolean; readonly words: string }> = {
  dE00Mean: { dE: true, words: 'mean' },
  dE00P95: { dE: true, words: '95 %' },
  dE00Max: { dE: true, words: 'largest' },
  rmse: { dE: false, words: 'RMSE' },
  gfc: { dE: false, words: 'Goodness of fit, at least' },
  patches: { dE: false, words: 'Patches read, at least' },
}

/** A figure or its limit with the decimals of its kind. */
export const figureText = (name: JudgedFigure['name'], value: number | null): string =>
  fixed(value, name === 'patches' ? 0 : name === 'rmse' || name === 'gfc' ? 4 : 2)

/** Lamp and word of an outcome. */
export const outcomeSaid = ({ passed }: Pick<Verification, 'passed'>): { lamp: LampState; word: string } =>
  passed ? { lamp: 'good', word: 'Passed' } : { lamp: 'fault', word: 'Failed' }

/** Lamp of a change: a change is worth a look, not an alarm. */
export const changeLamp = (state: BenchChange['state']): LampState =>
  state === 'same' ? 'good' : state === 'changed' ? 'attention' : 'off'

/** "+0.31 nm, known to 0.05", "-12.0 %", or "not known". */
export function changeText({ name, before, now, uncertainty, unit, state }: BenchChange): string {
  if (before === null || now === null) return NOT_KNOWN
  const difference = now - before
  if (name === 'white' || name === 'referenceWhite')
    return `${difference >= 0 ? '+' : ''}${percent(difference / before)}`
  if (name === 'repeatability') return `${fixed(now / before, 1)}${THIN}×`
  const known = state === 'unknown' || uncertainty === null
  const share = unit === ''
  const scale = share ? 100 : 1
  const text = `${signed(difference * scale, share ? 2 : 3)}${THIN}${share ? '%' : unit === 'nm' ? 'nm' : 'of scale'}`
  return known ? text : `${text} ±${THIN}${significant(uncertainty * scale, 2)}`
}
