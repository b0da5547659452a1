import type { Problem } from '../../contract/errors.ts'
import { isProblem, timeout, violation } from '../problems.ts'
import type { ByteStream, Io } from '../transports/transport.ts'

/** What every line protocol's decoder yields: its own items, and violations. */
export interface ItemDecoder<Item> {
  push(bytes: Uint8Array): Item[]
  reset(): void
  /** Something has begun that has not ended. */
  readonly partial: boolean | string
}

type Violation = { readonly kind: 'violation'; readonly problem: Problem }

/** The items of a line protocol one by one. */
export interface ItemReader<Item> {
  /** @throws Problem PROTOCOL_VIOLATION for unreadable bytes and for an answer that broke off, DEVICE_TIMEOUT for silence */
  next(io: Io, waitingFor: string): Promise<Exclude<Item, Violation>>
  /** Forgets what was received. */
  clear(): void
  /** Reads and drops until nothing has come for `quietMs`, at most `longestMs`. */
  quiet(quietMs: number, longestMs: number, signal: AbortSignal): Promise<void>
}

/** The characters of a line follow each other; after this long the rest of one that has begun is lost. */
const GAP_MS = 700

/** Reads a stream through a decoder. */
export function itemReader<Item extends { readonly kind: string } | Violation>(
  link: ByteStream,
  decoder: ItemDecoder<Item>,
): ItemReader<Item> {
  let items: Item[] = []
  const isViolation = (item: Item): item is Item & Violation => item.kind === 'violation'
  const isAnswer = (item: Item): item is Exclude<Item, Violation> => item.kind !== 'violation'
  const clear = (): void => {
    items = []
    decoder.reset()
    link.discard()
  }
  return {
    clear,
    async next(io, waitingFor) {
      const end = performance.now() + io.deadlineMs
      for (;;) {
        const item = items.shift()
        if (item && isViolation(item)) throw item.problem
        if (item && isAnswer(item)) return item
        try {
          const leftMs = end - performance.now()
          const deadlineMs = decoder.partial ? Math.min(leftMs, GAP_MS) : leftMs
          items = decoder.push(await link.read({ signal: io.signal, deadlineMs }))
        } catch (error) {
          if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
          if (decoder.partial) {
            decoder.reset()
            throw violation(`The answer broke off while waiting for ${waitingFor}.`, error)
          }
          throw timeout(waitingFor, io.deadlineMs)
        }
      }
    },
    async quiet(quietMs, longestMs, signal) {
      const end = performance.now() + longestMs
      clear()
      try {
        while (performance.now() < end) await link.read({ signal, deadlineMs: quietMs })
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
      }
      clear()
    },
  }
}
