import { describe } from 'vitest'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import { serialConnector } from '../../../drivers/transports/serial.ts'
import { tcpConnector } from '../../../drivers/transports/tcp.ts'
import { need } from '../../need.ts'
import { listen, ptyTo } from './socat.ts'
import { Far, transportConformance } from './transports.conformance.ts'

describe('memory', () => {
  transportConformance(
    () => {
      const far = new Far()
      return {
        far,
        connector: memoryLine(far),
        vanish: () => {
          far.hangUp()
        },
        close: () => undefined,
      }
    },
    { exclusive: true, farSeesClose: true, canBeNowhere: false },
  )
})

describe('TCP', () => {
  transportConformance(
    async () => {
      const far = new Far()
      const server = await listen(far)
      const closed = await listen(new Far())
      await closed.close()
      return {
        far,
        connector: tcpConnector('127.0.0.1', server.port),
        nowhere: tcpConnector('127.0.0.1', closed.port),
        vanish: () => {
          far.hangUp()
        },
        close: () => server.close(),
      }
    },
    { exclusive: false, farSeesClose: true, canBeNowhere: true },
  )
})

const socat = need('socat')
describe.skipIf(!socat.path)(
  `serial port on a pseudo-terminal${socat.path ? '' : `: ${socat.reason}`}`,
  () => {
    transportConformance(
      async () => {
        const far = new Far()
        const pty = await ptyTo(far)
        return {
          far,
          connector: serialConnector({ path: pty.path, baudRate: 115_200 }),
          nowhere: serialConnector({ path: '/dev/ttyNOWHERE0', baudRate: 115_200 }),
          vanish: () => pty.vanish(),
          close: () => pty.close(),
        }
      },
      { exclusive: true, farSeesClose: false, canBeNowhere: true },
    )
  },
)
