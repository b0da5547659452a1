import { once } from 'node:events'
import { clientOverPort } from '../main/support/port-client.ts'
import { contractSuite } from './suite.ts'

contractSuite('a MessagePort', async (router) => {
  const { client, port } = clientOverPort(router)
  return {
    client,
    close: async () => {
      port.close()
      await once(port, 'close')
    },
  }
})
