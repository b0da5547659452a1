import type { Problem } from '../../contract/errors.ts'
import { isProblem, refused, timeout } from '../problems.ts'
import { encodeObp, obpDecoder } from '../protocols/obp.ts'
import type { ObpItem, ObpMessage, ObpVersion } from '../protocols/obp.ts'
import { OBP, OBP_NOT_OFFERED, obpErrorText, obpTypeName } from '../protocols/obp-tables.ts'
import type { ObpType } from '../protocols/obp-tables.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Wire } from './wire.ts'

/** After this long without a byte a message that has begun, or garbage, is over. */
const GAP_MS = 700
/** How much later than expected a forgotten answer is still waited for. */
const GRACE_MS = 300
/** An exposure shorter than this is over before an abort is through. */
const WORTH_ABORTING_MS = 600

/** Questions and commands of the Ocean Binary Protocol, one at a time. */
export interface ObpLink {
  /** The data of the answer. `extraMs` is the time the device needs, on top of the budget's. @throws Problem DEVICE_REFUSED */
  query(type: ObpType, budget: Budget, data?: Uint8Array, dueMs?: number): Promise<Uint8Array>
  /** As `query`; undefined where this firmware does not offer it. */
  queryIfOffered(
    type: ObpType,
    budget: Budget,
    data?: Uint8Array,
    dueMs?: number,
  ): Promise<Uint8Array | undefined>
  /** Resolves when the device has acknowledged. @throws Problem DEVICE_REFUSED */
  command(type: ObpType, data: Uint8Array, budget: Budget): Promise<void>
  /** As `command`; false where this firmware does not offer it. */
  commandIfOffered(type: ObpType, data: Uint8Array, budget: Budget): Promise<boolean>
  /** Waits for the answer that was given up, if one is still due, and empties the line. */
  resync(signal: AbortSignal): Promise<void>
}

/** An answer that was given up: the tag of its request and when it was due (performance.now()). */
interface Due {
  readonly tag: number
  readonly at: number
}

/** The protocol over a wire. */
export function obpLink(wire: Wire, version: ObpVersion = '1.1'): ObpLink {
  const decoder = obpDecoder(version)
  let tag = 0
  /** The request whose answer has not come. */
  let open: Due | undefined
  /**
   * Bytes of the last answer of a type: over USB the next one is asked for whole, not its first packet and then the rest. One
   * that is shorter ends its transfer by its last packet, which is not full.
   */
  const lengths = new Map<number, number>()

  /** Sends `request`, if there is one, and reads until the answer to `expected` is there. Answers to former requests are dropped. */
  const answer = async (
    type: number | undefined,
    expected: number,
    budget: Budget,
    request?: Uint8Array,
  ): Promise<ObpMessage> => {
    let toSend = request
    let seen: Problem | undefined
    const isIt = (message: ObpMessage): boolean =>
      (type === undefined || message.type === type) &&
      (message.response || message.ack || message.refusal !== undefined) &&
      // Firmware that does not copy the tag leaves it 0.
      (message.regarding === expected || message.regarding === 0)
    const pick = (items: readonly ObpItem[]): ObpMessage | undefined => {
      for (const item of items) {
        if (item.kind === 'violation') seen ??= item.problem
        else if (isIt(item.message)) return item.message
      }
      return undefined
    }
    let received = 0
    for (;;) {
      const begun = decoder.missingBytes !== undefined || decoder.onlyGarbage || seen !== undefined
      try {
        const wanted = decoder.missingBytes ?? (begun || type === undefined ? undefined : lengths.get(type))
        const bytes = await (toSend
          ? wire.exchange(toSend, wanted, budget)
          : wire.receive(wanted, budget.step(begun ? GAP_MS : Infinity)))
        toSend = undefined
        received += bytes.length
        const message = pick(decoder.push(bytes))
        if (message) {
          if (type !== undefined && message.refusal === undefined) lengths.set(type, received)
          return message
        }
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
        const message = pick(decoder.flush())
        if (message) return message
        throw seen ?? error
      }
    }
  }

  const ask = async (
    type: ObpType,
    data: Uint8Array | undefined,
    ackRequested: boolean,
    budget: Budget,
    dueMs: number,
  ): Promise<ObpMessage> => {
    const code = OBP[type]
    tag = (tag % 0xffff) + 1
    const mine = tag
    open = { tag: mine, at: performance.now() + dueMs }
    const wholeMs = budget.leftMs()
    const request = encodeObp({ version, type: code, regarding: mine, ackRequested, ...(data && { data }) })
    try {
      const message = await answer(code, mine, budget, request)
      open = undefined
      return message
    } catch (error) {
      if (isProblem(error, 'DEVICE_TIMEOUT')) throw timeout(`reply to "${obpTypeName(code)}"`, wholeMs)
      throw error
    }
  }

  const refusal = (type: ObpType, code: number): Problem =>
    refused(
      `"${obpTypeName(OBP[type])}"`,
      obpErrorText(code),
      'Repeat it. If it stays, switch the spectrometer off and on.',
    )

  /** Ends a long exposure that nobody waits for; where the firmware cannot, its answer is waited for and dropped. */
  const forgotten = async (due: Due, budget: Budget): Promise<void> => {
    if (version === '1.1' && budget.leftMs() > WORTH_ABORTING_MS) {
      const { refusal: no } = await ask('abortAcquisition', undefined, true, budget, 0)
      if (no === undefined) return
    }
    await answer(undefined, due.tag, budget)
  }

  return {
    async query(type, budget, data, dueMs = 0) {
      const message = await ask(type, data, false, budget, dueMs)
      if (message.refusal !== undefined) throw refusal(type, message.refusal)
      return message.data
    },
    async queryIfOffered(type, budget, data, dueMs = 0) {
      const message = await ask(type, data, false, budget, dueMs)
      if (message.refusal === undefined) return message.data
      if (OBP_NOT_OFFERED.includes(message.refusal)) return undefined
      throw refusal(type, message.refusal)
    },
    async command(type, data, budget) {
      const message = await ask(type, data, true, budget, 0)
      if (message.refusal !== undefined) throw refusal(type, message.refusal)
    },
    async commandIfOffered(type, data, budget) {
      const message = await ask(type, data, true, budget, 0)
      if (message.refusal === undefined) return true
      if (OBP_NOT_OFFERED.includes(message.refusal)) return false
      throw refusal(type, message.refusal)
    },
    async resync(signal) {
      const due = open
      open = undefined
      const leftMs = due ? due.at - performance.now() : 0
      try {
        if (due && leftMs > 0) await forgotten(due, budgetOf({ signal, deadlineMs: leftMs + GRACE_MS }))
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION')) throw error
      }
      open = undefined
      await wire.drain(signal)
      decoder.reset()
    },
  }
}
