import { rmSync } from 'node:fs'
import { hidBus } from '../../../drivers/transports/hid.ts'
import { memoryLine, memoryUsb } from '../../../drivers/transports/memory.ts'
import { serialConnector } from '../../../drivers/transports/serial.ts'
import { tcpConnector } from '../../../drivers/transports/tcp.ts'
import type { UsbEndpoint } from '../../../drivers/transports/transport.ts'
import { usbBus } from '../../../drivers/transports/usb.ts'
import { need } from '../../need.ts'
import { packageHid } from '../transports/hid-package.ts'
import { listen, ptyTo } from '../transports/socat.ts'
import { packageUsb } from '../transports/usb-package.ts'
import { deviceConformance } from './devices.conformance.ts'
import type { Route, RouteKind } from './devices.conformance.ts'
import type { Mischief } from './mischief.ts'
import type { Subject, SubjectMaker } from './subjects.ts'

/** The line in this process. */
export const IN_PROCESS: RouteKind = {
  name: 'in process',
  exclusive: true,
  reconnects: true,
  to: (mischief) => ({ connector: memoryLine(mischief), close: async () => undefined }),
}

function endpointOf({ usb }: Subject, mischief: Mischief): UsbEndpoint {
  if (!usb) throw new Error('this instrument has no USB interface of its own')
  return usb(mischief, mischief.presence)
}

/** The USB transfers of an instrument in this process; the reports of a HID device are transfers, too. */
export const OVER_USB: RouteKind = {
  name: 'over USB transfers',
  exclusive: true,
  reconnects: false,
  to: (mischief, subject) => ({
    connector: memoryUsb(endpointOf(subject, mischief)),
    close: async () => undefined,
  }),
}

/** The same through the program's own bus and pipe, over the habits of the `usb` package. */
export const THROUGH_USB_PACKAGE: RouteKind = {
  name: 'through the usb package',
  exclusive: true,
  reconnects: false,
  to(mischief, subject) {
    const endpoint = endpointOf(subject, mischief)
    const module = packageUsb(endpoint)
    return {
      connector: usbBus(async () => module).connector(endpoint, ''),
      close: async () => undefined,
    }
  },
}

/** Reports through the program's own HID bus, over the habits of node-hid. */
export const THROUGH_NODE_HID: RouteKind = {
  name: 'through node-hid',
  exclusive: false,
  reconnects: false,
  to(mischief, subject) {
    const endpoint = endpointOf(subject, mischief)
    const module = packageHid(endpoint)
    return {
      connector: hidBus(async () => module).connector(endpoint, ''),
      close: async () => undefined,
    }
  },
}

/** The line behind a loopback port. */
export const OVER_TCP: RouteKind = {
  name: 'over TCP',
  exclusive: false,
  reconnects: true,
  async to(mischief): Promise<Route> {
    const server = await listen(mischief)
    return { connector: tcpConnector('127.0.0.1', server.port), close: () => server.close() }
  },
}

const socat = need('socat')

/** The line behind a pseudo-terminal that serialport opens. */
export const ON_A_PORT: RouteKind = {
  name: 'on a serial port',
  exclusive: true,
  reconnects: false,
  missing: socat.path === undefined ? socat.reason : undefined,
  async to(mischief): Promise<Route> {
    const first = await ptyTo(mischief)
    const { path } = first
    const all = [first]
    return {
      connector: serialConnector({ path, baudRate: 115_200 }),
      replugged: async () => {
        // The one that was unplugged may not be gone yet, and would take the new one's name with it.
        await all.at(-1)?.vanish()
        rmSync(path, { force: true })
        all.push(await ptyTo(mischief, path))
      },
      close: async () => {
        for (const pty of all) await pty.close()
      },
    }
  },
}

/** Where a line instrument can stand. */
export const LINE_ROUTES = [IN_PROCESS, OVER_TCP, ON_A_PORT] as const

/** The promises of an instrument over each of these routes. */
export function over(routes: readonly RouteKind[], name: string, make: SubjectMaker): void {
  for (const kind of routes) deviceConformance(name, make, kind)
}
