import type { ProblemCode } from '../../contract/errors.ts'
import type { Check } from '../../contract/instrument.ts'
import type { Slot } from '../bench/slot.ts'

/** Checks of one instrument in causal order, and the problem that each of them would show as. */
const STEPS: readonly {
  readonly name: string
  readonly codes: readonly ProblemCode[]
  readonly good: string
}[] = [
  { name: 'adapter', codes: ['NO_DEVICE', 'DEVICE_LOST'], good: 'seen on the bus' },
  { name: 'permission', codes: ['PERMISSION', 'DRIVER'], good: 'the system allows access' },
  { name: 'port', codes: ['BUSY'], good: 'free for this program' },
  { name: 'line settings', codes: ['PROTOCOL_VIOLATION'], good: 'replies can be read' },
  { name: 'answer', codes: ['DEVICE_TIMEOUT', 'DEVICE_REFUSED'], good: 'replies in time' },
  { name: 'identity', codes: ['WRONG_DEVICE'], good: 'the expected instrument' },
]

/** What is in order with an instrument; the first failure ends the list, what follows cannot be known. */
export function deviceChecks(slot: Slot): Check[] {
  const checks: Check[] = []
  const { problem } = slot
  if (!slot.present && !problem)
    return [
      {
        name: 'connection',
        ok: false,
        detail: 'Not connected.',
        nextStep: 'Connect it in the device list.',
      },
    ]
  for (const step of STEPS) {
    if (problem && step.codes.includes(problem.code))
      return [...checks, { name: step.name, ok: false, detail: problem.happened, nextStep: problem.next }]
    checks.push({ name: step.name, ok: true, detail: step.good })
  }
  if (problem)
    checks.push({ name: 'instrument', ok: false, detail: problem.happened, nextStep: problem.next })
  const wrong = slot.info().settings.find((setting) => !setting.ok)
  checks.push(
    wrong
      ? {
          name: 'settings',
          ok: false,
          detail: `${wrong.name}: required ${wrong.required}, device reports ${wrong.readBack}.`,
          nextStep: 'Release the instrument and connect it again.',
        }
      : { name: 'settings', ok: true, detail: 'as required' },
  )
  return checks
}
