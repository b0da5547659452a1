import type { UsbModule, UsbNative } from '../../../drivers/transports/usb-native.ts'

/** A transfer that is under way. */
export interface Transfer {
  readonly endpoint: number
  readonly timeoutMs: number
  readonly length: number
  readonly data: Uint8Array | undefined
  resolve(value: Uint8Array | number | null): void
  /** Rejects as the package does: a plain Error whose text tells. */
  fail(text: string): void
}

/** A USB device with the habits of the `usb` package 3.1 that the transport is built around. */
export class FakeUsbDevice implements UsbNative {
  readonly vendorId = 0x2457
  readonly productId = 0x2003
  readonly handle: string
  readonly calls: string[] = []
  readonly pending: Transfer[] = []
  openError: string | undefined
  claimError: string | undefined
  closeError: string | undefined
  serialError: string | undefined
  /** What opening and clearing a halt wait for. */
  openGate: Promise<void> = Promise.resolve()
  clearGate: Promise<void> = Promise.resolve()
  configured = true
  endpoints: { type: string; packetSize: number }[] = [
    { type: 'interrupt', packetSize: 8 },
    { type: 'bulk', packetSize: 512 },
  ]
  serialReads = 0
  readonly #serial: string | null
  isOpen = false
  claimed = false

  constructor(handle: string, serial: string | null) {
    this.handle = handle
    this.#serial = serial
  }

  get serialNumber(): string | null {
    this.#notBorrowed()
    this.serialReads++
    if (this.serialError) throw new Error(this.serialError)
    return this.#serial
  }
  get configuration() {
    this.#notBorrowed()
    if (!this.configured) return undefined
    return { interfaces: [{ interfaceNumber: 2, alternates: [{ endpoints: this.endpoints }] }] }
  }
  async open(): Promise<void> {
    this.calls.push('open')
    await this.openGate
    if (this.openError) throw new Error(this.openError)
    this.isOpen = true
  }
  async close(): Promise<void> {
    this.#notBorrowed()
    this.calls.push('close')
    if (this.closeError) throw new Error(this.closeError)
    this.isOpen = false
  }
  async selectConfiguration(value: number): Promise<void> {
    this.calls.push(`configure ${String(value)}`)
    this.configured = true
  }
  async claimInterface(number: number): Promise<void> {
    this.#notBorrowed()
    this.calls.push(`claim ${String(number)}`)
    if (this.claimError) throw new Error(this.claimError)
    this.claimed = true
  }
  async releaseInterface(number: number): Promise<void> {
    this.#notBorrowed()
    this.calls.push(`release ${String(number)}`)
    this.claimed = false
  }
  async clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void> {
    this.calls.push(`clear ${direction} ${String(endpoint)}`)
    await this.clearGate
  }
  nativeTransferIn(endpoint: number, timeoutMs: number, length: number): Promise<Uint8Array | null> {
    return this.#transfer({ endpoint, timeoutMs, length, data: undefined }) as Promise<Uint8Array | null>
  }
  nativeTransferOut(endpoint: number, timeoutMs: number, data: Uint8Array): Promise<number> {
    return this.#transfer({ endpoint, timeoutMs, length: data.length, data }) as Promise<number>
  }

  #transfer(facts: Omit<Transfer, 'resolve' | 'fail'>): Promise<Uint8Array | number | null> {
    const isOut = facts.data !== undefined
    if (
      this.pending.some(({ endpoint, data }) => endpoint === facts.endpoint && (data !== undefined) === isOut)
    ) {
      return Promise.reject(new Error('endpoint not found'))
    }
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.pending.splice(this.pending.indexOf(transfer), 1)
      }
      const transfer: Transfer = {
        ...facts,
        resolve: (value) => {
          end()
          resolve(value)
        },
        fail: (text) => {
          end()
          reject(new Error(text))
        },
      }
      this.pending.push(transfer)
    })
  }
  #notBorrowed(): void {
    if (this.pending.length > 0) {
      throw new Error('The same native value cannot be borrowed mutably while another borrow is active')
    }
  }
}

/** The package itself, with devices a test plugs in and out. */
export class FakeUsb implements UsbModule {
  devices: FakeUsbDevice[] = []
  error: string | undefined
  listenersAdded = 0
  readonly #listeners = { connect: new Set<() => void>(), disconnect: new Set<() => void>() }

  async getDevices(): Promise<FakeUsbDevice[]> {
    if (this.error) throw new Error(this.error)
    return this.devices
  }
  addEventListener(type: 'connect' | 'disconnect', listener: (event: { device: object }) => void): void {
    this.listenersAdded++
    this.#listeners[type].add(listener as () => void)
  }
  removeEventListener(type: 'connect' | 'disconnect', listener: (event: { device: object }) => void): void {
    this.#listeners[type].delete(listener as () => void)
  }
  get listening(): number {
    return this.#listeners.connect.size + this.#listeners.disconnect.size
  }
  plug(device: FakeUsbDevice): void {
    this.devices = [...this.devices, device]
    for (const listener of this.#listeners.connect) listener()
  }
  unplug(device: FakeUsbDevice): void {
    this.devices = this.devices.filter((known) => known !== device)
    for (const listener of this.#listeners.disconnect) listener()
  }
}
