import type { LineEndpoint } from '../transports/transport.ts'
import { REPORT_BYTES } from './colorhug.ts'
import type { HidInterface, WiredHid } from './usbip-hid.ts'

/** How the instrument stands on the bus. */
interface Presence {
  readonly plugged: boolean
  onPlugChange(listener: () => void): () => void
}

/** Usage 1 of a page of the vendor's own: 64 bytes in, 64 bytes out, no report numbers (HID 1.11, 6.2.2; hughski firmware). */
const REPORTS = Uint8Array.of(
  ...[0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01],
  ...[0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, REPORT_BYTES],
  ...[0x19, 0x01, 0x29, REPORT_BYTES, 0x81, 0x02],
  ...[0x19, 0x01, 0x29, REPORT_BYTES, 0x91, 0x02, 0xc0],
)
/** 'F', 'W': says that there is a boot loader; nothing is sent over it. */
const FIRMWARE_INTERFACE = { classes: [0xff, 0x46, 0x57], endpoints: [] } as const
const HID: HidInterface = {
  manufacturer: 'Hughski Ltd.',
  product: 'ColorHug2',
  release: 0x0002,
  endpoint: 1,
  intervalMs: 1,
  reports: REPORTS,
  others: [FIRMWARE_INTERFACE],
}

/**
 * The ColorHug at the level of reports: each thing it says waits in the queue of the system until it is read. Its descriptors
 * have no serial number; only the program that opens it is told.
 */
export function colorhugReports(line: LineEndpoint, presence: Presence): WiredHid {
  const waiting: Uint8Array[] = []
  const readers: ((bytes: Uint8Array) => void)[] = []
  let host: ReturnType<LineEndpoint['connect']> | undefined
  const deliver = (): void => {
    while (waiting.length > 0 && readers.length > 0) readers.shift()?.(waiting.shift() ?? new Uint8Array())
  }
  /** A bus has no connections: the firmware listens from the moment it is plugged in. */
  const listening = (): ReturnType<LineEndpoint['connect']> =>
    (host ??= line.connect(
      (reply) => {
        waiting.push(reply)
        deliver()
      },
      () => {
        host = undefined
        waiting.length = 0
      },
    ))
  return {
    vendorId: 0x273f,
    productId: 0x1004,
    packetBytes: REPORT_BYTES,
    serialNumber: '',
    hid: HID,
    get plugged() {
      return presence.plugged
    },
    onUnplug(listener) {
      presence.onPlugChange(() => {
        if (!presence.plugged) listener()
      })
    },
    bulkOut(_endpoint, bytes) {
      listening().receive(bytes)
    },
    bulkIn(_endpoint, length, signal) {
      listening()
      return new Promise((resolve, reject) => {
        const reader = (bytes: Uint8Array): void => {
          signal.removeEventListener('abort', stop)
          resolve(bytes.slice(0, length))
        }
        const stop = (): void => {
          readers.splice(readers.indexOf(reader), 1)
          reject(new Error('transfer cancelled'))
        }
        signal.addEventListener('abort', stop, { once: true })
        readers.push(reader)
        deliver()
      })
    },
  }
}
