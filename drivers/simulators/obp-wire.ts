import { createHash } from 'node:crypto'

/** Framing of the Ocean Binary Protocol 1.1 and 2.0 as the instrument sees it; all numbers little-endian. */
const HEADER_BYTES = 44
const TAIL_BYTES = 20
const START = [0xc1, 0xc0] as const
const FOOTER = [0xc5, 0xc4, 0xc3, 0xc2] as const
/** Versions there are; another word after the start bytes means that they were none. */
const KNOWN_VERSIONS: readonly number[] = [0x1100, 0x2000]
/** No host message carries more; a larger length is a damaged header. */
const MAX_PAYLOAD_BYTES = 4096

const FLAG_RESPONSE = 0x01
const FLAG_ACK = 0x02
const FLAG_ACK_WANTED = 0x04
const FLAG_NACK = 0x08

/** Error numbers of the protocol that this instrument uses. */
export const OBP_ERROR = {
  none: 0,
  version: 1,
  unknownType: 2,
  checksum: 3,
  tooLarge: 4,
  length: 5,
  value: 6,
  notReady: 7,
  checksumType: 8,
  doesNotExist: 12,
} as const

/** A message from the host; `fault` is the error number to refuse it with, 0 when it is well formed. */
export interface ObpRequest {
  readonly type: number
  readonly regarding: number
  readonly ackWanted: boolean
  readonly md5: boolean
  readonly data: Uint8Array
  readonly fault: number
}

/** What to answer: data to a query, an acknowledgement to a command, or a refusal. */
export type ObpAnswer =
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly error: number }

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest()

function sameBytes(bytes: Uint8Array, offset: number, wanted: ArrayLike<number>): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[offset + i] !== wanted[i]) return false
  return true
}

function requestOf(message: Uint8Array, version: number): ObpRequest {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const payloadBytes = view.getUint32(40, true) - TAIL_BYTES
  const immediateBytes = view.getUint8(23)
  const checksumType = view.getUint8(22)
  const body = HEADER_BYTES + payloadBytes
  const head = {
    type: view.getUint32(8, true),
    regarding: view.getUint32(12, true),
    ackWanted: (view.getUint16(4, true) & FLAG_ACK_WANTED) !== 0,
    md5: checksumType === 1,
    data: payloadBytes > 0 ? message.slice(HEADER_BYTES, body) : message.slice(24, 24 + immediateBytes),
  }
  const fault = (): number => {
    if (view.getUint16(2, true) !== version) return OBP_ERROR.version
    if (checksumType > 1) return OBP_ERROR.checksumType
    if (immediateBytes > 16 || (immediateBytes > 0 && payloadBytes > 0)) return OBP_ERROR.length
    if (head.md5 && !sameBytes(message, body, md5(message.subarray(0, body)))) return OBP_ERROR.checksum
    return OBP_ERROR.none
  }
  return { ...head, fault: fault() }
}

/** Cuts the host's byte stream into messages; what is not a message is skipped until the next start bytes. */
export class ObpReceiver {
  readonly #version: number
  #pending: Uint8Array = new Uint8Array(0)

  /** `version` = the word of the only version this instrument speaks. */
  constructor(version: number) {
    this.#version = version
  }

  push(bytes: Uint8Array): ObpRequest[] {
    const joined = new Uint8Array(this.#pending.length + bytes.length)
    joined.set(this.#pending)
    joined.set(bytes, this.#pending.length)
    this.#pending = joined
    const requests: ObpRequest[] = []
    for (let request = this.#next(); request !== undefined; request = this.#next()) requests.push(request)
    return requests
  }

  #next(): ObpRequest | undefined {
    for (;;) {
      this.#skipToStart()
      const pending = this.#pending
      if (pending.length < HEADER_BYTES) return undefined
      const view = new DataView(pending.buffer, pending.byteOffset, pending.byteLength)
      if (!KNOWN_VERSIONS.includes(view.getUint16(2, true))) {
        this.#pending = pending.subarray(START.length)
        continue
      }
      const remaining = view.getUint32(40, true)
      if (remaining > MAX_PAYLOAD_BYTES + TAIL_BYTES) {
        const refused = {
          type: view.getUint32(8, true),
          regarding: view.getUint32(12, true),
          ackWanted: false,
          md5: false,
        }
        this.#pending = pending.subarray(HEADER_BYTES)
        return { ...refused, data: new Uint8Array(0), fault: OBP_ERROR.tooLarge }
      }
      const total = HEADER_BYTES + remaining
      if (remaining >= TAIL_BYTES && pending.length < total) return undefined
      if (remaining >= TAIL_BYTES && sameBytes(pending, total - FOOTER.length, FOOTER)) {
        this.#pending = pending.subarray(total)
        return requestOf(pending.slice(0, total), this.#version)
      }
      this.#pending = pending.subarray(START.length)
    }
  }

  #skipToStart(): void {
    const pending = this.#pending
    let at = 0
    while (at < pending.length) {
      const isStart = pending[at] === START[0] && (at + 1 === pending.length || pending[at + 1] === START[1])
      if (isStart) break
      at++
    }
    this.#pending = pending.subarray(at)
  }
}

/** The bytes of one answer; undefined where the protocol stays silent (a command that wanted no acknowledgement). */
export function obpBytes(
  request: ObpRequest,
  answer: ObpAnswer,
  withMd5: boolean,
  version: number,
): Uint8Array | undefined {
  if (answer.kind === 'done' && !request.ackWanted) return undefined
  const data = answer.kind === 'data' ? answer.data : new Uint8Array(0)
  const payload = data.length > 16 ? data : new Uint8Array(0)
  const message = new Uint8Array(HEADER_BYTES + payload.length + TAIL_BYTES)
  const view = new DataView(message.buffer)
  message.set(START)
  view.setUint16(2, version, true)
  view.setUint16(
    4,
    FLAG_RESPONSE | (answer.kind === 'done' ? FLAG_ACK : 0) | (answer.kind === 'refused' ? FLAG_NACK : 0),
    true,
  )
  view.setUint16(6, answer.kind === 'refused' ? answer.error : OBP_ERROR.none, true)
  view.setUint32(8, request.type, true)
  view.setUint32(12, request.regarding, true)
  view.setUint8(22, withMd5 ? 1 : 0)
  if (data.length <= 16) {
    view.setUint8(23, data.length)
    message.set(data, 24)
  }
  view.setUint32(40, payload.length + TAIL_BYTES, true)
  message.set(payload, HEADER_BYTES)
  const body = HEADER_BYTES + payload.length
  if (withMd5) message.set(md5(message.subarray(0, body)), body)
  message.set(FOOTER, message.length - FOOTER.length)
  return message
}
