import type { UsbDescription } from './usbip-descriptors.ts'
import { descriptorOf } from './usbip-descriptors.ts'

/** The setup packet of a control transfer (USB 2.0, 9.3). */
export interface Setup {
  readonly requestType: number
  readonly request: number
  readonly value: number
  readonly index: number
  readonly length: number
}

/** Reads the eight bytes, little-endian. */
export function readSetup(bytes: Uint8Array): Setup {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    requestType: view.getUint8(0),
    request: view.getUint8(1),
    value: view.getUint16(2, true),
    index: view.getUint16(4, true),
    length: view.getUint16(6, true),
  }
}

/** What the standard requests change. */
export interface ControlState {
  /** Value of the chosen configuration, 0 = none. */
  configuration: number
  /** A new configuration: what was not read is forgotten, nothing is halted. */
  readonly configured: () => void
  readonly halt: (address: number, on: boolean) => void
  readonly isHalted: (address: number) => boolean
}

const NOTHING = new Uint8Array(0)
const ENDPOINT_HALT = 0
const TYPE = 0x60
const RECIPIENT = 0x1f
const TO_INTERFACE = 0x01
const TO_ENDPOINT = 0x02

/** Whether a request is one that every USB device knows, not one of a class or vendor. */
export const isStandard = ({ requestType }: Setup): boolean => (requestType & TYPE) === 0

/**
 * Answers a standard request (USB 2.0, 9.4): bytes for the host, none for a command; undefined = stalled. SET_ADDRESS
 * never comes: the host's side of USB/IP completes it.
 */
export function standardRequest(
  device: UsbDescription,
  state: ControlState,
  setup: Setup,
): Uint8Array | undefined {
  const { requestType, request, value, index } = setup
  const isEndpoint = (requestType & RECIPIENT) === TO_ENDPOINT
  switch (request) {
    case 0x00: // GET_STATUS
      return Uint8Array.of(isEndpoint && state.isHalted(index) ? 1 : 0, 0)
    case 0x01: // CLEAR_FEATURE
    case 0x03: // SET_FEATURE
      if (!isEndpoint || value !== ENDPOINT_HALT) return undefined
      state.halt(index, request === 0x03)
      return NOTHING
    case 0x06: // GET_DESCRIPTOR
      return (requestType & RECIPIENT) === TO_INTERFACE
        ? device.interfaces[index]?.descriptors?.get(value >> 8)
        : descriptorOf(device, value >> 8, value & 0xff)
    case 0x08: // GET_CONFIGURATION
      return Uint8Array.of(state.configuration)
    case 0x09: // SET_CONFIGURATION
      if (value > 1) return undefined
      state.configuration = value
      state.configured()
      return NOTHING
    case 0x0a: // GET_INTERFACE
      return Uint8Array.of(0)
    case 0x0b: // SET_INTERFACE
      return value === 0 && index < device.interfaces.length ? NOTHING : undefined
    default:
      return undefined
  }
}
