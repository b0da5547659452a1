import { Faults } from '../../drivers/simulators/faults.ts'
import type { FaultName, FaultRule } from '../../drivers/simulators/fault-spec.ts'

const CALM: ReadonlySet<FaultName> = new Set()

/** Faults that come and go: an instrument is asked at the end over a good line. */
export class Weather extends Faults {
  /** Share of the replies that the rules are asked about: 0 = a good line. */
  exposure = 0
  /** What the instrument has said so far, faulty or not. */
  replies = 0

  override strike(reply: Uint8Array): ReadonlySet<FaultName> {
    this.replies++
    return this.exposure > 0 && this.random.next() < this.exposure ? super.strike(reply) : CALM
  }
}

/** Sum of all that was injected, or of one kind. */
export function countOf(injected: ReadonlyMap<FaultName, number>, name?: FaultName): number {
  if (name !== undefined) return injected.get(name) ?? 0
  return [...injected.values()].reduce((sum, count) => sum + count, 0)
}

/** How often each kind strikes, per reading. */
const PER_READING: Readonly<Record<Exclude<FaultName, 'wrong-serial'>, number>> = {
  late: 0.12,
  split: 0.14,
  merged: 0.12,
  truncated: 0.14,
  garbled: 0.2,
  stalled: 0.1,
  frozen: 0.04,
  'half-open': 0.04,
  unplugged: 0.05,
}
/** Share of the replies with a serial number that carry another one. */
const WRONG_SERIAL_SHARE = 0.15

/** The rules for an instrument that says so much in one reading. */
export const rulesFor = (repliesPerReading: number): FaultRule[] => [
  ...Object.entries(PER_READING).map(([name, share]) => ({
    name: name as FaultName,
    rate: share / Math.max(1, repliesPerReading),
  })),
  { name: 'wrong-serial', rate: WRONG_SERIAL_SHARE },
]
