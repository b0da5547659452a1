import { networkInterfaces } from 'node:os'

/** Under which names a web host may be asked for, and the one to show. */
export interface WebAddress {
  readonly origin: string
  /** Values of the Host header, in lower case. */
  readonly hosts: readonly string[]
}

const EVERYWHERE = ['0.0.0.0', '::']
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/**
 * The names of a host that listens on `address` and `port`. On every interface of the computer (0.0.0.0, ::) these
 * are all its addresses, and the one to show is the first that another computer can reach.
 */
export function webAddress(address: string, port: number, interfaces = networkInterfaces()): WebAddress {
  // Browsers leave the usual port out.
  const named = (name: string): string => bracketed(name.toLowerCase()) + (port === 80 ? '' : `:${port}`)
  if (!EVERYWHERE.includes(address)) {
    const names = LOOPBACK.includes(address) ? [address, 'localhost'] : [address]
    return { origin: `http://${named(address)}`, hosts: names.map(named) }
  }
  const own = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    // An address with a scope names an interface of this computer: no URL can carry it.
    .filter((one) => one.family === 'IPv4' || (address === '::' && one.scopeid === 0))
  const outside =
    own.find((one) => !one.internal && one.family === 'IPv4') ?? own.find((one) => !one.internal)
  return {
    origin: `http://${named(outside?.address ?? '127.0.0.1')}`,
    hosts: [...own.map((one) => one.address), 'localhost'].map(named),
  }
}

const bracketed = (name: string): string => (name.includes(':') ? `[${name}]` : name)
