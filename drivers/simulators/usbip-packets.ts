import { URB_STATUS } from './usbip-wire.ts'

interface Pending {
  readonly sequence: number
  readonly length: number
  readonly parts: Uint8Array[]
  filled: number
}

/** Ends a transfer towards the host. */
export type Complete = (sequence: number, status: number, bytes: Uint8Array) => void

const NOTHING = new Uint8Array(0)

/**
 * An endpoint towards the host: packets that wait for transfers and transfers that wait for packets. A transfer ends when
 * it is full or takes a packet that is not full (USB 2.0, 5.8.3); until then it stays pending.
 */
export class PacketQueue {
  readonly #packetBytes: number
  readonly #complete: Complete
  #packets: Uint8Array[] = []
  #pending: Pending[] = []
  #halted = false

  constructor(packetBytes: number, complete: Complete) {
    this.#packetBytes = packetBytes
    this.#complete = complete
  }

  /** Sends bytes as packets, the last perhaps short; no bytes are one empty packet. */
  send(bytes: Uint8Array): void {
    if (bytes.length === 0) this.#packets.push(NOTHING)
    for (let at = 0; at < bytes.length; at += this.#packetBytes)
      this.#packets.push(bytes.slice(at, at + this.#packetBytes))
    this.#move()
  }

  /** A host wants up to `length` bytes. */
  submit(sequence: number, length: number): void {
    if (this.#halted) {
      this.#complete(sequence, URB_STATUS.stall, NOTHING)
      return
    }
    this.#pending.push({ sequence, length, parts: [], filled: 0 })
    this.#move()
  }

  /** Takes a pending transfer back, with whatever it has got; false where it has been answered. */
  unlink(sequence: number): boolean {
    const at = this.#pending.findIndex((one) => one.sequence === sequence)
    if (at >= 0) this.#pending.splice(at, 1)
    return at >= 0
  }

  /** Forgets the packets nobody has read. */
  flush(): void {
    this.#packets = []
  }

  get halted(): boolean {
    return this.#halted
  }

  /** A halted endpoint stalls every transfer until it is cleared. */
  halt(on: boolean): void {
    this.#halted = on
    if (on)
      for (const { sequence } of this.#pending.splice(0)) this.#complete(sequence, URB_STATUS.stall, NOTHING)
  }

  #move(): void {
    for (;;) {
      const packet = this.#packets[0]
      const transfer = this.#pending[0]
      if (packet === undefined || transfer === undefined) return
      this.#packets.shift()
      const overflows = packet.length > transfer.length - transfer.filled
      if (!overflows) {
        transfer.parts.push(packet)
        transfer.filled += packet.length
        if (packet.length === this.#packetBytes && transfer.filled < transfer.length) continue
      }
      this.#pending.shift()
      const status = overflows ? URB_STATUS.overflow : URB_STATUS.ok
      this.#complete(transfer.sequence, status, Buffer.concat(transfer.parts))
    }
  }
}
