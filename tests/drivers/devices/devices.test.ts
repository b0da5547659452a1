import { describe } from 'vitest'
import { HdxUsb } from '../../../drivers/simulators/hdx-usb.ts'
import { memoryLine, memoryUsb } from '../../../drivers/transports/memory.ts'
import { serialConnector } from '../../../drivers/transports/serial.ts'
import { tcpConnector } from '../../../drivers/transports/tcp.ts'
import { need } from '../../need.ts'
import { listen, ptyTo } from '../transports/socat.ts'
import { deviceConformance } from './devices.conformance.ts'
import { subjects } from './subjects.ts'
import type { Mischief } from './mischief.ts'

const inProcess = (mischief: Mischief) => ({ connector: memoryLine(mischief), close: async () => undefined })
const overTcp = async (mischief: Mischief) => {
  const server = await listen(mischief)
  return { connector: tcpConnector('127.0.0.1', server.port), close: () => server.close() }
}
const overPty = async (mischief: Mischief) => {
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

describe.each([
  ['Ocean HDX', subjects.hdx],
  ['JETI specbos 1211', subjects.jeti],
  ['GRBL table', subjects.grbl],
])('%s in process', (_, subject) => {
  deviceConformance(subject, inProcess, { exclusive: true })
})

describe.each([
  ['Ocean HDX', subjects.hdx],
  ['JETI specbos 1211', subjects.jeti],
  ['GRBL table', subjects.grbl],
])('%s over TCP', (_, subject) => {
  deviceConformance(subject, overTcp, { exclusive: false })
})

describe('Ocean HDX over USB transfers', () => {
  deviceConformance(
    subjects.hdx,
    (mischief) => ({
      connector: memoryUsb(new HdxUsb(mischief, mischief.presence)),
      close: async () => undefined,
    }),
    { exclusive: true },
  )
})

const socat = need('socat')
describe.skipIf(!socat.path).each([
  ['JETI specbos 1211', subjects.jeti],
  ['GRBL table', subjects.grbl],
])(`%s on a serial port${socat.path ? '' : `: ${socat.reason}`}`, (_, subject) => {
  deviceConformance(subject, overPty, { exclusive: true })
})
