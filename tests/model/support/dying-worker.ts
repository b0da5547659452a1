/** A worker that fails as soon as it is asked anything. */
import { type MessagePort, workerData } from 'node:worker_threads'

const { port } = workerData as { port: MessagePort }
port.on('message', () => {
  throw new Error('out of luck')
})
