import type { AcceptanceCheck, ModelCard, ModelState } from '../../../contract/model.ts'
import { parameterName } from '../../../contract/parameter-name.ts'
import type { LampState, Said } from '../../components/lamp-state.ts'
import { count, fixed, MINUS, NOT_KNOWN, significant } from '../../text/numbers.ts'
import { symbols } from '../../text/symbols.ts'

/** Lamp and word of a model's state. */
export function stateSaid(state: ModelState): Said {
  switch (state) {
    case 'active':
      return { lamp: 'good', word: 'active' }
    case 'candidate':
      return { lamp: 'waiting', word: 'candidate' }
    case 'retired':
      return { lamp: 'off', word: 'retired' }
    case 'refused':
      return { lamp: 'attention', word: 'refused' }
  }
}

const CHECK_LAMPS: Record<AcceptanceCheck['state'], LampState> = {
  passed: 'good',
  note: 'attention',
  failed: 'fault',
}
/** Lamp of an acceptance check. */
export const checkLamp = (state: AcceptanceCheck['state']): LampState => CHECK_LAMPS[state]

const ORDER: readonly AcceptanceCheck['state'][] = ['failed', 'passed', 'note']

/** The acceptance list with what failed first and notes last. */
export const inOrder = (checks: readonly AcceptanceCheck[]): AcceptanceCheck[] =>
  [...checks].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))

/** "5 pass, 1 note" */
export function acceptanceWord(checks: readonly AcceptanceCheck[]): string {
  const of = (state: AcceptanceCheck['state']): number =>
    checks.filter((check) => check.state === state).length
  const parts = [
    ...(of('failed') > 0 ? [`${fixed(of('failed'), 0)} failed`] : []),
    ...(of('passed') > 0 ? [`${fixed(of('passed'), 0)} pass`] : []),
    ...(of('note') > 0 ? [count(of('note'), 'note')] : []),
  ]
  return parts.join(', ')
}

/** Why a model cannot be made active, in words; undefined when it can. */
export function blockedBecause(
  card: Pick<ModelCard, 'acceptance' | 'accepted' | 'reason' | 'state'>,
): string | undefined {
  const failed = card.acceptance.find((check) => check.state === 'failed')
  if (failed !== undefined) return `${failed.name}: ${symbols(failed.evidence)}.`
  if (!card.accepted && card.state !== 'active' && card.state !== 'retired')
    return card.reason === '' ? 'It did not pass its acceptance.' : sentence(symbols(card.reason))
  return undefined
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** A parameter's value with the digits that matter. */
export function parameterValue(value: number | string | boolean | undefined): string {
  if (value === undefined) return NOT_KNOWN
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  if (Number.isInteger(value)) return fixed(value, 0)
  return Math.abs(value) < 1e-4 ? value.toExponential(2).replaceAll('-', MINUS) : significant(value, 4)
}

/** Name and value of every parameter; two names that would read the same keep their keys. */
export function parameterRows(parameters: ModelCard['parameters']): { name: string; value: string }[] {
  const entries = Object.entries(parameters)
  const names = entries.map(([key]) => parameterName(key))
  return entries.map(([key, value], i) => {
    const name = names[i] ?? key
    return {
      name: names.indexOf(name) === names.lastIndexOf(name) ? name : key,
      value: parameterValue(value),
    }
  })
}
