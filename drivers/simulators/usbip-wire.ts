/** Version 1.1.1 of USB/IP, big-endian as everything but the setup packet and the data (kernel.org, usbip_protocol). */
const VERSION = 0x0111
const OP = { reqDevlist: 0x8005, repDevlist: 0x0005, reqImport: 0x8003, repImport: 0x0003 }
const CMD_SUBMIT = 1
const CMD_UNLINK = 2
const RET_SUBMIT = 3
const RET_UNLINK = 4
const OP_BYTES = 8
const BUS_ID_BYTES = 32
const RECORD_BYTES = 312
const URB_BYTES = 48
/** More than any host sends at once; a length beyond it is noise. */
const MOST_BYTES = 16 * 1024 * 1024
/** What "no isochronous packets" is by the document, and what Linux sends. */
const NOT_ISOCHRONOUS: readonly number[] = [0xffffffff, 0]

/** Why a request fails, as the negative errno of Linux that becomes the status of the transfer. */
export const URB_STATUS = { ok: 0, stall: -32, overflow: -75, unlinked: -104 } as const

/** Why a device cannot be imported. */
export const IMPORT_STATUS = { busy: 2, noDevice: 4 } as const

/** A transfer that a host asks for. */
export interface UsbipSubmit {
  readonly kind: 'submit'
  readonly sequence: number
  readonly direction: 'in' | 'out'
  /** Number, without the direction bit; 0 = the control endpoint. */
  readonly endpoint: number
  /** Room of an IN transfer, or bytes of `data`. */
  readonly length: number
  /** The eight setup bytes of a control transfer. */
  readonly setup: Uint8Array
  readonly data: Uint8Array
}

/** What a host says. After `bad` nothing that follows can be understood. */
export type UsbipRequest =
  | { readonly kind: 'devlist' }
  | { readonly kind: 'import'; readonly busId: string }
  | UsbipSubmit
  | { readonly kind: 'unlink'; readonly sequence: number; readonly target: number }
  | { readonly kind: 'bad'; readonly why: string }

/** What a device list tells of one device. */
export interface UsbipRecord {
  readonly busId: string
  readonly busNumber: number
  readonly deviceNumber: number
  /** 2 full, 3 high. */
  readonly speed: number
  readonly vendorId: number
  readonly productId: number
  readonly release: number
  readonly deviceClass: number
  /** Class, subclass, protocol of each interface. */
  readonly interfaces: readonly (readonly [number, number, number])[]
}

/** Cuts what a host sends into requests, however it arrives. After an import only transfers follow. */
export class UsbipReader {
  #heard: Buffer = Buffer.alloc(0)
  #imported = false
  #dead = false

  /** The requests that `bytes` complete, in order. */
  push(bytes: Uint8Array): UsbipRequest[] {
    if (this.#dead) return []
    this.#heard = Buffer.concat([this.#heard, bytes])
    const requests: UsbipRequest[] = []
    for (let request = this.#next(); request; request = this.#next()) {
      requests.push(request)
      if (request.kind === 'import') this.#imported = true
      if (request.kind !== 'bad') continue
      this.#dead = true
      this.#heard = Buffer.alloc(0)
      break
    }
    return requests
  }

  #next(): UsbipRequest | undefined {
    return this.#imported ? this.#urb() : this.#operation()
  }

