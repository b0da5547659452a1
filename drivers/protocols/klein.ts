import { exposureProblem, refused, violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'

/**
 * Klein K-10 colorimeters (dialogue of the ArgyllCMS driver): a command is two characters and CR; its answer repeats
 * the two, carries data that may be binary, and ends with a status between angle brackets. It is read by length.
 */
const CR = '\r'
const [OPEN, CLOSE] = [0x3c, 0x3e]

/** Commands with the length of their answers, bytes. */
export const KLEIN_LENGTHS = {
  /** Model (7 characters) and serial number (9). */
  P0: 21,
  /** Firmware (8 characters). */
  P2: 13,
  /** Aiming lights off. */
  L0: 5,
  /** Automatic range. */
  J8: 5,
  /** X, Y, Z and the range. */
  N5: 15,
} as const
export type KleinCommand = keyof typeof KLEIN_LENGTHS

/** One command as bytes. */
export const encodeKlein = (command: KleinCommand): Uint8Array => new TextEncoder().encode(command + CR)

/** An answer without echo and status, or what is none. */
export type KleinItem =
  | { readonly kind: 'reply'; readonly data: Uint8Array; readonly status: string }
  | { readonly kind: 'violation'; readonly problem: Problem }

/** Waits for one answer at a time; never throws. What comes unasked is dropped. */
export interface KleinDecoder {
  /** From now on the answer to this command is awaited; what was begun is forgotten. */
  expect(command: KleinCommand): void
  push(bytes: Uint8Array): KleinItem[]
  reset(): void
  /** An answer has begun that has not ended. */
  readonly partial: boolean
}

/** A decoder that awaits nothing. */
export function kleinDecoder(): KleinDecoder {
  let awaited: KleinCommand | undefined
  let received: number[] = []
  const end = (item: KleinItem): KleinItem => {
    awaited = undefined
    received = []
    return item
  }
  const one = (byte: number): KleinItem | undefined => {
    if (awaited === undefined) return undefined
    received.push(byte)
    const count = received.length
    if (count <= awaited.length && byte !== awaited.charCodeAt(count - 1))
      return end({ kind: 'violation', problem: violation(`The answer to ${awaited} does not repeat it.`) })
    if (count < KLEIN_LENGTHS[awaited]) return undefined
    const [open, status = 0] = received.slice(-3)
    if (open !== OPEN || byte !== CLOSE)
      return end({
        kind: 'violation',
        problem: violation(`The answer to ${awaited} has no status at its end.`),
      })
    const data = Uint8Array.from(received.slice(awaited.length, -3))
    return end({ kind: 'reply', data, status: String.fromCharCode(status) })
  }
  return {
    expect(command) {
      awaited = command
      received = []
    },
    push: (bytes) => Array.from(bytes, one).filter((item) => item !== undefined),
    reset() {
      awaited = undefined
      received = []
    },
    get partial() {
      return received.length > 0
    },
  }
}

/** Number of a measurement at `offset`: sign bit and 15-bit mantissa m, then a signed exponent e; m 2^(e - 16). */
export function kleinNumber(data: Uint8Array, offset: number): number {
  const view = new DataView(data.buffer, data.byteOffset + offset, 3)
  const word = view.getUint16(0)
  const size = (word & 0x7fff) * 2 ** (view.getInt8(2) - 16)
  return word >= 0x8000 ? -size : size
}

const KLEIN_ERRORS: ReadonlyMap<string, string> = new Map([
  ['B', 'its firmware failed'],
  ['X', 'its firmware failed'],
  ['b', 'its black level is too high, it needs a black calibration'],
  ['s', 'its black level is overdriven, it needs a black calibration'],
  ['t', 'its black level is zero, it needs a black calibration'],
  ['L', 'its aiming lights are on'],
])
/** The range was left while measuring: the next reading uses another one. */
const RANGE_ERRORS = 'wvu'

/** Whether the reading may be good when it is repeated. */
export const isKleinRange = (status: string): boolean => RANGE_ERRORS.includes(status)

/** The sentence for a status that is not 0. */
export function kleinProblem(command: string, status: string): Problem {
  if (status === 'u')
    return exposureProblem(
      'LEVEL_LOW',
      'The reference found too little light.',
      'Check the lamp and where the reference is aimed.',
    )
  if (isKleinRange(status))
    return exposureProblem('SATURATED', 'The reference found too much light.', 'Less light, or move it away.')
  const reason = KLEIN_ERRORS.get(status) ?? `status ${status}`
  return refused(`"${command}"`, reason, 'Measure again. If it stays, plug the reference in again.')
}
