import type { Problem } from '../../contract/errors.ts'
import { isProblem, refused, stageAlarm } from '../problems.ts'
import { encodeMarlin, marlinDecoder } from '../protocols/marlin.ts'
import type { MarlinItem } from '../protocols/marlin.ts'
import type { TextViolation } from '../protocols/text-lines.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

/** A board that restarts at the opening of its port is deaf for up to this long, then says `start` and more. */
const BOOT_MS = 2_500
const QUIET_MS = 150
const LONGEST_QUIET_MS = 3_000
/** It says that it is busy every 2 s (M113): silence for longer is silence. */
const SILENCE_MS = 4_500
const ATTEMPTS = 2

/** Whatever came before the `ok` of a line. */
export type MarlinReply = readonly Exclude<MarlinItem, TextViolation>[]

/** Lines of Marlin, one at a time. */
export interface MarlinLink {
  /** Waits until a board that restarts at the opening has started; one that does not stays silent. */
  boot(signal: AbortSignal): Promise<void>
  /** @throws Problem STAGE_ALARM when it is halted or has restarted, DEVICE_REFUSED for its errors */
  line(text: string, budget: Budget): Promise<MarlinReply>
  /** Waits for everything sent before: a move cannot be called back, it ends by itself. */
  resync(signal: AbortSignal): Promise<void>
  /** It has restarted since the last `start` that was expected: it knows no position. */
  readonly restarted: boolean
  /** Forgets a restart: it has been homed. */
  settled(): void
}

const halted = (said: string): Problem =>
  stageAlarm(`Its controller has halted: ${said}`, 'Switch the table off and on, then home it.')
const restartedAlone = (): Problem =>
  stageAlarm(
    'The controller restarted by itself; the position is lost.',
    'Check its power supply, then home the table.',
  )

/** The dialogue over a byte stream. */
export function marlinLink(link: ByteStream): MarlinLink {
  const reader = itemReader<MarlinItem>(link, marlinDecoder())
  let restarted = true

  const self: MarlinLink = {
    get restarted() {
      return restarted
    },
    settled: () => {
      restarted = false
    },
    async boot(signal) {
      const end = performance.now() + BOOT_MS
      try {
        for (;;) {
          const deadlineMs = Math.max(0, end - performance.now())
          const item = await reader.next({ signal, deadlineMs }, 'start').catch((error: unknown) => {
            // At the wrong speed, and from a boot loader, comes noise.
            if (isProblem(error, 'PROTOCOL_VIOLATION')) return undefined
            throw error
          })
          if (item?.kind === 'start') break
        }
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
      }
      await reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal)
    },
    async line(text, budget) {
      reader.clear()
      await link.write(encodeMarlin(text), budget.step())
      const said: Exclude<MarlinItem, TextViolation>[] = []
      let complaint: Problem | undefined
      for (;;) {
        const item = await reader.next(budget.step(), `reply to "${text}"`)
        if (item.kind === 'start') {
          restarted = true
          throw restartedAlone()
        }
        if (item.kind === 'error' && item.fatal) {
          restarted = true
          throw halted(item.text)
        }
        if (item.kind === 'error')
          complaint = refused(`"${text}"`, item.text, 'Home the table and try again.')
        if (item.kind === 'unknown')
          complaint = refused(`"${text}"`, 'it does not know the command', 'Update its firmware.')
        if (item.kind === 'ok') {
          if (complaint) throw complaint
          return said
        }
        said.push(item)
      }
    },
    async resync(signal) {
      await reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal)
      for (let attempt = 1; ; attempt++) {
        try {
          // Every `ok` before the report of this position belongs to an older line.
          await link.write(encodeMarlin('M114'), { signal, deadlineMs: SILENCE_MS })
          for (let reported = false; ;) {
            const item = await reader.next({ signal, deadlineMs: SILENCE_MS }, 'report of its position')
            if (item.kind === 'start') restarted = true
            if (item.kind === 'position') reported = true
            if (item.kind === 'ok' && reported) return
          }
        } catch (error) {
          if (attempt === ATTEMPTS || !isProblem(error, 'PROTOCOL_VIOLATION', 'DEVICE_TIMEOUT')) throw error
          await reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal)
        }
      }
    },
  }
  return self
}
