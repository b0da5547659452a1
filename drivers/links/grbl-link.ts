import type { Problem } from '../../contract/errors.ts'
import { isProblem, refused, stageAlarm, timeout } from '../problems.ts'
import { encodeGrbl, GRBL_BYTE, grblDecoder } from '../protocols/grbl.ts'
import type { GrblItem, GrblStatus } from '../protocols/grbl.ts'
import { GRBL_CRITICAL_ALARMS, grblAlarmText, grblErrorText } from '../protocols/grbl-tables.ts'
import { budgetOf, pause } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

/** An Uno resets when its port is opened and stays in its boot loader for 1 to 1.5 s. */
const BOOT_MS = 2_000
const BANNER_MS = 1_500
/** No `?` is answered while homing, in a critical alarm, or while settings are written. */
const STATUS_MS = 1_000
const POLL_MS = 100
const HOLD_MS = 5_000
const QUIET_MS = 60
const LONGEST_QUIET_MS = 2_000

/** What came with the `ok` of a line. */
export interface GrblReply {
  readonly settings: ReadonlyMap<number, number>
  readonly feedback: readonly string[]
}

/** Lines and real-time bytes of GRBL, one line at a time. */
export interface GrblLink {
  /** The version after the board's own start or, where it stays silent, after a soft reset. */
  banner(signal: AbortSignal): Promise<string>
  /** @throws Problem STAGE_ALARM, DEVICE_REFUSED */
  line(text: string, budget: Budget): Promise<GrblReply>
  status(budget: Budget): Promise<GrblStatus>
  /** Brakes without losing steps; to be sent at once when a move is given up. */
  hold(): Promise<void>
  /** Ends everything at once; the only thing homing listens to. */
  reset(): Promise<void>
  /** Out of an alarm that accepts nothing but a reset. */
  leaveCriticalAlarm(signal: AbortSignal): Promise<void>
  /** Brings motion to rest, then resets: after it nothing sent before has any effect. */
  resync(signal: AbortSignal): Promise<void>
}

function problemOf(text: string, code: number): Problem {
  if (code === 15)
    return stageAlarm(
      'The target lies outside the travel of the table.',
      'Check origin and pitch of the plate.',
    )
  if (code === 9) return stageAlarm('The table is locked because it does not know where it is.', 'Home it.')
  return refused(`"${text}"`, grblErrorText(code), 'Home the table and try again.')
}

/** The dialogue over a byte stream. */
export function grblLink(link: ByteStream): GrblLink {
  const reader = itemReader(link, grblDecoder())
  let critical = false

  const alarm = (code: number): Problem => {
    critical = GRBL_CRITICAL_ALARMS.includes(code)
    return stageAlarm(`${grblAlarmText(code)}.`, 'Clear the way of the table, then home it.')
  }
  const restarted = (): Problem =>
    stageAlarm(
      'The controller restarted by itself; the position may be lost.',
      'Check its power supply, then home the table.',
    )

  /** Reads until an item of this kind; an alarm on the way is thrown. */
  const until = async <Kind extends GrblItem['kind']>(
    kind: Kind,
    budget: Budget,
    what: string,
  ): Promise<Extract<GrblItem, { kind: Kind }>> => {
    const isIt = (item: GrblItem): item is Extract<GrblItem, { kind: Kind }> => item.kind === kind
    for (;;) {
      const item = await reader.next(budget.step(), what)
      if (isIt(item)) return item
      if (item.kind === 'alarm') throw alarm(item.code)
    }
  }
  const send = (bytes: Uint8Array, budget: Budget): Promise<void> => link.write(bytes, budget.step())
  const quiet = (signal: AbortSignal): Promise<void> => reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal)

  const urgent = (bytes: Uint8Array): Promise<void> =>
    link.write(bytes, { signal: new AbortController().signal, deadlineMs: STATUS_MS })

  const reset = async (signal: AbortSignal): Promise<string> => {
    const budget = budgetOf({ signal, deadlineMs: BANNER_MS })
    reader.clear()
    await send(GRBL_BYTE.reset, budget)
    const version = await bannerWithin(budget)
    critical = false
    // What follows the banner ([MSG:...], start-up lines) answers nothing.
    await quiet(signal)
    return version
  }
  /** Noise of a boot loader, an alarm raised by the reset: everything before the banner is history - unless none comes. */
  const bannerWithin = async (budget: Budget): Promise<string> => {
    let unreadable: Problem | undefined
    for (;;) {
      try {
        return (await until('banner', budget, 'start message of GRBL')).version
      } catch (error) {
        if (isProblem(error, 'PROTOCOL_VIOLATION')) unreadable = error
        else if (isProblem(error, 'DEVICE_TIMEOUT')) throw unreadable ?? error
        else if (!isProblem(error, 'STAGE_ALARM')) throw error
        if (budget.leftMs() <= 0) throw error
      }
    }
  }
  const status = async (budget: Budget): Promise<GrblStatus> => {
    reader.clear()
    await send(GRBL_BYTE.status, budget)
    return (await until('status', budget, 'status report')).status
  }

  return {
    status,
    async banner(signal) {
      try {
        const version = await bannerWithin(budgetOf({ signal, deadlineMs: BOOT_MS }))
        await quiet(signal)
        return version
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION')) throw error
      }
      return reset(signal)
    },
    async line(text, budget) {
      reader.clear()
      await send(encodeGrbl(text), budget)
      const settings = new Map<number, number>()
      const feedback: string[] = []
      for (;;) {
        const item = await reader.next(budget.step(), `reply to "${text}"`)
        if (item.kind === 'ok') return { settings, feedback }
        if (item.kind === 'error') throw problemOf(text, item.code)
        if (item.kind === 'alarm') throw alarm(item.code)
        if (item.kind === 'banner') throw restarted()
        if (item.kind === 'setting') settings.set(item.number, item.value)
        if (item.kind === 'feedback') feedback.push(item.text)
      }
    },
    hold: () => urgent(GRBL_BYTE.hold),
    reset: () => urgent(GRBL_BYTE.reset),
    async leaveCriticalAlarm(signal) {
      if (critical) await reset(signal)
    },
    async resync(signal) {
      const end = performance.now() + HOLD_MS
      try {
        await send(GRBL_BYTE.hold, budgetOf({ signal, deadlineMs: STATUS_MS }))
        for (;;) {
          const { state, subState } = await status(budgetOf({ signal, deadlineMs: STATUS_MS }))
          const moving =
            state === 'Run' || state === 'Jog' || state === 'Home' || (state === 'Hold' && subState === 1)
          if (!moving) break
          if (performance.now() > end) throw timeout('standstill of the table', HOLD_MS)
          await pause(POLL_MS, signal)
        }
      } catch (error) {
        // Silent or unreadable: the reset below is all that is left, and says whether it lives.
        if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION', 'STAGE_ALARM')) throw error
      }
      await reset(signal)
    },
  }
}
