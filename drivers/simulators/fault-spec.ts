import { Problem } from '../../contract/errors.ts'

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

/** One fault: for a share of the replies (0..1), or for one reply by its number (1 = first). */
export type FaultRule =
  { readonly name: FaultName; readonly rate: number } | { readonly name: FaultName; readonly frame: number }

const isFault = (name: string): name is FaultName => FAULT_NAMES.some((known) => known === name)

function bad(part: string): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'The faults could not be read',
    happened: `"${part}" is not a fault.`,
    kept: 'Nothing was started.',
    next: `Write name:rate (0 to 1) or name@frame (1, 2, ...), separated by commas; names: ${FAULT_NAMES.join(', ')}.`,
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
