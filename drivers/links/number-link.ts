import type { Problem } from '../../contract/errors.ts'
import { isProblem } from '../problems.ts'
import { numberLineDecoder } from '../protocols/number-line.ts'
import type { NumberLineFormat, NumberLineItem } from '../protocols/number-line.ts'
import type { TextDecoder } from '../protocols/text-lines.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

const QUIET_MS = 60
const LONGEST_QUIET_MS = 400
/** How much later than expected an answer that has been given up is still waited for. */
const GRACE_MS = 1_000

/** Frames of a board that prints numbers. */
export interface NumberLink {
  /** The next frame that was begun after this call. @throws Problem PROTOCOL_VIOLATION, DEVICE_TIMEOUT */
  frame(budget: Budget): Promise<Float64Array>
  /** The frame that follows the last one: of a stream none is left out. */
  following(budget: Budget): Promise<Float64Array>
  /** The first frame of all, asked for every `attemptMs`: a boot loader is deaf, and says unreadable things. */
  firstFrame(budget: Budget, attemptMs: number): Promise<Float64Array>
  send(text: string, budget: Budget): Promise<void>
  /**
   * Forgets what was received. A board that streams is never quiet. One that is asked is asked for a frame that nobody
   * uses: one that is late comes before it. `frameMs` = longest time from question to answer. @throws Problem DEVICE_TIMEOUT
   */
  resync(signal: AbortSignal, frameMs: number): Promise<void>
}

/** Drops everything up to the first line end after each reset: the end of a frame that was exposed before. */
function fromNextLine<Item>(decoder: TextDecoder<Item>): TextDecoder<Item> {
  let inside = false
  let begun = false
  return {
    push(bytes) {
      if (inside) return decoder.push(bytes)
      begun ||= bytes.length > 0
      const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d)
      if (end === -1) return []
      inside = true
      return decoder.push(bytes.subarray(end))
    },
    reset() {
      inside = false
      begun = false
      decoder.reset()
    },
    get partial() {
      return inside ? decoder.partial : begun
    },
  }
}

/** The board over a byte stream. `trigger` is sent for each frame; without it the board streams for ever. */
export function numberLink(
  link: ByteStream,
  format: NumberLineFormat,
  trigger: string | undefined,
): NumberLink {
  const lines = numberLineDecoder(format)
  const reader = itemReader<NumberLineItem>(link, trigger === undefined ? fromNextLine(lines) : lines)
  const waitingFor = trigger === undefined ? 'line of numbers' : `line of numbers after "${trigger.trim()}"`
  const send = (text: string, budget: Budget): Promise<void> =>
    link.write(new TextEncoder().encode(text), budget.step())

  const next = async (budget: Budget): Promise<Float64Array> => {
    for (;;) {
      const item = await reader.next(budget.step(), waitingFor)
      if (item.kind === 'frame') return item.values
    }
  }
  const frame = async (budget: Budget): Promise<Float64Array> => {
    reader.clear()
    if (trigger !== undefined) await send(trigger, budget)
    return next(budget)
  }
  return {
    frame,
    following: (budget) => (trigger === undefined ? next(budget) : frame(budget)),
    async firstFrame(budget, attemptMs) {
      let unreadable: Problem | undefined
      for (;;) {
        try {
          return await frame(budgetOf(budget.step(attemptMs)))
        } catch (error) {
          if (isProblem(error, 'PROTOCOL_VIOLATION')) unreadable = error
          else if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
          if (budget.leftMs() <= 0) throw unreadable ?? error
        }
      }
    },
    send,
    async resync(signal, frameMs) {
      if (trigger === undefined) {
        await reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal)
        return
      }
      await reader.quiet(GRACE_MS, LONGEST_QUIET_MS + GRACE_MS, signal)
      const budget = budgetOf({ signal, deadlineMs: frameMs + GRACE_MS })
      await send(trigger, budget)
      await link.read(budget.step())
      await reader.quiet(frameMs + GRACE_MS, frameMs + LONGEST_QUIET_MS + GRACE_MS, signal)
    },
  }
}
