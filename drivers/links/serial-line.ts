import { wrongDevice } from '../problems.ts'
import type { ByteStream, UsbPipe } from '../transports/transport.ts'

/** The line of an instrument that speaks over nothing else. @throws Problem WRONG_DEVICE for a USB interface */
export function serialLine(product: string, link: ByteStream | UsbPipe): ByteStream {
  if (link.kind !== 'stream') throw wrongDevice(product, 'a USB interface without a serial adapter')
  return link
}
