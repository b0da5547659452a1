import { describe, expect, test } from 'vitest'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import { serialConnector } from '../../../drivers/transports/serial.ts'
import { tcpConnector } from '../../../drivers/transports/tcp.ts'
import { need } from '../../need.ts'
import { failure, PATIENT } from '../io.ts'
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

    test('a write that waits for room when the port vanishes is DEVICE_LOST at once', async () => {
      const far = new Far()
      const pty = await ptyTo(far)
      const link = await serialConnector({ path: pty.path, baudRate: 115_200 }).open(PATIENT)
      // socat takes nothing any more: the system's buffer fills up, and the write stays.
      pty.hold()
      const writing = failure(link.write(new Uint8Array(4_000_000), PATIENT))
      await new Promise((resolve) => setTimeout(resolve, 200))
      await pty.vanish()
      expect(await writing).toMatchObject({ code: 'DEVICE_LOST' })
      await link.close()
      await pty.close()
    })
  },
)
