import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { AnyRouter } from '@orpc/server'
import { wireSerializers } from '../../../contract/wire.ts'
import type { AppClient } from '../../../core/app.ts'
import { servePort, type ServedPort } from '../../../main/serve-port.ts'

/** Node's port in the form of Electron's MessagePortMain, which the bench gets: messages come as events with data. */
export function electronForm(port: MessagePort): ServedPort {
  return {
    on: (event: string, listener: (event: { data: unknown }) => void) =>
      port.on(event, (data: unknown) => {
        listener({ data })
      }),
    postMessage: (message) => {
      port.postMessage(message)
    },
    start: () => {
      port.start()
    },
  }
}

/** The contract over one port of a message channel whose other end serves the router. */
export function clientOverPort(router: AnyRouter): { client: AppClient; port: MessagePort } {
  const { port1, port2 } = new MessageChannel()
  servePort(router, electronForm(port1))
  const client = createORPCClient<AppClient>(
    new RPCLink({ port: port2, customJsonSerializers: wireSerializers }),
  )
  return { client, port: port2 }
}
