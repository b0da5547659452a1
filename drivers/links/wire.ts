import { isProblem } from '../problems.ts'
import type { ByteStream, Io, UsbPipe } from '../transports/transport.ts'

/** Under 100 ms a USB transfer may be cancelled before the bus was asked. */
export const USB_QUIET_MS = 120
/** Bytes of a stream follow each other closer than this. */
export const STREAM_QUIET_MS = 50
const LONGEST_DRAIN_MS = 2_000

/** Streams and USB pipes alike for a protocol whose messages say how long they are. */
export interface Wire {
  send(bytes: Uint8Array, io: Io): Promise<void>
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
    return {
      send: (bytes, io) => link.bulkOut(endpoint, bytes, io),
      receive: (missing, io) => link.bulkIn(endpoint, wholePackets(missing ?? 1, link.packetBytes), io),
      drain: (signal) =>
        dropUntilQuiet(() => link.bulkIn(endpoint, link.packetBytes, { signal, deadlineMs: USB_QUIET_MS })),
    }
  }
  return {
    send: (bytes, io) => link.write(bytes, io),
    receive: (_missing, io) => link.read(io),
    async drain(signal) {
      link.discard()
      await dropUntilQuiet(() => link.read({ signal, deadlineMs: STREAM_QUIET_MS }))
    },
  }
}
