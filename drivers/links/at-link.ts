import { isProblem, refused } from '../problems.ts'
import { atDecoder, encodeAt } from '../protocols/as7265x.ts'
import type { AtItem } from '../protocols/as7265x.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

const QUIET_MS = 60
const LONGEST_QUIET_MS = 1_500
const PING_MS = 500
const PINGS = 4

/** AT commands, one at a time. */
export interface AtLink {
  /** The text in front of OK. @throws Problem DEVICE_REFUSED for ERROR, DEVICE_TIMEOUT, PROTOCOL_VIOLATION */
  ask(command: string, budget: Budget): Promise<string>
  /** Asks `AT` until OK comes: the first command after power-up often answers ERROR. */
  wake(signal: AbortSignal, pingMs: number): Promise<void>
  resync(signal: AbortSignal): Promise<void>
}

/** The dialogue over a byte stream. */
export function atLink(link: ByteStream): AtLink {
  const reader = itemReader<AtItem>(link, atDecoder())
  const self: AtLink = {
    async ask(command, budget) {
      reader.clear()
      await link.write(encodeAt(command), budget.step())
      const item = await reader.next(budget.step(), `reply to ${command}`)
      if (item.kind === 'ok') return item.text
      throw refused(
        `"${command}"`,
        'it answers ERROR',
        'Switch the board off and on. A flashing blue light means that its flash memory is empty.',
      )
    },
    async wake(signal, pingMs) {
      for (let ping = 1; ; ping++) {
        // What was said to somebody before must not pass for the answer.
        await reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal)
        try {
          await self.ask('AT', budgetOf({ signal, deadlineMs: pingMs }))
          return
        } catch (error) {
          if (ping === PINGS || !isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION', 'DEVICE_REFUSED'))
            throw error
        }
      }
    },
    resync: (signal) => self.wake(signal, PING_MS),
  }
  return self
}
