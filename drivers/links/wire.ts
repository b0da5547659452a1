import { isProblem } from '../problems.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io, UsbPipe } from '../transports/transport.ts'

/** Under 100 ms a USB transfer may be cancelled before the bus was asked. */
export const USB_QUIET_MS = 120
/** Bytes of a stream follow each other closer than this. */
export const STREAM_QUIET_MS = 50
const LONGEST_DRAIN_MS = 2_000

/** Streams and USB pipes alike for a protocol whose messages say how long they are. */
export interface Wire {
  /** Sends a message and receives the first bytes of what answers it, `expected` of them where that is known. */
  exchange(bytes: Uint8Array, expected: number | undefined, budget: Budget): Promise<Uint8Array>
  /** Some bytes; `missing` = what the message that has begun still lacks. */
  receive(missing: number | undefined, io: Io): Promise<Uint8Array>
  /** Reads and drops what a former owner left unread, until the line is quiet. */
  drain(signal: AbortSignal): Promise<void>
}

/**
 * A length to ask for over USB: whole packets, as the system does anyway - but what it has beyond the length asked for it
 * drops. No more than that: a transfer that waits for more than comes is cancelled and loses what it had.
 */
export const wholePackets = (bytes: number, packetBytes: number): number =>
  Math.ceil(bytes / packetBytes) * packetBytes

/** Reads and drops until a read times out, two seconds at most. */
export async function dropUntilQuiet(read: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + LONGEST_DRAIN_MS
  try {
    while (performance.now() < end) await read()
  } catch (error) {
    if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
  }
}

/** `endpoint` is the number of the bulk endpoint pair where the link is a USB pipe. */
export function wireOf(link: ByteStream | UsbPipe, endpoint: number): Wire {
  if (link.kind === 'usb') {
    const lengthOf = (bytes = 1): number => wholePackets(bytes, link.packetBytes)
    return {
      async exchange(bytes, expected, budget) {
        const reads = [{ endpoint, length: lengthOf(expected) }]
        const [piece] = await link.exchange({ endpoint, bytes }, reads, budget.step())
        return piece ?? new Uint8Array(0)
      },
      receive: (missing, io) => link.bulkIn(endpoint, lengthOf(missing), io),
      drain: (signal) =>
        dropUntilQuiet(() => link.bulkIn(endpoint, link.packetBytes, { signal, deadlineMs: USB_QUIET_MS })),
    }
  }
  return {
    async exchange(bytes, _expected, budget) {
      await link.write(bytes, budget.step())
      return link.read(budget.step())
    },
    receive: (_missing, io) => link.read(io),
    async drain(signal) {
      link.discard()
      await dropUntilQuiet(() => link.read({ signal, deadlineMs: STREAM_QUIET_MS }))
    },
  }
}
