import { isProblem, refused, stageAlarm, violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'
import {
  encodeSpectrolino,
  refusalText,
  spectrolinoDecoder,
  spectrolinoErrorText,
  tableErrorText,
} from '../protocols/spectrolino.ts'
import type { SpectrolinoItem } from '../protocols/spectrolino.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

const QUIET_MS = 120
const LONGEST_QUIET_MS = 1_500
/** The longest thing it does without answering: moving across the table and measuring. */
const LONGEST_BUSY_MS = 15_000
const PINGS = 2
const OUT_OF_RANGE = 0x02

/** Requests and their one reply each. */
export interface SpectrolinoLink {
  /** What follows `head` in the reply. @throws Problem DEVICE_REFUSED, STAGE_ALARM, PROTOCOL_VIOLATION, DEVICE_TIMEOUT */
  ask(request: readonly number[], head: readonly number[], budget: Budget): Promise<Uint8Array>
  /** A request of the table that is answered by D1 80 00. @throws Problem STAGE_ALARM, DEVICE_REFUSED */
  order(request: readonly number[], what: string, budget: Budget): Promise<void>
  /** A measurement or calibration of the head: the error byte after 25. */
  outcome(request: readonly number[], budget: Budget): Promise<number>
  /** Waits for what is under way: until two replies to `ping` in a row are the same, so that nothing moves any more. */
  resync(signal: AbortSignal): Promise<void>
}

const hex = (bytes: ArrayLike<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')

const starts = (bytes: Uint8Array, head: readonly number[]): boolean =>
  head.every((byte, i) => bytes[i] === byte)

function tableProblem(what: string, code: number): Problem {
  if (code === OUT_OF_RANGE)
    return stageAlarm(
      `${what}: ${tableErrorText(code)}. It was not moved.`,
      'Check origin and pitch of the plate.',
    )
  return refused(what, tableErrorText(code), 'Check the table, then try again.')
}

/** The dialogue over a byte stream. `ping` is harmless, its reply begins with `pong` and tells where the table stands. */
export function spectrolinoLink(
  link: ByteStream,
  ping: readonly number[],
  pong: readonly number[],
): SpectrolinoLink {
  const reader = itemReader<SpectrolinoItem>(link, spectrolinoDecoder())

  const exchange = async (request: readonly number[], what: string, budget: Budget): Promise<Uint8Array> => {
    reader.clear()
    await link.write(encodeSpectrolino(request), budget.step())
    const { bytes } = await reader.next(budget.step(), `reply to ${what}`)
    if (starts(bytes, [0x26]) && bytes.length === 2)
      throw refused(what, refusalText(bytes[1] ?? 0), 'Switch it off and on, then connect it again.')
    if (starts(bytes, [0xd1, 0xa0]))
      throw refused(what, refusalText(bytes[2] ?? 0), 'Switch it off and on, then connect it again.')
    return bytes
  }
  const alive = async (signal: AbortSignal): Promise<string> => {
    await link.write(encodeSpectrolino(ping), { signal, deadlineMs: LONGEST_BUSY_MS })
    for (;;) {
      // Replies of older requests come first, each whole.
      const { bytes } = await reader.next({ signal, deadlineMs: LONGEST_BUSY_MS }, 'sign of life')
      if (starts(bytes, pong)) return hex(bytes)
    }
  }
  const self: SpectrolinoLink = {
    async ask(request, head, budget) {
      const what = `request ${hex(request)}`
      const bytes = await exchange(request, what, budget)
      if (starts(bytes, head)) return bytes.slice(head.length)
      if (starts(bytes, [0xd1, 0x80]) && bytes.length === 3) throw tableProblem(what, bytes[2] ?? 0)
      throw violation(`"${hex(bytes.subarray(0, 8))}" is no reply to ${what}.`)
    },
    async order(request, what, budget) {
      const bytes = await exchange(request, what, budget)
      if (!starts(bytes, [0xd1, 0x80]) || bytes.length !== 3)
        throw violation(`"${hex(bytes.subarray(0, 8))}" came where the end of "${what}" was expected.`)
      if (bytes[2] !== 0) throw tableProblem(what, bytes[2] ?? 0)
    },
    async outcome(request, budget) {
      const [code] = await self.ask(request, [0x25], budget)
      if (code === undefined) throw violation('A measurement ended without saying how.')
      return code
    },
    async resync(signal) {
      for (let attempt = 1; ; attempt++) {
        await reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal)
        try {
          for (let before = ''; ;) {
            const now = await alive(signal)
            if (now === before) return
            before = now
            await reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal)
          }
        } catch (error) {
          if (attempt === PINGS || !isProblem(error, 'PROTOCOL_VIOLATION')) throw error
        }
      }
    },
  }
  return self
}

/** Throws unless a measurement went well. @throws Problem DEVICE_REFUSED */
export function requireGood(what: string, code: number, good: number): void {
  if (code === good) return
  throw refused(what, spectrolinoErrorText(code), 'Check the sample and its filter, then measure again.')
}
