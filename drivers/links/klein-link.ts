import { isProblem, violation } from '../problems.ts'
import { encodeKlein, kleinDecoder, kleinProblem } from '../protocols/klein.ts'
import type { KleinCommand } from '../protocols/klein.ts'
import { abortReason, budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

const QUIET_MS = 60
/** A reading left running answers within this. */
const AFTER_READING_MS = 700
const LONGEST_QUIET_MS = 3_000
const PING_MS = 1_000
const PINGS = 3

/** What an answer carries. */
export interface KleinReply {
  readonly data: Uint8Array
  readonly status: string
}

/** The dialogue of a Klein, one command at a time. */
export interface KleinLink {
  /** An answer with whatever status. */
  ask(command: KleinCommand, budget: Budget, mostMs?: number): Promise<KleinReply>
  /** An answer with status 0. @throws Problem DEVICE_REFUSED, SATURATED, LEVEL_LOW for another */
  good(command: KleinCommand, budget: Budget): Promise<Uint8Array>
  quiet(signal: AbortSignal): Promise<void>
  /** Ends a stream or a reading that a former command began, then asks until its name comes. */
  resync(signal: AbortSignal): Promise<void>
}

/** The dialogue over a byte stream. */
export function kleinLink(link: ByteStream): KleinLink {
  const decoder = kleinDecoder()
  const reader = itemReader(link, decoder)
  const send = async (command: KleinCommand, budget: Budget): Promise<void> => {
    reader.clear()
    decoder.expect(command)
    await link.write(encodeKlein(command), budget.step())
  }
  const self: KleinLink = {
    async ask(command, budget, mostMs = Infinity) {
      await send(command, budget)
      const { data, status } = await reader.next(budget.step(mostMs), `reply to ${command}`)
      return { data, status }
    },
    async good(command, budget) {
      const { data, status } = await self.ask(command, budget)
      if (status !== '0') throw kleinProblem(command, status)
      return data
    },
    quiet: (signal) => reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal),
    async resync(signal) {
      for (let ping = 1; ; ping++) {
        if (signal.aborted) throw abortReason(signal)
        try {
          const budget = budgetOf({ signal, deadlineMs: PING_MS })
          await self.good('P0', budget)
          return
        } catch (error) {
          if (ping === PINGS || !isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION')) throw error
          // A reading ends an endless flicker stream; where none runs it does no harm.
          await send('N5', budgetOf({ signal, deadlineMs: PING_MS }))
          await reader.quiet(AFTER_READING_MS, LONGEST_QUIET_MS, signal)
        }
      }
    },
  }
  return self
}

/** Characters of an answer, without the blanks around them. @throws Problem PROTOCOL_VIOLATION for unprintable bytes */
export function kleinText(data: Uint8Array, from: number, to: number): string {
  const bytes = data.subarray(from, to)
  if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) throw violation('Unprintable bytes stand in a name.')
  return String.fromCharCode(...bytes).trim()
}
