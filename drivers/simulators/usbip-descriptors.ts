/** An endpoint with its address (0x81 = number 1 towards the host). */
export interface EndpointDescription {
  readonly address: number
  readonly type: 'bulk' | 'interrupt'
  readonly packetBytes: number
  /** Of an interrupt endpoint; 10 where absent. Every 2^(n-1) microframes at high speed, every n ms at full speed. */
  readonly interval?: number
}

/** An interface, its class-specific descriptors as they are, and its endpoints. */
export interface InterfaceDescription {
  readonly classes: readonly [number, number, number]
  /** Between the interface and its endpoints. */
  readonly functional?: Uint8Array
  /** By type: those that the interface itself is asked for. */
  readonly descriptors?: ReadonlyMap<number, Uint8Array>
  readonly endpoints: readonly EndpointDescription[]
}

/** What a USB device tells of itself. */
export interface UsbDescription {
  readonly vendorId: number
  readonly productId: number
  /** Binary-coded decimal: 0x0100 = 1.00. */
  readonly release: number
  readonly deviceClass: number
  readonly highSpeed: boolean
  readonly manufacturer: string
  readonly product: string
  /** '' = the device tells none. */
  readonly serial: string
  readonly interfaces: readonly InterfaceDescription[]
}

const DEVICE = 1
const CONFIGURATION = 2
const STRING = 3
const INTERFACE = 4
const ENDPOINT = 5
const STRINGS = { manufacturer: 1, product: 2, serial: 3 }
const CONTROL_PACKET_BYTES = 64
/** Powered by the bus, 2 mA a unit. */
const ATTRIBUTES = 0x80
const POWER_UNITS = 250
const INTERRUPT_INTERVAL = 10
const ENGLISH_US = 0x0409

const word = (value: number): readonly [number, number] => [value & 0xff, value >> 8]

/** Standard device descriptor (USB 2.0, table 9-8). */
export function deviceDescriptor(device: UsbDescription): Uint8Array {
  const { vendorId, productId, release, deviceClass, serial } = device
  return Uint8Array.of(
    ...[18, DEVICE, ...word(0x0200), deviceClass, 0, 0, CONTROL_PACKET_BYTES],
    ...[...word(vendorId), ...word(productId), ...word(release)],
    ...[STRINGS.manufacturer, STRINGS.product, serial === '' ? 0 : STRINGS.serial, 1],
  )
}

function endpointDescriptor({ address, type, packetBytes, interval }: EndpointDescription): number[] {
  const isBulk = type === 'bulk'
  const every = isBulk ? 0 : (interval ?? INTERRUPT_INTERVAL)
  return [7, ENDPOINT, address, isBulk ? 2 : 3, ...word(packetBytes), every]
}

/** The only configuration with all its interfaces and endpoints (USB 2.0, tables 9-10, 9-12, 9-13). */
export function configurationDescriptor({ interfaces }: UsbDescription): Uint8Array {
  const body = interfaces.flatMap(({ classes, functional, endpoints }, number) => [
    ...[9, INTERFACE, number, 0, endpoints.length, ...classes, 0],
    ...(functional ?? []),
    ...endpoints.flatMap(endpointDescriptor),
  ])
  const total = word(9 + body.length)
  return Uint8Array.of(
    ...[9, CONFIGURATION, ...total, interfaces.length, 1, 0, ATTRIBUTES, POWER_UNITS],
    ...body,
  )
}

/** String descriptor by its index, 0 = the languages; undefined where the device has none. */
export function stringDescriptor(device: UsbDescription, index: number): Uint8Array | undefined {
  if (index === 0) return Uint8Array.of(4, STRING, ...word(ENGLISH_US))
  const { manufacturer, product, serial } = device
  const text = { [STRINGS.manufacturer]: manufacturer, [STRINGS.product]: product, [STRINGS.serial]: serial }[
    index
  ]
  if (text === undefined || text === '') return undefined
  const bytes = Buffer.from(text, 'utf16le')
  return Uint8Array.of(2 + bytes.length, STRING, ...bytes)
}

/** Descriptor by type and index; undefined for those the device does not have (qualifier, BOS). */
export function descriptorOf(device: UsbDescription, type: number, index: number): Uint8Array | undefined {
  if (type === DEVICE) return deviceDescriptor(device)
  if (type === CONFIGURATION && index === 0) return configurationDescriptor(device)
  if (type === STRING) return stringDescriptor(device, index)
  return undefined
}
