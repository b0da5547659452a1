import { createHash } from 'node:crypto'
import { violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'
import { obpErrorText, obpTypeName } from './obp-tables.ts'

/**
 * Ocean Binary Protocol 1.1 and 2.0: a 44-byte header, an optional payload, a 20-byte tail, all little-endian.
 * Up to 16 bytes of data travel in the header ("immediate"), longer data as payload.
 */
const HEADER_BYTES = 44
const TAIL_BYTES = 20
const IMMEDIATE_BYTES = 16
const START = 0xc0c1
/** The version's word in every header. */
const VERSIONS = { '1.1': 0x1100, '2.0': 0x2000 } as const
const FOOTER = 0xc2c3c4c5
/** Largest message believed: four times a spectrum of 2,068 pixels with 32-bit values. */
const LARGEST_BYTES = 32 * 1024

/** A version of the protocol: other message types in the same frame. */
export type ObpVersion = keyof typeof VERSIONS

/** The smallest message, and the first thing to read over USB. */
export const OBP_SMALLEST_BYTES = HEADER_BYTES + TAIL_BYTES

const FLAG = { response: 1, ack: 2, ackRequested: 4, nack: 8, exception: 16, deprecated: 32 } as const

/** One message, either direction. `regarding` is the host's tag, which the device copies into its answer. */
export interface ObpMessage {
  readonly type: number
  readonly regarding: number
  readonly data: Uint8Array
  readonly response: boolean
  readonly ack: boolean
  /** Error number of a refusal (NACK or hardware exception). */
  readonly refusal?: number
}

/** What the host sends: a query, or a command that wants an acknowledgement. */
export interface ObpRequest {
  readonly type: number
  readonly regarding?: number
  readonly data?: Uint8Array
  readonly ackRequested?: boolean
  /** Adds the MD5 sum that the device then verifies. */
  readonly checksum?: boolean
  /** 1.1 where it is not given. */
  readonly version?: ObpVersion
}

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest()

/** One request as bytes. */
export function encodeObp(request: ObpRequest): Uint8Array {
  const data = request.data ?? new Uint8Array(0)
  const payload = data.length > IMMEDIATE_BYTES ? data.length : 0
  const bytes = new Uint8Array(HEADER_BYTES + payload + TAIL_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, START, true)
  view.setUint16(2, VERSIONS[request.version ?? '1.1'], true)
  view.setUint16(4, request.ackRequested ? FLAG.ackRequested : 0, true)
  view.setUint32(8, request.type, true)
  view.setUint32(12, request.regarding ?? 0, true)
  view.setUint8(22, request.checksum ? 1 : 0)
  view.setUint8(23, payload === 0 ? data.length : 0)
  bytes.set(data, payload === 0 ? 24 : HEADER_BYTES)
  view.setUint32(40, payload + TAIL_BYTES, true)
  if (request.checksum) bytes.set(md5(bytes.subarray(0, HEADER_BYTES + payload)), HEADER_BYTES + payload)
  view.setUint32(bytes.length - 4, FOOTER, true)
  return bytes
}

/** A message, or the sentence about bytes that were none. */
export type ObpItem =
  | { readonly kind: 'message'; readonly message: ObpMessage }
  | { readonly kind: 'violation'; readonly problem: Problem; readonly bytes: number }

/** Cuts a byte stream into messages; never throws, always finds the next message after garbage. */
export interface ObpDecoder {
  push(bytes: Uint8Array): ObpItem[]
  /** The line has gone quiet: what is incomplete will stay so. Looks for messages inside it and reports the rest. */
  flush(): ObpItem[]
  reset(): void
  /** Bytes still missing from the message that has begun; undefined between messages. */
  readonly missingBytes: number | undefined
  /** True when what is buffered cannot be the beginning of a message. */
  readonly onlyGarbage: boolean
}

type Verdict = { readonly need: number } | { readonly bad: string } | { readonly size: number }

/** Judges what begins at `at`: more bytes needed, not a message, or a whole message of `size` bytes. */
function judge(bytes: Uint8Array, at: number, sumsSeen: boolean, version: ObpVersion): Verdict {
  const left = bytes.length - at
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, left)
  const starts = [0xc1, 0xc0, VERSIONS[version] & 0xff, VERSIONS[version] >> 8]
  for (let i = 0; i < Math.min(left, starts.length); i++) {
    if (view.getUint8(i) !== starts[i])
      return { bad: i < 2 ? 'bytes without a start mark' : 'a start mark without the protocol version' }
  }
  if (left < HEADER_BYTES) return { need: HEADER_BYTES + TAIL_BYTES - left }
  const immediate = view.getUint8(23)
  const size = HEADER_BYTES + view.getUint32(40, true)
  if (immediate > IMMEDIATE_BYTES || size < OBP_SMALLEST_BYTES || size > LARGEST_BYTES)
    return { bad: 'a header with impossible lengths' }
  if (left < size) return { need: size - left }
  if (view.getUint32(size - 4, true) !== FOOTER) return { bad: 'a message without its end mark' }
  const sumAt = at + size - TAIL_BYTES
  const sum = bytes.subarray(sumAt, sumAt + 16)
  const kind = view.getUint8(22)
  const wrong =
    kind === 1
      ? !equal(md5(bytes.subarray(at, sumAt)), sum)
      : kind !== 0 || (sumsSeen && sum.some((byte) => byte !== 0))
  if (wrong) return { bad: 'a message with a wrong checksum' }
  return { size }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}

