import { z } from 'zod'
import type { ByteStream, LineEndpoint, UsbPipe } from './transport.ts'

/** One thing that happened on a link. `ms` = time since the last bytes were sent, on the first bytes after them. */
export interface LinkEvent {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly direction: 'tx' | 'rx' | '--'
  readonly bytes: Uint8Array
  readonly ms?: number
  /** What happened, where it was no bytes. */
  readonly note?: string
}

/** The same link, with everything that goes over it reported to `tap` first. */
export function recordLink(link: ByteStream, tap: (event: LinkEvent) => void): ByteStream
export function recordLink(link: UsbPipe, tap: (event: LinkEvent) => void): UsbPipe
export function recordLink(link: ByteStream | UsbPipe, tap: (event: LinkEvent) => void): ByteStream | UsbPipe
export function recordLink(
  link: ByteStream | UsbPipe,
  tap: (event: LinkEvent) => void,
): ByteStream | UsbPipe {
  let sentAt: number | undefined
  const note = (text: string): void => {
    tap({ at: Date.now(), direction: '--', bytes: new Uint8Array(0), note: text })
  }
  const sent = (bytes: Uint8Array): void => {
    sentAt = performance.now()
    tap({ at: Date.now(), direction: 'tx', bytes })
  }
  const received = (bytes: Uint8Array): Uint8Array => {
    if (bytes.length > 0)
      tap({
        at: Date.now(),
        direction: 'rx',
        bytes,
        ...(sentAt !== undefined && { ms: performance.now() - sentAt }),
      })
    sentAt = undefined
    return bytes
  }
  link.onLost(() => {
    note('connection lost')
  })
  const common = {
    close: async (): Promise<void> => {
      note('closed')
      await link.close()
    },
    onLost: (listener: () => void) => {
      link.onLost(listener)
    },
  }
  if (link.kind === 'usb') {
    return {
      ...common,
      kind: 'usb',
      packetBytes: link.packetBytes,
      bulkOut: (endpoint, bytes, io) => {
        sent(bytes)
        return link.bulkOut(endpoint, bytes, io)
      },
      bulkIn: async (endpoint, length, io) => received(await link.bulkIn(endpoint, length, io)),
      exchange: async (message, reads, io) => {
        sent(message.bytes)
        const pieces = await link.exchange(message, reads, io)
        for (const piece of pieces) if (piece) received(piece)
        return pieces
      },
    }
  }
  const { setBaudRate } = link
  return {
    ...common,
    kind: 'stream',
    write: (bytes, io) => {
      sent(bytes)
      return link.write(bytes, io)
    },
    read: async (io) => received(await link.read(io)),
    discard: () => {
      link.discard()
    },
    ...(setBaudRate && {
      setBaudRate: (baudRate, io) => {
        note(`${baudRate} baud`)
        return setBaudRate(baudRate, io)
      },
    }),
  }
}

const NAMES = new Map([
  [0x05, 'ENQ'],
  [0x06, 'ACK'],
  [0x07, 'BEL'],
  [0x15, 'NAK'],
  [0x18, 'CAN'],
  [0x1b, 'ESC'],
  [0x0d, 'CR'],
  [0x0a, 'LF'],
])
const LONGEST_TEXT = 120

/** Bytes of a text protocol on one line: control bytes by name, long chunks cut. */
export function printable(bytes: Uint8Array): string {
  const characters = Array.from(bytes.subarray(0, LONGEST_TEXT), (byte) =>
    byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `<${NAMES.get(byte) ?? byte.toString(16).padStart(2, '0')}>`,
  )
  // A line end says nothing when it is where it belongs.
  while (characters.at(-1) === '<CR>' || characters.at(-1) === '<LF>') characters.pop()
  return characters.join('') + (bytes.length > LONGEST_TEXT ? ` ... ${bytes.length} bytes` : '')
}

const StepSchema = z.union([
  z.strictObject({ tx: z.string() }),
  z.strictObject({ rx: z.string() }),
  z.strictObject({ txHex: z.string().regex(/^([0-9A-Fa-f]{2}\s*)*$/) }),
  z.strictObject({ rxHex: z.string().regex(/^([0-9A-Fa-f]{2}\s*)*$/) }),
])
/** A recorded conversation as a file: text where the bytes are text, else hexadecimal. `note` says where it comes from. */
export const TranscriptFileSchema = z.strictObject({
  family: z.string(),
  note: z.string(),
  steps: z.array(StepSchema),
})
export type TranscriptFile = z.infer<typeof TranscriptFileSchema>
type Step = z.infer<typeof StepSchema>

const isText = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x7f)

/** What a tap has heard, as a file. */
export function transcriptFile(family: string, note: string, events: readonly LinkEvent[]): TranscriptFile {
  const steps = events.flatMap(({ direction, bytes }): Step[] => {
    if (direction === '--') return []
    const text = isText(bytes) ? Buffer.from(bytes).toString('latin1') : undefined
    const hex = Buffer.from(bytes).toString('hex')
    if (direction === 'tx') return [text === undefined ? { txHex: hex } : { tx: text }]
    return [text === undefined ? { rxHex: hex } : { rx: text }]
  })
  return { family, note, steps }
}

function bytesOf(step: Step): { readonly sent: boolean; readonly bytes: Buffer } {
  if ('tx' in step) return { sent: true, bytes: Buffer.from(step.tx, 'latin1') }
  if ('txHex' in step) return { sent: true, bytes: Buffer.from(step.txHex.replace(/\s/g, ''), 'hex') }
  if ('rx' in step) return { sent: false, bytes: Buffer.from(step.rx, 'latin1') }
  return { sent: false, bytes: Buffer.from(step.rxHex.replace(/\s/g, ''), 'hex') }
}

/** The instrument's side of a recorded conversation. Any other byte than the recorded ones ends the connection. */
export interface Replay extends LineEndpoint {
  /** Where host and recording part, if they do. */
  readonly mismatch: string | undefined
  readonly finished: boolean
}

/** Plays the instrument of a recording, once. */
export function replay(file: TranscriptFile): Replay {
  const steps = file.steps.map(bytesOf)
  let at = 0
  let heard: Buffer = Buffer.alloc(0)
  let mismatch: string | undefined
  return {
    get mismatch() {
      return mismatch
    },
    get finished() {
      return at === steps.length
    },
    connect(send, hangUp) {
      const answer = (): void => {
        for (let step = steps[at]; step && !step.sent; step = steps[at]) {
          at++
          send(step.bytes)
        }
      }
      answer()
      return {
        receive(bytes) {
          heard = Buffer.concat([heard, bytes])
          for (let step = steps[at]; heard.length > 0; step = steps[at]) {
            const common = Math.min(heard.length, step?.bytes.length ?? 0)
            if (!step || !heard.subarray(0, common).equals(step.bytes.subarray(0, common))) {
              mismatch = `step ${at}: ${printable(heard)} instead of ${step ? printable(step.bytes) : 'nothing'}`
              hangUp()
              return
            }
            if (heard.length < step.bytes.length) return
            heard = heard.subarray(step.bytes.length)
            at++
            answer()
          }
        },
        disconnected: () => undefined,
      }
    },
  }
}
