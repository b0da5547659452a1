import { createRouterClient } from '@orpc/server'
import { contractSuite } from './suite.ts'

contractSuite('a direct call', async (router) => ({
  client: createRouterClient(router),
  close: async () => undefined,
}))
