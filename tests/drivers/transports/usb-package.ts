import type { UsbModule, UsbNative } from '../../../drivers/transports/usb-native.ts'
import type { UsbEndpoint } from '../../../drivers/transports/transport.ts'

/** How long after the plug a pending transfer learns of it. */
const UNPLUG_MS = 20

/** The state all objects of one device share. */
interface Bus {
  claimed: boolean
  handle: number
}

/**
 * The `usb` package 3.1 with a simulated instrument plugged in, and the habits that lose data: a read is rounded up to
 * whole packets and ends by a short one only, a time-out throws away what had come, names cannot be read and nothing can
 * be closed while a transfer runs, an endpoint takes one transfer at a time, closing does not release the interface.
 */
export function packageUsb(endpoint: UsbEndpoint): UsbModule {
  const bus: Bus = { claimed: false, handle: 1 }
  const listeners = {
    connect: new Set<(event: { device: object }) => void>(),
    disconnect: new Set<(event: { device: object }) => void>(),
  }
  endpoint.onUnplug(() => {
    bus.claimed = false
    bus.handle++
    setTimeout(() => {
      for (const listener of listeners.disconnect) listener({ device: {} })
    }, 2 * UNPLUG_MS)
  })
  return {
    getDevices: async () => (endpoint.plugged ? [new PackageDevice(endpoint, bus)] : []),
    addEventListener: (type, listener) => void listeners[type].add(listener),
    removeEventListener: (type, listener) => void listeners[type].delete(listener),
  }
}

class PackageDevice implements UsbNative {
  readonly vendorId: number
  readonly productId: number
  readonly handle: string
  readonly #endpoint: UsbEndpoint
  readonly #bus: Bus
  readonly #pending = new Set<string>()
  readonly #gone = new AbortController()
  #opened = false
  #claimed = false

  constructor(endpoint: UsbEndpoint, bus: Bus) {
    this.vendorId = endpoint.vendorId
    this.productId = endpoint.productId
    this.handle = `DeviceId ${String(bus.handle)}`
    this.#endpoint = endpoint
    this.#bus = bus
    endpoint.onUnplug(() => setTimeout(() => this.#gone.abort(), UNPLUG_MS))
  }

  /** The older instruments tell the bus none. */
  get serialNumber(): null {
    this.#notBorrowed()
    return null
  }

  get configuration() {
    this.#notBorrowed()
    const endpoints = [{ type: 'bulk', packetSize: this.#packetBytes }]
    return { interfaces: [{ interfaceNumber: 0, alternates: [{ endpoints }] }] }
  }

  async open(): Promise<void> {
    if (!this.#endpoint.plugged) throw new Error('open error: device not found (errno 2)')
    this.#opened = true
  }

  async close(): Promise<void> {
    this.#notBorrowed()
    this.#opened = false
  }

  selectConfiguration = async (): Promise<void> => undefined
  clearHalt = async (): Promise<void> => undefined

  async claimInterface(): Promise<void> {
    this.#notBorrowed()
    if (this.#bus.claimed) throw new Error('claimInterface error: interface is busy (errno 16)')
    this.#bus.claimed = true
    this.#claimed = true
  }

  async releaseInterface(): Promise<void> {
    this.#notBorrowed()
    if (this.#claimed && !this.#gone.signal.aborted) this.#bus.claimed = false
    this.#claimed = false
  }

  async nativeTransferOut(endpoint: number, _timeoutMs: number, data: Uint8Array): Promise<number> {
    this.#mayTransfer('transferOut')
    this.#endpoint.bulkOut(endpoint, data)
    return data.length
  }

  async nativeTransferIn(endpoint: number, timeoutMs: number, length: number): Promise<Uint8Array> {
    this.#mayTransfer('transferIn')
    const name = `in ${String(endpoint)}`
    if (this.#pending.has(name)) throw new Error('endpoint not found')
    if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) throw new Error('transferIn error: Cancelled')
    if (length === 0) throw new Error('transferIn error: InvalidArgument')
    this.#pending.add(name)
    const wanted = Math.ceil(length / this.#packetBytes) * this.#packetBytes
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#gone.signal])
    try {
      let taken: Uint8Array = new Uint8Array(0)
      do {
        const piece = await this.#endpoint.bulkIn(endpoint, wanted - taken.length, signal)
        taken = Buffer.concat([taken, piece])
      } while (taken.length < wanted && taken.length % this.#packetBytes === 0)
      return Uint8Array.from(taken.subarray(0, length))
    } catch (error) {
      if (!signal.aborted) throw error
      throw new Error(`transferIn error: ${this.#gone.signal.aborted ? 'Disconnected' : 'Cancelled'}`, {
        cause: error,
      })
    } finally {
      this.#pending.delete(name)
    }
  }

  get #packetBytes(): number {
    return this.#endpoint.packetBytes ?? 64
  }

  #mayTransfer(what: string): void {
    if (this.#gone.signal.aborted || !this.#endpoint.plugged) throw new Error(`${what} error: Disconnected`)
    if (!this.#opened || !this.#claimed) throw new Error(`${what} error: invalid state`)
  }

  #notBorrowed(): void {
    if (this.#pending.size > 0)
      throw new Error('The same native value cannot be borrowed mutably while another borrow is active')
  }
}
