import { badRequest } from './problems.ts'

/** An instrument's address taken apart: what kind it is and how it is reached. */
export type DeviceAddress =
  | { readonly family: string; readonly bus: 'serial'; readonly path: string }
  | { readonly family: string; readonly bus: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly family: string
      readonly bus: 'usb' | 'hid'
      readonly vendorId: number
      readonly productId: number
      readonly serial: string
    }
  | { readonly family: string; readonly bus: 'sim' }

const hex4 = (id: number): string => id.toString(16).padStart(4, '0')

/** The address as one string; the inverse of `parseUri`. An IPv6 host stands in brackets. */
export function formatUri(address: DeviceAddress): string {
  switch (address.bus) {
    case 'serial':
      return `${address.family}@serial:${address.path}`
    case 'tcp':
      return `${address.family}@tcp:${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
    case 'usb':
    case 'hid':
      return `${address.family}@${address.bus}:${hex4(address.vendorId)}:${hex4(address.productId)}:${address.serial}`
    case 'sim':
      return `${address.family}@sim`
  }
}

const TCP = /^(?:\[(?<v6>[0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|(?<host>[^:[\]\s/]+)):(?<port>\d{1,5})$/
const USB = /^(?<vendor>[0-9A-Fa-f]{4}):(?<product>[0-9A-Fa-f]{4})(?::(?<serial>.*))?$/s

function parseBus(family: string, bus: string, rest: string): DeviceAddress | undefined {
  if (bus === 'sim') return rest === '' ? { family, bus } : undefined
  if (bus === 'serial') return rest === '' ? undefined : { family, bus, path: rest }
  if (bus === 'tcp') {
    const parts = TCP.exec(rest)?.groups
    const host = parts?.['v6'] ?? parts?.['host']
    const port = Number(parts?.['port'])
    return host !== undefined && port >= 1 && port <= 65535 ? { family, bus, host, port } : undefined
  }
  if (bus === 'usb' || bus === 'hid') {
    const parts = USB.exec(rest)?.groups
    const vendor = parts?.['vendor']
    const product = parts?.['product']
    if (vendor === undefined || product === undefined) return undefined
    return {
      family,
      bus,
      vendorId: parseInt(vendor, 16),
      productId: parseInt(product, 16),
      serial: parts?.['serial'] ?? '',
    }
  }
  return undefined
}

/**
 * Takes `family@serial:PATH`, `family@tcp:HOST:PORT`, `family@usb:VID:PID:SERIAL` or `@hid:` (hexadecimal
 * ids, the serial number may be left out) or `family@sim` apart. @throws Problem BAD_REQUEST
 */
export function parseUri(uri: string): DeviceAddress {
  const parts = /^(?<family>[a-z0-9][a-z0-9-]*)@(?<bus>[a-z]+)(?::(?<rest>.*))?$/s.exec(uri)?.groups
  const address =
    parts?.['family'] === undefined || parts['bus'] === undefined
      ? undefined
      : parseBus(parts['family'], parts['bus'], parts['rest'] ?? '')
  if (address) return address
  throw badRequest(
    `"${uri}" is no instrument address.`,
    'Write for example jeti-1211@serial:/dev/ttyUSB0, ocean-hdx@tcp:192.168.1.20:57357, ocean-hdx@usb:2457:2003:HDX00123 or grbl@sim.',
  )
}
