import type { WiredUsb } from './line-usb.ts'
import type { Gadget } from './usbip-device.ts'

/** Longer than any answer: every answer is taken whole and cut into packets afterwards. */
const ANSWER_BYTES = 1024 * 1024
/** "Vendor specific", as device and as interface. */
const VENDOR_CLASS = 0xff

/** An instrument with bulk endpoints of its own as a USB device: one interface of no class. */
export function vendorGadget(usb: WiredUsb): Gadget {
  const { out, inputs, product, tellsSerial } = usb.wiring
  const { vendorId, productId, packetBytes } = usb
  return {
    description: () => ({
      vendorId,
      productId,
      release: 0x0100,
      deviceClass: 0,
      highSpeed: packetBytes > 64,
      manufacturer: 'Ocean Optics',
      product,
      serial: tellsSerial ? usb.serialNumber : '',
      interfaces: [
        {
          classes: [VENDOR_CLASS, 0, 0],
          endpoints: [out, ...inputs.map((endpoint) => 0x80 | endpoint)].map((address) => ({
            address,
            type: 'bulk',
            packetBytes,
          })),
        },
      ],
    }),
    attach(send) {
      const attached = new AbortController()
      const pump = async (endpoint: number): Promise<void> => {
        while (!attached.signal.aborted)
          send(endpoint, await usb.bulkIn(endpoint, ANSWER_BYTES, attached.signal))
      }
      // Ends with the attachment only.
      for (const endpoint of inputs) pump(endpoint).catch(() => undefined)
      return {
        out: (endpoint, bytes) => usb.bulkOut(endpoint, bytes),
        control: () => undefined,
        detached: () => attached.abort(),
      }
    },
  }
}
