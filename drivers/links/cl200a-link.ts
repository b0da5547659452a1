import { isProblem, violation } from '../problems.ts'
import { cl200aData, cl200aDecoder, encodeCl200a } from '../protocols/cl200a.ts'
import { abortReason, budgetOf, pause } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

const QUIET_MS = 120
const LONGEST_QUIET_MS = 3_000
const PING_MS = 1_000
const PINGS = 3
/** PC mode: it listens to the line and not to its keys. */
const PC_MODE = '00541   '

/** The dialogue of a CL-200A, one frame at a time. */
export interface Cl200aLink {
  /** A frame and the data of its answer. */
  ask(body: string, budget: Budget, mostMs?: number): Promise<string>
  /** A frame that is not answered; the meter needs `settleMs` for it. */
  tell(body: string, budget: Budget, settleMs: number): Promise<void>
  /** Sets PC mode, which any meter that listens answers. */
  hello(budget: Budget): Promise<void>
  quiet(signal: AbortSignal): Promise<void>
  /** Asks until an answer comes that belongs to the question. */
  resync(signal: AbortSignal): Promise<void>
}

/** The dialogue over a byte stream. */
export function cl200aLink(link: ByteStream): Cl200aLink {
  const reader = itemReader(link, cl200aDecoder())
  const send = async (body: string, budget: Budget): Promise<void> => {
    reader.clear()
    await link.write(encodeCl200a(body), budget.step())
  }
  const self: Cl200aLink = {
    async ask(body, budget, mostMs = Infinity) {
      await send(body, budget)
      const command = body.slice(2, 4)
      const { body: answer } = await reader.next(budget.step(mostMs), `reply to command ${command}`)
      return cl200aData(answer, command)
    },
    async tell(body, budget, settleMs) {
      await send(body, budget)
      await pause(settleMs, budget.signal)
    },
    async hello(budget) {
      if ((await self.ask(PC_MODE, budget)) !== '') throw violation('Values came where a setting was made.')
    },
    quiet: (signal) => reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal),
    async resync(signal) {
      for (let ping = 1; ; ping++) {
        if (signal.aborted) throw abortReason(signal)
        await self.quiet(signal)
        try {
          await self.hello(budgetOf({ signal, deadlineMs: PING_MS }))
          return
        } catch (error) {
          if (ping === PINGS || !isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION')) throw error
        }
      }
    },
  }
  return self
}
