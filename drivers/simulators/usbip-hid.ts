import type { UsbEndpoint } from '../transports/transport.ts'
import type { InterfaceDescription } from './usbip-descriptors.ts'
import type { Gadget } from './usbip-device.ts'

/** What a HID device tells of itself. */
export interface HidInterface {
  readonly manufacturer: string
  readonly product: string
  /** Binary-coded decimal: 0x0100 = 1.00. */
  readonly release: number
  /** Number of its pair of interrupt endpoints. */
  readonly endpoint: number
  readonly intervalMs: number
  /** Report descriptor. */
  readonly reports: Uint8Array
  /** What it has beside its HID interface. */
  readonly others: readonly InterfaceDescription[]
}

/** Reports of a HID device, one a transfer, with all that is known of its interface. */
export interface WiredHid extends UsbEndpoint {
  readonly packetBytes: number
  readonly hid: HidInterface
}

const HID_CLASS = 3
const HID_DESCRIPTOR = 0x21
const REPORT_DESCRIPTOR = 0x22
const SET_REPORT = 0x09
const SET_IDLE = 0x0a
const OUTPUT_REPORT = 2
const IN = 0x80

const word = (value: number): readonly [number, number] => [value & 0xff, value >> 8]

/** An instrument that speaks in reports as a USB device of the class of keyboards and mice (HID 1.11). */
export function hidGadget(usb: WiredHid): Gadget {
  const { vendorId, productId, packetBytes, hid } = usb
  const { manufacturer, product, release, endpoint, intervalMs, reports, others } = hid
  const pair = [IN | endpoint, endpoint]
  return {
    description: () => ({
      ...{ vendorId, productId, release, manufacturer, product, serial: usb.serialNumber },
      deviceClass: 0,
      highSpeed: false,
      interfaces: [
        {
          classes: [HID_CLASS, 0, 0],
          functional: Uint8Array.of(
            ...[9, HID_DESCRIPTOR, ...word(0x0111), 0, 1],
            ...[REPORT_DESCRIPTOR, ...word(reports.length)],
          ),
          descriptors: new Map([[REPORT_DESCRIPTOR, reports]]),
          endpoints: pair.map((address) => ({
            address,
            type: 'interrupt',
            packetBytes,
            interval: intervalMs,
          })),
        },
        ...others,
      ],
    }),
    attach(send) {
      const attached = new AbortController()
      const pump = async (): Promise<void> => {
        while (!attached.signal.aborted)
          send(endpoint, await usb.bulkIn(endpoint, packetBytes, attached.signal))
      }
      // Ends with the attachment only.
      pump().catch(() => undefined)
      return {
        out(number, bytes) {
          if (number !== endpoint) throw new Error(`no endpoint ${number}`)
          usb.bulkOut(endpoint, bytes)
        },
        control({ request, value }, data) {
          if (request === SET_REPORT && value >> 8 === OUTPUT_REPORT) usb.bulkOut(endpoint, data)
          else if (request !== SET_IDLE) return undefined
          return new Uint8Array(0)
        },
        detached: () => attached.abort(),
      }
    },
  }
}
