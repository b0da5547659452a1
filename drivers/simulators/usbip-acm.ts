import type { LineEndpoint } from '../transports/transport.ts'
import type { UsbDescription } from './usbip-descriptors.ts'
import type { Gadget } from './usbip-device.ts'

/** What a serial instrument's USB adapter tells of itself. */
export type AcmIdentity = Pick<
  UsbDescription,
  'vendorId' | 'productId' | 'manufacturer' | 'product' | 'serial'
>

/** Endpoints and packets as an Arduino Uno has them. */
const NOTIFY = 0x82
const OUT = 0x04
const FROM_LINE = 3
const PACKET_BYTES = 64
/** Header, call management, abstract control (line coding, break), union of interfaces 0 and 1 (CDC PSTN 1.2, 5.3). */
const FUNCTIONAL = Uint8Array.of(
  ...[5, 0x24, 0x00, 0x10, 0x01],
  ...[5, 0x24, 0x01, 0x00, 0x01],
  ...[4, 0x24, 0x02, 0x06],
  ...[5, 0x24, 0x06, 0x00, 0x01],
)
const SET_LINE_CODING = 0x20
const GET_LINE_CODING = 0x21
const SET_CONTROL_LINE_STATE = 0x22
const SEND_BREAK = 0x23
const DTR = 1
/** 9600 baud (little-endian), one stop bit, no parity, eight bits: before anybody sets something else. */
const POWER_UP_CODING = Uint8Array.of(0x80, 0x25, 0, 0, 0, 0, 8)

/** An instrument with a serial line behind a USB adapter of the communication class; the line is open while DTR is up. */
export function acmGadget(line: LineEndpoint, identity: () => AcmIdentity): Gadget {
  return {
    description: () => ({
      ...identity(),
      release: 0x0001,
      deviceClass: 2,
      highSpeed: false,
      interfaces: [
        {
          classes: [2, 2, 1],
          functional: FUNCTIONAL,
          endpoints: [{ address: NOTIFY, type: 'interrupt', packetBytes: 8 }],
        },
        {
          classes: [10, 0, 0],
          endpoints: [
            { address: OUT, type: 'bulk', packetBytes: PACKET_BYTES },
            { address: 0x80 | FROM_LINE, type: 'bulk', packetBytes: PACKET_BYTES },
          ],
        },
      ],
    }),
    attach(send) {
      let coding = POWER_UP_CODING
      let host: ReturnType<LineEndpoint['connect']> | undefined
      const say = (bytes: Uint8Array): void => {
        send(FROM_LINE, bytes)
        // A host reads on for more after a full packet: only a short one, even an empty one, ends its transfer.
        if (bytes.length % PACKET_BYTES === 0) send(FROM_LINE, new Uint8Array(0))
      }
      const raise = (isUp: boolean): void => {
        if (isUp === (host !== undefined)) return
        if (isUp) host = line.connect(say, () => (host = undefined))
        else {
          host?.disconnected()
          host = undefined
        }
      }
      return {
        out(endpoint, bytes) {
          if (endpoint !== OUT) throw new Error(`no endpoint ${endpoint}`)
          host?.receive(bytes)
        },
        control({ request, value }, data) {
          if (request === GET_LINE_CODING) return coding
          if (request === SET_LINE_CODING) coding = Uint8Array.from(data)
          else if (request === SET_CONTROL_LINE_STATE) raise((value & DTR) !== 0)
          else if (request !== SEND_BREAK) return undefined
          return new Uint8Array(0)
        },
        detached: () => raise(false),
      }
    },
  }
}
