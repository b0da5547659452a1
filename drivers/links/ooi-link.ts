import { isProblem, timeout, violation } from '../problems.ts'
import { ooiCollector, ooiInformation } from '../protocols/ooi.ts'
import type { OoiQuestion } from '../protocols/ooi.ts'
import { OOI_SLOT } from '../protocols/ooi-memory.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io, UsbPipe } from '../transports/transport.ts'
import { dropUntilQuiet, STREAM_QUIET_MS, USB_QUIET_MS, wholePackets } from './wire.ts'

/** After this long without a byte an answer that has begun has broken off. */
const GAP_MS = 700
/** How much later than expected a forgotten spectrum is still waited for. */
const GRACE_MS = 300
/** For each short question that brings the line back in step. */
const PING_MS = 1_000
const PINGS = 3
/** Longer than anything the instruments send: what a drain reads in one transfer. */
const DRAIN_BYTES = 8192
/** A full last packet may be followed by an empty one. */
const MOST_EMPTY = 2

/** A part of an answer: how many of its bytes come through which bulk endpoint. */
export interface OoiPart {
  readonly endpoint: number
  readonly bytes: number
}

/** Numbers of the bulk endpoints; a stream (TCP, serial line) has none and carries everything in order. */
export interface OoiEndpoints {
  readonly out: number
  readonly answers: number
  /** Through which of them a spectrum may come. */
  readonly spectrum: readonly number[]
}

/** Commands and questions of the older Ocean Optics protocol, one at a time. */
export interface OoiLink {
  /** Sends a command that has no answer. */
  tell(command: Uint8Array, budget: Budget): Promise<void>
  /**
   * The value of the answer, `dueMs` after the question at the earliest. `parts` where it does not come whole through
   * the endpoint of answers. @throws Problem PROTOCOL_VIOLATION, DEVICE_TIMEOUT
   */
  ask<T>(question: OoiQuestion<T>, budget: Budget, dueMs?: number, parts?: readonly OoiPart[]): Promise<T>
  /**
   * Waits for the spectrum that was given up, if one is still due, and empties the line; what is later still comes before
   * the answer to a short question. @throws Problem DEVICE_TIMEOUT, PROTOCOL_VIOLATION where that is not answered
   */
  resync(signal: AbortSignal): Promise<void>
}

/** The protocol over a stream or over USB transfers. */
export function ooiLink(link: ByteStream | UsbPipe, endpoints: OoiEndpoints): OoiLink {
  const inputs = [...new Set([endpoints.answers, ...endpoints.spectrum])]
  /** When a spectrum that was asked for is due, performance.now(), and where it begins. */
  let due: { readonly at: number; readonly endpoint: number } | undefined

  const receive = (endpoint: number, bytes: number, io: Io): Promise<Uint8Array> =>
    link.kind === 'usb' ? link.bulkIn(endpoint, wholePackets(bytes, link.packetBytes), io) : link.read(io)
  const send = (bytes: Uint8Array, io: Io): Promise<void> =>
    link.kind === 'usb' ? link.bulkOut(endpoints.out, bytes, io) : link.write(bytes, io)

  const drain = async (signal: AbortSignal): Promise<void> => {
    if (link.kind === 'stream') {
      link.discard()
      await dropUntilQuiet(() => link.read({ signal, deadlineMs: STREAM_QUIET_MS }))
      return
    }
    for (const endpoint of inputs)
      await dropUntilQuiet(() => link.bulkIn(endpoint, DRAIN_BYTES, { signal, deadlineMs: USB_QUIET_MS }))
  }

  /** Sends a question. Over USB all parts of its answer are asked for with it: the pieces that came. */
  const begin = async (
    { command }: OoiQuestion<unknown>,
    parts: readonly OoiPart[],
    budget: Budget,
  ): Promise<readonly (Uint8Array | undefined)[]> => {
    if (link.kind === 'stream') {
      await link.write(command, budget.step())
      return []
    }
    const reads = parts.map(({ endpoint, bytes }) => ({
      endpoint,
      length: wholePackets(bytes, link.packetBytes),
    }))
    return link.exchange({ endpoint: endpoints.out, bytes: command }, reads, budget.step())
  }

  const collect = async (
    question: OoiQuestion<unknown>,
    parts: readonly OoiPart[],
    budget: Budget,
  ): Promise<Uint8Array> => {
    const collector = ooiCollector(question.answerBytes)
    const wholeMs = budget.leftMs()
    const came = await begin(question, parts, budget).catch((error: unknown) => {
      throw isProblem(error, 'DEVICE_TIMEOUT') ? timeout(question.name, wholeMs) : error
    })
    for (const [place, { endpoint, bytes }] of parts.entries()) {
      let left = bytes
      let next = came[place]
      for (let empty = 0; left > 0;) {
        const { begun, missingBytes } = collector
        let piece: Uint8Array
        try {
          piece = next ?? (await receive(endpoint, left, budget.step(begun ? GAP_MS : Infinity)))
          next = undefined
        } catch (error) {
          if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
          if (!begun) throw timeout(question.name, wholeMs)
          throw violation(`The ${question.name} broke off, ${missingBytes} bytes before its end.`, error)
        }
        if (piece.length === 0 && ++empty > MOST_EMPTY)
          throw violation(`The ${question.name} came in empty transfers.`)
        const answer = collector.push(piece)
        if (answer?.kind === 'violation') throw answer.problem
        if (answer) return answer.value
        left -= piece.length
      }
    }
    throw violation(`The ${question.name} broke off, ${collector.missingBytes} bytes before its end.`)
  }

  const self: OoiLink = {
    tell: (command, budget) => send(command, budget.step()),
    async ask(question, budget, dueMs = 0, parts) {
      const through = parts ?? [{ endpoint: endpoints.answers, bytes: question.answerBytes }]
      due = { at: performance.now() + dueMs, endpoint: through[0]?.endpoint ?? endpoints.answers }
      const answer = question.read(await collect(question, through, budget))
      due = undefined
      if (answer.kind === 'violation') throw answer.problem
      return answer.value
    },
    async resync(signal) {
      const givenUp = due !== undefined
      const leftMs = due ? due.at - performance.now() : 0
      if (due && leftMs > 0) {
        try {
          // The protocol has no word for "never mind": what was asked for comes.
          await receive(due.endpoint, DRAIN_BYTES, { signal, deadlineMs: leftMs + GRACE_MS })
        } catch (error) {
          if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
        }
      }
      due = undefined
      await drain(signal)
      if (!givenUp) return
      // Nothing tells one spectrum from the next: one that is later still would pass for the answer to the next question.
      for (let ping = 1; ; ping++) {
        try {
          await self.ask(ooiInformation(OOI_SLOT.serialNumber), budgetOf({ signal, deadlineMs: PING_MS }))
          break
        } catch (error) {
          if (ping === PINGS || !isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION')) throw error
          await drain(signal)
        }
      }
      await drain(signal)
    },
  }
  return self
}