  #take(length: number): Buffer {
    const taken = this.#heard.subarray(0, length)
    this.#heard = this.#heard.subarray(length)
    return taken
  }

  #operation(): UsbipRequest | undefined {
    if (this.#heard.length < OP_BYTES) return undefined
    const version = this.#heard.readUInt16BE(0)
    const code = this.#heard.readUInt16BE(2)
    if (version !== VERSION) return { kind: 'bad', why: `version ${version.toString(16)}` }
    if (code === OP.reqDevlist) {
      this.#take(OP_BYTES)
      return { kind: 'devlist' }
    }
    if (code !== OP.reqImport) return { kind: 'bad', why: `operation ${code.toString(16)}` }
    if (this.#heard.length < OP_BYTES + BUS_ID_BYTES) return undefined
    const [busId = ''] = this.#take(OP_BYTES + BUS_ID_BYTES)
      .toString('latin1', OP_BYTES)
      .split('\0')
    return { kind: 'import', busId }
  }

  #urb(): UsbipRequest | undefined {
    const head = this.#heard
    if (head.length < URB_BYTES) return undefined
    const command = head.readUInt32BE(0)
    const sequence = head.readUInt32BE(4)
    if (command === CMD_UNLINK) {
      return { kind: 'unlink', sequence, target: this.#take(URB_BYTES).readUInt32BE(20) }
    }
    if (command !== CMD_SUBMIT) return { kind: 'bad', why: `command ${command}` }
    const direction = head.readUInt32BE(12) === 0 ? 'out' : 'in'
    const length = head.readUInt32BE(24)
    if (length > MOST_BYTES) return { kind: 'bad', why: `a transfer of ${length} bytes` }
    if (!NOT_ISOCHRONOUS.includes(head.readUInt32BE(32)))
      return { kind: 'bad', why: 'an isochronous transfer' }
    const dataBytes = direction === 'out' ? length : 0
    if (head.length < URB_BYTES + dataBytes) return undefined
    const frame = Uint8Array.from(this.#take(URB_BYTES + dataBytes))
    return {
      kind: 'submit',
      sequence,
      direction,
      endpoint: head.readUInt32BE(16),
      length,
      setup: frame.subarray(40, URB_BYTES),
      data: frame.subarray(URB_BYTES),
    }
  }
}

function operation(code: number, status: number): Buffer {
  const head = Buffer.alloc(OP_BYTES)
  head.writeUInt16BE(VERSION, 0)
  head.writeUInt16BE(code, 2)
  head.writeUInt32BE(status, 4)
  return head
}

function recordBytes(record: UsbipRecord): Buffer {
  const bytes = Buffer.alloc(RECORD_BYTES)
  bytes.write(`/sys/devices/isochrome/${record.busId}`, 0, 255, 'latin1')
  bytes.write(record.busId, 256, BUS_ID_BYTES - 1, 'latin1')
  bytes.writeUInt32BE(record.busNumber, 288)
  bytes.writeUInt32BE(record.deviceNumber, 292)
  bytes.writeUInt32BE(record.speed, 296)
  bytes.writeUInt16BE(record.vendorId, 300)
  bytes.writeUInt16BE(record.productId, 302)
  bytes.writeUInt16BE(record.release, 304)
  bytes.set([record.deviceClass, 0, 0, 1, 1, record.interfaces.length], 306)
  return bytes
}

/** Answer to a device list. */
export function devlistReply(records: readonly UsbipRecord[]): Uint8Array {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(records.length)
  const devices = records.flatMap((record) => [
    recordBytes(record),
    ...record.interfaces.map((classes) => Uint8Array.of(...classes, 0)),
  ])
  return Buffer.concat([operation(OP.repDevlist, 0), count, ...devices])
}

/** Answer to an import: the device, or one of IMPORT_STATUS. */
export function importReply(answer: UsbipRecord | number): Uint8Array {
  if (typeof answer === 'number') return operation(OP.repImport, answer)
  return Buffer.concat([operation(OP.repImport, 0), recordBytes(answer)])
}

function reply(command: number, sequence: number, status: number): Buffer {
  const head = Buffer.alloc(URB_BYTES)
  head.writeUInt32BE(command, 0)
  head.writeUInt32BE(sequence, 4)
  head.writeInt32BE(status, 20)
  return head
}

/** Answer to a transfer: the bytes of an IN transfer, or how many an OUT transfer has taken. */
export function submitReply(sequence: number, status: number, done: Uint8Array | number): Uint8Array {
  const head = reply(RET_SUBMIT, sequence, status)
  head.writeUInt32BE(typeof done === 'number' ? done : done.length, 24)
  return typeof done === 'number' ? head : Buffer.concat([head, done])
}

/** Answer to an unlink: URB_STATUS.unlinked where the transfer was still pending (it gets no answer then), else ok. */
export const unlinkReply = (sequence: number, status: number): Uint8Array =>
  reply(RET_UNLINK, sequence, status)