function messageAt(bytes: Uint8Array, at: number, size: number): ObpMessage {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, size)
  const flags = view.getUint16(4, true)
  const immediate = view.getUint8(23)
  const from = immediate > 0 ? 24 : HEADER_BYTES
  const to = immediate > 0 ? 24 + immediate : size - TAIL_BYTES
  return {
    type: view.getUint32(8, true),
    regarding: view.getUint32(12, true),
    data: new Uint8Array(bytes.subarray(at + from, at + to)),
    response: (flags & FLAG.response) !== 0,
    ack: (flags & FLAG.ack) !== 0,
    ...((flags & (FLAG.nack | FLAG.exception)) !== 0 && { refusal: view.getUint16(6, true) }),
  }
}

/** A decoder with an empty buffer, for messages of one version. */
export function obpDecoder(version: ObpVersion = '1.1'): ObpDecoder {
  let buffer: Uint8Array = new Uint8Array(0)
  /** The run of garbage before the buffer: reported as one violation when it ends. */
  let skipped = 0
  let reason = ''
  let need: number | undefined
  /** A sum has come: from then on a message marked "no sum" whose sum is not empty has a damaged mark. */
  let sumsSeen = false

  const skip = (count: number, why: string): void => {
    if (skipped === 0) reason = why
    skipped += count
  }
  const report = (items: ObpItem[], why = reason): void => {
    if (skipped === 0) return
    items.push({
      kind: 'violation',
      bytes: skipped,
      problem: violation(`${skipped} bytes were no valid message: ${why}.`),
    })
    skipped = 0
  }
  const scan = (quiet: boolean): ObpItem[] => {
    const items: ObpItem[] = []
    let at = 0
    need = undefined
    while (at < buffer.length) {
      const verdict = judge(buffer, at, sumsSeen, version)
      if ('size' in verdict) {
        report(items)
        sumsSeen ||= buffer[at + 22] === 1
        items.push({ kind: 'message', message: messageAt(buffer, at, verdict.size) })
        at += verdict.size
      } else if ('need' in verdict && !quiet) {
        need = verdict.need
        break
      } else {
        const why = 'bad' in verdict ? verdict.bad : `a message ended ${verdict.need} bytes short`
        const next = buffer.indexOf(0xc1, at + 1)
        const to = next === -1 ? buffer.length : next
        skip(to - at, why)
        at = to
        if (skipped >= LARGEST_BYTES) report(items)
      }
    }
    buffer = buffer.subarray(at)
    if (quiet) report(items)
    return items
  }
  return {
    push(bytes) {
      buffer = buffer.length === 0 ? bytes : Buffer.concat([buffer, bytes])
      return scan(false)
    },
    flush: () => scan(true),
    reset() {
      buffer = new Uint8Array(0)
      skipped = 0
      need = undefined
    },
    get missingBytes() {
      return need
    },
    get onlyGarbage() {
      return skipped > 0 && buffer.length === 0
    },
  }
}

const hex = (bytes: Uint8Array, most: number): string =>
  Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0')).join(' ') +
  (bytes.length > most ? ' ...' : '')

/** One chunk of traffic in words for a transcript: "get serial number, 6 bytes: 53 30 ...". */
export function describeObp(bytes: Uint8Array): string {
  const verdict = judge(bytes, 0, false, bytes[3] === VERSIONS['2.0'] >> 8 ? '2.0' : '1.1')
  if ('bad' in verdict) return `${bytes.length} bytes: ${hex(bytes, 12)}`
  if ('need' in verdict)
    return bytes.length < HEADER_BYTES
      ? `${bytes.length} bytes: ${hex(bytes, 12)}`
      : `${headline(bytes, bytes.length)}, beginning of a message`
  const { type, refusal, ack, data } = messageAt(bytes, 0, verdict.size)
  const rest = bytes.length > verdict.size ? `, then ${bytes.length - verdict.size} bytes` : ''
  if (refusal !== undefined) return `${obpTypeName(type)}, refused: ${obpErrorText(refusal)}${rest}`
  if (ack) return `${obpTypeName(type)}, acknowledged${rest}`
  return `${obpTypeName(type)}${data.length > 0 ? `, ${data.length} bytes: ${hex(data, 8)}` : ''}${rest}`
}

function headline(bytes: Uint8Array, size: number): string {
  return obpTypeName(new DataView(bytes.buffer, bytes.byteOffset, size).getUint32(8, true))
}
