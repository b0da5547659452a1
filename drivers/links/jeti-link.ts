import { exposureProblem, isProblem, refused, violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'
import {
  encodeJeti,
  JETI_ESCAPE,
  jetiDecoder,
  jetiErrorText,
  jetiNumber,
  jetiValue,
} from '../protocols/jeti.ts'
import { abortReason, budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

/** Lines of a fetch follow each other at once; after this the rest is lost. */
const LINE_GAP_MS = 1_500
const QUIET_MS = 60
/** What an aborted measurement may still say. */
const AFTER_ESCAPE_MS = 250
const LONGEST_QUIET_MS = 3_000
const ESCAPE_WRITE_MS = 500
const PING_MS = 1_000
const PINGS = 3
/** What the answer to *idn? begins with; a specbos 1201 says SB05. */
const NAME = /^(SPECFIRM_)?JETI|^SB05/

/** The command dialogue of a specbos, one command at a time. */
export interface JetiLink {
  /** A setting. @throws Problem DEVICE_REFUSED with the instrument's reason */
  set(command: string, budget: Budget): Promise<void>
  /** A query: its one line. */
  ask(command: string, budget: Budget): Promise<string>
  /** A fetch of `count` lines, the first of them within `firstMs`. */
  fetch(command: string, count: number, budget: Budget, firstMs?: number): Promise<string[]>
  /** A fetch of `count` lines that an ETX ends. */
  fetchBlock(command: string, count: number, budget: Budget, firstMs?: number): Promise<string[]>
  /** Accepted within `acceptMs`, finished within the budget. @throws Problem SATURATED, LEVEL_LOW, DEVICE_REFUSED */
  measure(command: string, budget: Budget, acceptMs: number): Promise<void>
  /** Aborts what runs and empties the line. */
  abort(signal: AbortSignal): Promise<void>
  quiet(signal: AbortSignal): Promise<void>
  /** Aborts what runs, then asks until the instrument answers in step. */
  resync(signal: AbortSignal): Promise<void>
}

/** The sentence for an error number; over- and underexposure are errors of the light, not of the instrument. */
function problemOf(command: string, code: number): Problem {
  if (code === 120)
    return exposureProblem(
      'SATURATED',
      'The reference was overexposed.',
      'Less light, or move the reference away from the sample.',
    )
  if (code === 121)
    return exposureProblem(
      'LEVEL_LOW',
      'The reference was underexposed.',
      'Check the lamp and where the reference is aimed.',
    )
  return refused(
    `"${command}"`,
    jetiErrorText(code),
    'Measure again. If it stays, switch the reference off and on.',
  )
}

/** The dialogue over a byte stream. */
export function jetiLink(link: ByteStream): JetiLink {
  const decoder = jetiDecoder()
  const reader = itemReader(link, decoder)

  const send = async (command: string, budget: Budget): Promise<void> => {
    reader.clear()
    await link.write(encodeJeti(command), budget.step())
  }
  const why = async (command: string, budget: Budget): Promise<Problem> => {
    await send('*stat:err?', budget)
    const item = await reader.next(budget.step(), 'reply to *stat:err?')
    if (item.kind !== 'line')
      return refused(
        `"${command}"`,
        'it gives no reason',
        'Measure again. If it stays, switch the reference off and on.',
      )
    return problemOf(command, jetiNumber(jetiValue(item.text)))
  }
  const expect = async (
    command: string,
    kind: 'ack' | 'bell' | 'etx',
    budget: Budget,
    mostMs = Infinity,
  ): Promise<void> => {
    const item = await reader.next(
      budget.step(mostMs),
      kind === 'bell' ? 'end of the measurement' : `reply to ${command}`,
    )
    if (item.kind === 'nak') throw await why(command, budget)
    if (item.kind !== kind)
      throw violation(
        `"${item.kind === 'line' ? item.text.slice(0, 40) : item.kind}" is no reply to ${command}.`,
      )
  }
  const escape = (): Promise<void> =>
    link.write(JETI_ESCAPE, { signal: new AbortController().signal, deadlineMs: ESCAPE_WRITE_MS })

  const self: JetiLink = {
    async set(command, budget) {
      await send(command, budget)
      await expect(command, 'ack', budget)
    },
    async ask(command, budget) {
      const [line = ''] = await self.fetch(command, 1, budget)
      return line
    },
    async fetch(command, count, budget, firstMs = Infinity) {
      await send(command, budget)
      const lines: string[] = []
      while (lines.length < count) {
        const [mostMs, what] =
          lines.length === 0
            ? [firstMs, `reply to ${command}`]
            : [LINE_GAP_MS, `line ${lines.length + 1} of ${command}`]
        const item = await reader.next(budget.step(mostMs), what)
        if (item.kind === 'nak') throw await why(command, budget)
        if (item.kind !== 'line') throw violation(`"${item.kind}" is no reply to ${command}.`)
        lines.push(item.text)
      }
      return lines
    },
    async fetchBlock(command, count, budget, firstMs) {
      const lines = await self.fetch(command, count, budget, firstMs)
      await expect(command, 'etx', budget, LINE_GAP_MS)
      return lines
    },
    async measure(command, budget, acceptMs) {
      await send(command, budget)
      try {
        await expect(command, 'ack', budget, acceptMs)
        await expect(command, 'bell', budget)
      } catch (error) {
        // The shutter and the lamp of the sample must not wait for the next command to learn of it.
        if (budget.signal.aborted) await escape().catch(() => undefined)
        throw error
      }
    },
    async abort(signal) {
      if (signal.aborted) throw abortReason(signal)
      await escape()
      await reader.quiet(AFTER_ESCAPE_MS, LONGEST_QUIET_MS, signal)
    },
    quiet: (signal) => reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal),
    async resync(signal) {
      await self.abort(signal)
      for (let ping = 1; ; ping++) {
        try {
          if (NAME.test(await self.ask('*idn?', budgetOf({ signal, deadlineMs: PING_MS })))) return
          throw violation('Something else than its name came back.')
        } catch (error) {
          if (ping === PINGS || signal.aborted || !isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION'))
            throw error
          await reader.quiet(AFTER_ESCAPE_MS, LONGEST_QUIET_MS, signal)
        }
      }
    },
  }
  return self
}
