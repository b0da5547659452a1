import { badRequest } from '../problems.ts'
import type { Driver, FoundDevice } from '../device.ts'
import { hidBus } from '../transports/hid.ts'
import { serialConnector } from '../transports/serial.ts'
import { tcpConnector } from '../transports/tcp.ts'
import type { UsbBus } from '../transports/usb.ts'
import type { Connector, SerialFraming } from '../transports/transport.ts'
import { formatUri, parseUri } from '../uri.ts'
import type { DeviceAddress } from '../uri.ts'

const DEFAULT_BAUD = 115_200

/** How a family's serial line is opened. */
export const lineOf = ({ match }: Driver): { baudRate: number; framing?: SerialFraming } => ({
  baudRate: match.baudRates?.[0] ?? DEFAULT_BAUD,
  ...(match.framing && { framing: match.framing }),
})

const NAMES = { serial: 'a serial line', tcp: 'TCP', usb: 'USB', hid: 'HID' } as const

/** The kinds of connection a driver opens, as an address begins. */
function waysTo({ family, match }: Driver): string[] {
  return [
    ...(match.usb ? [`USB (${family}@usb:...)`] : []),
    ...(match.hid ? [`HID (${family}@hid:...)`] : []),
    ...(match.baudRates ? [`a serial line (${family}@serial:...)`] : []),
    ...(match.tcp === true ? [`TCP (${family}@tcp:...)`] : []),
  ]
}

function connectorOf(
  address: Exclude<DeviceAddress, { bus: 'sim' }>,
  driver: Driver,
  usb: UsbBus,
): Connector | undefined {
  switch (address.bus) {
    case 'serial':
      return driver.match.baudRates && serialConnector({ path: address.path, ...lineOf(driver) })
    case 'tcp':
      return driver.match.tcp === true ? tcpConnector(address.host, address.port) : undefined
    case 'usb':
      return driver.match.usb && usb.connector(address, address.serial)
    case 'hid':
      return driver.match.hid && hidBus().connector(address, address.serial)
  }
}

/** An instrument at an address somebody typed. @throws Problem BAD_REQUEST for an unknown family or a bus it does not have */
export function foundAt(uri: string, drivers: readonly Driver[], usb: UsbBus): FoundDevice {
  const address = parseUri(uri)
  const driver = drivers.find((known) => known.family === address.family)
  const described = /^numbers-(.+)$/.exec(address.family)?.[1]
  if (!driver && described !== undefined)
    throw badRequest(
      `No description that can be used is named "${described}".`,
      `It is instruments/${described}.json in the data folder; "isochrome doctor" says what is wrong with a file that is there.`,
    )
  if (!driver)
    throw badRequest(
      `No driver is named "${address.family}".`,
      `Known are ${drivers.map((known) => known.family).join(', ')}.`,
    )
  if (address.bus === 'sim')
    throw badRequest(
      `"${uri}" is an instrument of the simulated bench, which is not here or has no such instrument.`,
      'Add the simulated bench (--simulate), or give the address of a real instrument.',
    )
  const connector = connectorOf(address, driver, usb)
  if (!connector)
    throw badRequest(
      `${driver.product} cannot be reached over ${NAMES[address.bus]}.`,
      `It can be over ${waysTo(driver).join(', ')}.`,
    )
  return {
    uri: formatUri(address),
    family: driver.family,
    product: driver.product,
    roles: driver.roles,
    serial: 'serial' in address ? address.serial : '',
    simulated: false,
    connector,
    driver,
  }
}
