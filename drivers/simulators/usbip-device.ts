import type { UsbDescription } from './usbip-descriptors.ts'
import { isStandard, readSetup, standardRequest } from './usbip-control.ts'
import type { ControlState, Setup } from './usbip-control.ts'
import { PacketQueue } from './usbip-packets.ts'
import { submitReply, unlinkReply, URB_STATUS } from './usbip-wire.ts'
import type { UsbipSubmit } from './usbip-wire.ts'

/** What an instrument does behind its endpoints while a host has it. */
export interface GadgetHost {
  /** Bytes of an OUT transfer; throws where the endpoint is none of its. */
  out(endpoint: number, bytes: Uint8Array): void
  /** A class or vendor request: bytes for the host, none for a command; undefined = stalled. */
  control(setup: Setup, data: Uint8Array): Uint8Array | undefined
  detached(): void
}

/** An instrument as a USB device. */
export interface Gadget {
  /** Asked anew at every import: a wrong serial number is a fault. */
  description(): UsbDescription
  /** A host has the device; `send` puts bytes on an endpoint, by number, as packets. */
  attach(send: (endpoint: number, bytes: Uint8Array) => void): GadgetHost
}

const IN = 0x80

/** A device that a host has imported: its control endpoint, its packets, the transfers that wait. */
export class ImportedDevice {
  readonly description: UsbDescription
  readonly #reply: (bytes: Uint8Array) => void
  readonly #queues = new Map<number, PacketQueue>()
  readonly #haltedOut = new Set<number>()
  readonly #state: ControlState
  readonly #host: GadgetHost

  constructor(gadget: Gadget, reply: (bytes: Uint8Array) => void) {
    this.description = gadget.description()
    this.#reply = reply
    for (const { endpoints } of this.description.interfaces) {
      for (const { address, packetBytes } of endpoints) {
        if (address < IN) continue
        const complete = (sequence: number, status: number, bytes: Uint8Array): void =>
          reply(submitReply(sequence, status, bytes))
        this.#queues.set(address - IN, new PacketQueue(packetBytes, complete))
      }
    }
    this.#state = {
      configuration: 0,
      configured: () => {
        this.#haltedOut.clear()
        for (const queue of this.#queues.values()) {
          queue.flush()
          queue.halt(false)
        }
      },
      halt: (address, on) => this.#halt(address, on),
      isHalted: (address) =>
        address < IN ? this.#haltedOut.has(address) : this.#queues.get(address - IN)?.halted === true,
    }
    this.#host = gadget.attach((endpoint, bytes) => this.#queues.get(endpoint)?.send(bytes))
  }

  submit(request: UsbipSubmit): void {
    const { sequence, direction, endpoint, length, data } = request
    if (endpoint === 0) this.#control(request)
    else if (direction === 'in') {
      const queue = this.#queues.get(endpoint)
      if (queue) queue.submit(sequence, length)
      else this.#reply(submitReply(sequence, URB_STATUS.stall, new Uint8Array(0)))
    } else {
      const taken = this.#out(endpoint, data)
      this.#reply(submitReply(sequence, taken ? URB_STATUS.ok : URB_STATUS.stall, taken ? data.length : 0))
    }
  }

  /** Every cancelling is answered: the host's read does not return before. */
  unlink(sequence: number, target: number): void {
    const wasPending = [...this.#queues.values()].some((queue) => queue.unlink(target))
    this.#reply(unlinkReply(sequence, wasPending ? URB_STATUS.unlinked : URB_STATUS.ok))
  }

  /** The host has let go of the device. */
  detach(): void {
    this.#host.detached()
  }

  #control({ sequence, direction, length, setup: bytes, data }: UsbipSubmit): void {
    const setup = readSetup(bytes)
    const answer = isStandard(setup)
      ? standardRequest(this.description, this.#state, setup)
      : this.#host.control(setup, data)
    const status = answer ? URB_STATUS.ok : URB_STATUS.stall
    if (direction === 'out') this.#reply(submitReply(sequence, status, answer ? data.length : 0))
    else {
      const given = (answer ?? new Uint8Array(0)).subarray(0, Math.min(setup.length, length))
      this.#reply(submitReply(sequence, status, given))
    }
  }

  #out(endpoint: number, data: Uint8Array): boolean {
    if (this.#haltedOut.has(endpoint)) return false
    try {
      this.#host.out(endpoint, data)
      return true
    } catch {
      // An endpoint the instrument does not have: a device without it stalls.
      return false
    }
  }

  #halt(address: number, on: boolean): void {
    if (address >= IN) this.#queues.get(address - IN)?.halt(on)
    else if (on) this.#haltedOut.add(address)
    else this.#haltedOut.delete(address)
  }
}
