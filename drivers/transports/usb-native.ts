/** Vendor and product id. */
export interface UsbIds {
  readonly vendorId: number
  readonly productId: number
}

/** The parts of the `usb` package used here, and what a test puts in its place. */
export interface UsbModule {
  getDevices(): Promise<readonly UsbNative[]>
  addEventListener(
    type: 'connect' | 'disconnect',
    listener: (event: { readonly device: object }) => void,
  ): void
  removeEventListener(
    type: 'connect' | 'disconnect',
    listener: (event: { readonly device: object }) => void,
  ): void
}

/** One device of the `usb` package. Its names may open it and throw while a transfer runs: each is read once. */
export interface UsbNative extends UsbIds {
  readonly handle: string
  readonly serialNumber?: string | null | undefined
  readonly configuration?: { readonly interfaces: readonly UsbNativeInterface[] } | null | undefined
  open(): Promise<void>
  close(): Promise<void>
  selectConfiguration(value: number): Promise<void>
  claimInterface(number: number): Promise<void>
  releaseInterface(number: number): Promise<void>
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>
  nativeTransferIn(endpoint: number, timeoutMs: number, length: number): Promise<Uint8Array | null>
  nativeTransferOut(endpoint: number, timeoutMs: number, data: Uint8Array): Promise<number>
}

/** An interface of a configuration. */
export interface UsbNativeInterface {
  readonly interfaceNumber: number
  readonly alternates: readonly {
    readonly endpoints: readonly { readonly type: string; readonly packetSize: number }[]
  }[]
}
