import type { LineEndpoint } from '../transports/transport.ts'
import { LineUsb } from './line-usb.ts'
import type { BusPresence, Outlet } from './line-usb.ts'
import type { OoiInstrument } from './ooi-models.ts'

const VENDOR_ID = 0x2457
const SPECTRUM = 0x09
/** What a USB4000 and an HR4000 send through their third endpoint at high speed. */
const ALTERNATE_BYTES = 2048

/** The older Ocean Optics spectrometers on the bus: answers and spectra have endpoints of their own. */
export function ooiUsb(line: LineEndpoint, presence: BusPresence, instrument: OoiInstrument): LineUsb {
  const { endpoints, highSpeed, productId, name } = instrument
  const { out, low, high, alternate } = endpoints
  const rest: Outlet = { endpoint: high, bytes: Infinity }
  const spectrum: readonly Outlet[] =
    alternate !== undefined && highSpeed ? [{ endpoint: alternate, bytes: ALTERNATE_BYTES }, rest] : [rest]
  return new LineUsb(line, presence, {
    vendorId: VENDOR_ID,
    productId,
    packetBytes: highSpeed ? 512 : 64,
    out,
    inputs: [low, high, ...(alternate === undefined ? [] : [alternate])],
    product: `Ocean Optics ${name}`,
    tellsSerial: false,
    outlets: (command) => (command[0] === SPECTRUM ? spectrum : [{ endpoint: low, bytes: Infinity }]),
  })
}
