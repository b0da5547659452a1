import type { LineEndpoint } from '../transports/transport.ts'
import { LineUsb } from './line-usb.ts'
import type { BusPresence } from './line-usb.ts'
import type { ObpInstrument } from './obp-models.ts'

/** Bulk endpoint 1 in both directions (addresses 01 and 81). */
const ENDPOINT = 1
/** High-speed bulk packets. */
const PACKET_BYTES = 512

/** A spectrometer of the Ocean Binary Protocol on the bus: the same messages as on its line, all through one endpoint pair. */
export function obpUsb(line: LineEndpoint, presence: BusPresence, instrument: ObpInstrument): LineUsb {
  const { vendorId, productId, name } = instrument
  return new LineUsb(line, presence, {
    vendorId,
    productId,
    packetBytes: PACKET_BYTES,
    out: ENDPOINT,
    inputs: [ENDPOINT],
    product: name,
    tellsSerial: true,
    outlets: () => [{ endpoint: ENDPOINT, bytes: Infinity }],
  })
}
