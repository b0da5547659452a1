import type { Check } from '../../../contract/instrument.ts'
import type { LampState } from '../../components/lamp-state.ts'

/** A check with its lamp. In a chain the first failure stops the rest: they wait. */
export function lampsOf(checks: readonly Check[], chain: boolean): LampState[] {
  const broken = chain ? checks.findIndex((check) => !check.ok) : -1
  return checks.map((check, i) => (broken >= 0 && i > broken ? 'waiting' : check.ok ? 'good' : 'fault'))
}

/** "4 pass, 1 fails" */
export function tally(checks: readonly Check[]): string {
  const failed = checks.filter((check) => !check.ok).length
  const passed = `${String(checks.length - failed)} pass`
  return failed === 0 ? passed : `${passed}, ${String(failed)} ${failed === 1 ? 'fails' : 'fail'}`
}
