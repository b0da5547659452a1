import { memoryLine, memoryUsb } from '../../../drivers/transports/memory.ts'
import { serialConnector } from '../../../drivers/transports/serial.ts'
import { tcpConnector } from '../../../drivers/transports/tcp.ts'
import { usbBus } from '../../../drivers/transports/usb.ts'
import { listen, ptyTo } from '../transports/socat.ts'
import { packageUsb } from '../transports/usb-package.ts'
import type { Route } from './devices.conformance.ts'
import type { Mischief } from './mischief.ts'
import type { Subject } from './subjects.ts'

/** The line in this process. */
export const inProcess = (mischief: Mischief): Route => ({
  connector: memoryLine(mischief),
  close: async () => undefined,
})

/** The USB transfers of an instrument in this process. */
export const usbInProcess =
  ({ usb }: Subject) =>
  (mischief: Mischief): Route => {
    if (!usb) throw new Error('this instrument has no USB interface of its own')
    return { connector: memoryUsb(usb(mischief, mischief.presence)), close: async () => undefined }
  }

/** The USB transfers of an instrument through the program's own bus and pipe, over the habits of the `usb` package. */
export const usbThroughPackage =
  ({ usb }: Subject) =>
  (mischief: Mischief): Route => {
    if (!usb) throw new Error('this instrument has no USB interface of its own')
    const endpoint = usb(mischief, mischief.presence)
    const module = packageUsb(endpoint)
    const bus = usbBus(async () => module)
    return { connector: bus.connector(endpoint, ''), close: async () => undefined }
  }

/** The line behind a loopback port. */
export async function overTcp(mischief: Mischief): Promise<Route> {
  const server = await listen(mischief)
  return { connector: tcpConnector('127.0.0.1', server.port), close: () => server.close() }
}

/** The line behind a pseudo-terminal that serialport opens. */
export async function overPty(mischief: Mischief): Promise<Route> {
  let pty = await ptyTo(mischief)
  const { path } = pty
  return {
    connector: serialConnector({ path, baudRate: 115_200 }),
    replugged: async () => {
      pty = await ptyTo(mischief, path)
    },
    close: () => pty.close(),
  }
}
