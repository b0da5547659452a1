import { type MessagePort, workerData } from 'node:worker_threads'
import { RPCHandler } from '@orpc/server/message-port'
import { clonedUnlessStream } from './port-transfer.ts'
import { modelRouter } from './router.ts'

/** Entry of the model worker: answers the router's calls over the port it was given. */
const { port } = workerData as { port: MessagePort }
new RPCHandler(modelRouter(), { experimental_transfer: clonedUnlessStream }).upgrade(port)
port.start()
