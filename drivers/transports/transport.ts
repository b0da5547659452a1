/** Every IO can be cancelled and ends by itself. */
export interface Io {
  readonly signal: AbortSignal
  /** Longest wait for this one operation; then Problem DEVICE_TIMEOUT. */
  readonly deadlineMs: number
}

/** Bytes in order, both ways: a serial line, a TCP socket, a pipe in memory. */
export interface ByteStream {
  readonly kind: 'stream'
  write(bytes: Uint8Array, io: Io): Promise<void>
  /**
   * The next bytes, at least one, at most what has arrived.
   * @throws Problem DEVICE_TIMEOUT when nothing came, DEVICE_LOST when the other side is gone, AbortError when cancelled.
   */
  read(io: Io): Promise<Uint8Array>
  /** Forgets everything received and not yet read. */
  discard(): void
  close(): Promise<void>
  /** Fires once when the other side is gone (unplugged, closed). */
  onLost(listener: () => void): void
  /** Only serial lines: changes the speed of the open line, so that a driver can try the rates its instrument knows. */
  readonly setBaudRate?: (baudRate: number, io: Io) => Promise<void>
}

/** One transfer of at most `length` bytes. */
export interface UsbRead {
  readonly endpoint: number
  readonly length: number
}

/** Bulk transfers of one claimed USB interface. An endpoint is its number (1), never its address (0x81). */
export interface UsbPipe {
  readonly kind: 'usb'
  /** Packet size of the bulk endpoints, bytes: a first read asks for one packet, because a transfer that times out loses what it had. */
  readonly packetBytes: number
  bulkOut(endpoint: number, bytes: Uint8Array, io: Io): Promise<void>
  /** One transfer of at most `length` bytes; a short packet ends it. */
  bulkIn(endpoint: number, length: number, io: Io): Promise<Uint8Array>
  /**
   * Sends a message and reads what answers it, all transfers under way together: none waits until another has been heard
   * of. The pieces in the order of `reads`; undefined for one whose time was up while another came.
   */
  exchange(
    message: { readonly endpoint: number; readonly bytes: Uint8Array },
    reads: readonly UsbRead[],
    io: Io,
  ): Promise<readonly (Uint8Array | undefined)[]>
  close(): Promise<void>
  onLost(listener: () => void): void
}

/** How characters stand on a serial line. */
export interface SerialFraming {
  readonly dataBits: 7 | 8
  readonly parity: 'none' | 'even'
  readonly stopBits: 1 | 2
}

/** How a device can be reached; opening may be tried again after a loss. */
export interface Connector<Link extends ByteStream | UsbPipe = ByteStream | UsbPipe> {
  /** "serial /dev/ttyUSB1, 115200 8N1" */
  readonly label: string
  /** @throws Problem BUSY, PERMISSION, NO_DEVICE, DRIVER */
  open(io: Io): Promise<Link>
}

/** The far side of an in-process serial line or socket: what a simulator of a line instrument implements. */
export interface LineEndpoint {
  /** A host connected; `send` carries bytes to it, `hangUp` drops the line. The returned object receives the host's bytes. */
  connect(
    send: (bytes: Uint8Array) => void,
    hangUp: () => void,
  ): { receive(bytes: Uint8Array): void; disconnected(): void }
}

/** The far side of USB transfers in process. An endpoint is its number (1), never its address (0x81). */
export interface UsbEndpoint {
  /** Packet size of the bulk endpoints; 64 where it is not given. */
  readonly packetBytes?: number
  readonly vendorId: number
  readonly productId: number
  readonly serialNumber: string
  bulkOut(endpoint: number, bytes: Uint8Array): void
  /** Resolves when bytes are there; never resolves while the device is silent. */
  bulkIn(endpoint: number, length: number, signal: AbortSignal): Promise<Uint8Array>
  onUnplug(listener: () => void): void
  readonly plugged: boolean
}
