import { isProblem, violation } from '../problems.ts'
import { lineDecoder } from '../protocols/ascii-lines.ts'
import { abortReason, budgetOf, pause } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream } from '../transports/transport.ts'
import { itemReader } from './item-reader.ts'

/** Lines of one answer follow each other at once; after this the rest is lost. */
const LINE_GAP_MS = 1_500
const QUIET_MS = 60
const LONGEST_QUIET_MS = 3_000
/** What the answer to an older command would still come within. */
const ECHO_MS = 120
const PING_MS = 1_000
const LEAST_PINGS = 3

/** How an instrument wants to be spoken to. */
export interface LineManners {
  /** What ends a command. */
  readonly end: string
  /** Characters go out one by one: some meters lose all but the first of a burst. */
  readonly oneByOne?: boolean
  /** Least time between two commands, ms. */
  readonly pauseMs: number
}

/** Commands and answers in lines of text, one command at a time. */
export interface LineDialogue {
  /** A command without its end, or with none where `bare`. What came before it is forgotten. */
  send(command: string, budget: Budget, bare?: boolean): Promise<void>
  /** The next line, within `mostMs`. */
  line(budget: Budget, waitingFor: string, mostMs?: number): Promise<string>
  /** A command and its first line. */
  ask(command: string, budget: Budget, mostMs?: number): Promise<string>
  /** A command and its `count` lines, the first of them within `firstMs`. */
  fetch(command: string, count: number, budget: Budget, firstMs?: number): Promise<string[]>
  /** Reads and drops until the line is quiet. */
  quiet(signal: AbortSignal): Promise<void>
  /**
   * Says `hello` until its answer comes alone: after a measurement that was given up its answer may come first and
   * look the same. An instrument that measures listens late, so it is given `patienceMs`.
   */
  resync(hello: (budget: Budget) => Promise<unknown>, patienceMs: number, signal: AbortSignal): Promise<void>
}

/** The dialogue over a byte stream. */
export function lineDialogue(link: ByteStream, manners: LineManners): LineDialogue {
  const reader = itemReader(link, lineDecoder())
  let lastSentMs = -Infinity

  const self: LineDialogue = {
    async send(command, budget, bare = false) {
      const restMs = lastSentMs + manners.pauseMs - performance.now()
      if (restMs > 0) await pause(restMs, budget.signal)
      reader.clear()
      const bytes = new TextEncoder().encode(bare ? command : `${command}${manners.end}`)
      const parts = manners.oneByOne === true ? Array.from(bytes, (byte) => Uint8Array.of(byte)) : [bytes]
      for (const part of parts) await link.write(part, budget.step())
      lastSentMs = performance.now()
    },
    async line(budget, waitingFor, mostMs = Infinity) {
      return (await reader.next(budget.step(mostMs), waitingFor)).text
    },
    async ask(command, budget, mostMs = Infinity) {
      await self.send(command, budget)
      return self.line(budget, `reply to ${command}`, mostMs)
    },
    async fetch(command, count, budget, firstMs = Infinity) {
      const lines = [await self.ask(command, budget, firstMs)]
      while (lines.length < count)
        lines.push(await self.line(budget, `line ${lines.length + 1} of ${command}`, LINE_GAP_MS))
      return lines
    },
    quiet: (signal) => reader.quiet(QUIET_MS, LONGEST_QUIET_MS, signal),
    async resync(hello, patienceMs, signal) {
      const end = performance.now() + patienceMs
      for (let ping = 1; ; ping++) {
        if (signal.aborted) throw abortReason(signal)
        await self.quiet(signal)
        try {
          await hello(budgetOf({ signal, deadlineMs: PING_MS }))
          if (await silent(ECHO_MS, signal)) return
          throw violation('More than one answer came to one question.')
        } catch (error) {
          const over = ping >= LEAST_PINGS && performance.now() > end
          if (over || !isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION', 'DEVICE_REFUSED')) throw error
        }
      }
    },
  }

  const silent = async (ms: number, signal: AbortSignal): Promise<boolean> => {
    try {
      await reader.next({ signal, deadlineMs: ms }, 'nothing')
      return false
    } catch (error) {
      if (isProblem(error, 'DEVICE_TIMEOUT')) return true
      throw error
    }
  }
  return self
}

/** A fetch whose answer stays in the instrument is asked for again when it was unreadable or broke off, `attempts` times in all. */
export async function fetchAgain<T>(
  dialogue: Pick<LineDialogue, 'quiet'>,
  budget: Budget,
  fetch: () => Promise<T>,
  attempts = 3,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch()
    } catch (error) {
      if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION') || attempt === attempts) throw error
      await dialogue.quiet(budget.signal)
    }
  }
}
