import { Problem } from '../../contract/errors.ts'
import type { SimulatedFault } from '../../contract/simulated-fault.ts'

/** What can go wrong on the way from an instrument to its host. */
export const FAULT_NAMES = [
  'late',
  'split',
  'merged',
  'truncated',
  'garbled',
  'stalled',
  'frozen',
  'half-open',
  'unplugged',
  'wrong-serial',
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

/** What can be wrong with a spectrometer's lamp, its probe or its clock while every reply arrives as it should. */
export const TROUBLES = [
  'lamp-out',
  'lamp-weak',
  'lamp-restless',
  'probe-loose',
  'time-stuck',
] as const satisfies readonly SimulatedFault[]
export type Trouble = (typeof TROUBLES)[number]

/** One fault: for a share of the replies (0..1), or for one reply by its number (1 = first); a trouble lasts from there on. */
export type FaultRule =
  | { readonly name: FaultName | Trouble; readonly rate: number }
  | { readonly name: FaultName | Trouble; readonly frame: number }

const NAMES = [...FAULT_NAMES, ...TROUBLES]
const isFault = (name: string): name is FaultName | Trouble => NAMES.some((known) => known === name)

/** Whether it is the light, the probe or the clock that is troubled, not what the instrument says. */
export const isTrouble = (name: FaultName | SimulatedFault): name is Trouble =>
  TROUBLES.some((known) => known === name)

function bad(part: string): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'The faults could not be read',
    happened: `"${part}" is not a fault.`,
    kept: 'Nothing was started.',
    next: `Write name:rate (0 to 1) or name@frame (1, 2, ...), separated by commas; names: ${NAMES.join(', ')}.`,
  })
}

function rule(part: string): FaultRule {
  const [, name = '', sign, number = ''] = /^([a-z-]+)([:@])(.+)$/.exec(part) ?? []
  const value = Number(number)
  if (!isFault(name) || !/^\d*\.?\d+$/.test(number)) throw bad(part)
  if (sign === '@' && Number.isSafeInteger(value) && value >= 1) return { name, frame: value }
  if (sign === ':' && value <= 1) return { name, rate: value }
  throw bad(part)
}

/** Reads "late:0.02,unplugged@300"; an empty text is no fault. @throws Problem BAD_REQUEST */
export function parseFaults(spec: string): FaultRule[] {
  if (spec.trim() === '') return []
  return spec.split(',').map((part) => rule(part.trim()))
}
