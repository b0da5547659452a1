import type { Adjustment, AdjustmentValue } from '../../contract/adjustment.ts'
import type { Adjustable } from '../device.ts'
import { badRequest } from '../problems.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'

/** A setting with what sends it to the instrument, called with a value that it takes. */
export interface Knob extends Omit<Adjustment, 'value'> {
  /** What the driver sets at open. */
  readonly initial: AdjustmentValue
  readonly set: (value: AdjustmentValue, budget: Budget) => Promise<void>
}

/** A number within limits. */
export const numberKnob = (
  about: Pick<Knob, 'id' | 'name' | 'unit'> & {
    readonly initial: number
    readonly limits: readonly [number, number]
  },
  set: (value: number, budget: Budget) => Promise<void>,
): Knob => ({
  id: about.id,
  name: about.name,
  unit: about.unit,
  initial: about.initial,
  takes: { kind: 'number', min: about.limits[0], max: about.limits[1], whole: true },
  set: (value, budget) => set(Number(value), budget),
})

/** One of some words, each with what the instrument calls it; the first is the driver's own. */
export const choiceKnob = <Code>(
  about: Pick<Knob, 'id' | 'name'>,
  codes: ReadonlyMap<string, Code>,
  set: (code: Code, budget: Budget) => Promise<void>,
): Knob => ({
  ...about,
  unit: '',
  initial: [...codes.keys()][0] ?? '',
  takes: { kind: 'choice', choices: [...codes.keys()] },
  async set(value, budget) {
    for (const [word, code] of codes) if (word === value) await set(code, budget)
  },
})

function refusal({ name, unit, takes }: Knob, value: AdjustmentValue): Error {
  const asked = `${name} cannot be "${String(value)}".`
  if (takes.kind === 'choice') return badRequest(asked, `Choose one of: ${takes.choices.join(', ')}.`)
  const kind = takes.whole ? 'a whole number' : 'a number'
  return badRequest(
    asked,
    `Choose ${kind} from ${takes.min} to ${takes.max}${unit === '' ? '' : ` ${unit}`}.`,
  )
}

const isTaken = ({ takes }: Knob, value: AdjustmentValue): boolean =>
  takes.kind === 'choice'
    ? takes.choices.includes(String(value))
    : typeof value === 'number' &&
      value >= takes.min &&
      value <= takes.max &&
      (!takes.whole || Number.isInteger(value))

/** Knobs as settings that a person may change; `run` runs a command of the instrument alone. */
export function adjustableOf(
  run: (io: Io, job: (budget: Budget) => Promise<void>) => Promise<void>,
  knobs: readonly Knob[],
): Adjustable {
  const values = new Map(knobs.map(({ id, initial }) => [id, initial]))
  return {
    list: () =>
      knobs.map(({ id, name, unit, takes, initial }) => ({
        id,
        name,
        unit,
        takes,
        value: values.get(id) ?? initial,
      })),
    async adjust(id, value, io) {
      const knob = knobs.find((one) => one.id === id)
      if (!knob)
        throw badRequest(
          `It has no setting "${id}".`,
          knobs.length === 0 ? 'It has none.' : `It has: ${knobs.map((one) => one.id).join(', ')}.`,
        )
      if (!isTaken(knob, value)) throw refusal(knob, value)
      await run(io, (budget) => knob.set(value, budget))
      values.set(id, value)
    },
  }
}
