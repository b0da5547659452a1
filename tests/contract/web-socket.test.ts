import { once } from 'node:events'
import { serveWeb } from '../../main/serve.ts'
import { clientOver, pageSocket } from '../main/support/socket-client.ts'
import { contractSuite } from './suite.ts'

contractSuite('a WebSocket', async (router) => {
  const host = await serveWeb({ router, pageFolder: import.meta.dirname, port: 0 })
  const socket = pageSocket(host)
  await once(socket, 'open')
  return { client: clientOver(socket), close: () => host.close() }
})
