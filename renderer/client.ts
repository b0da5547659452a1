import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { Api } from '../contract/api.ts'
import { wireSerializers } from '../contract/wire.ts'

/** Every call and stream of the contract, typed. */
export type AppClient = ContractRouterClient<Api>

/** One open way to the bench. */
export interface Carrier {
  readonly client: AppClient
  /** Resolves when the way is closed, from either side. */
  readonly closed: Promise<void>
  close(): void
}

const SUBPROTOCOL = 'isochrome'

/**
 * Opens the contract over a WebSocket (web host, attached window).
 * @throws Error when the host cannot be reached or refuses; browsers do not say which.
 */
export function openSocket(url: string, token: string, signal: AbortSignal): Promise<Carrier> {
  const socket = new WebSocket(url, [SUBPROTOCOL, token])
  socket.binaryType = 'arraybuffer'
  const stop = (): void => socket.close()
  signal.addEventListener('abort', stop, { once: true })
  const client = createORPCClient<AppClient>(
    new SocketLink({ websocket: socket, customJsonSerializers: wireSerializers }),
  )
  // After the link's own listener: who hears of the end may cancel calls, and a call that is open still would then be
  // cancelled over the closed socket.
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
  })
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve({ client, closed, close: stop }))
    void closed.then(() => reject(new Error('The host did not answer.')))
  })
}

/**
 * Speaks the contract over a port that the preload script relayed. A port whose other end died says nothing in
 * older runtimes, so `close` ends it from this side: open calls and streams then fail at once.
 */
export function openPort(port: MessagePort): Carrier {
  const ends = new EventTarget()
  const wrapped: Pick<MessagePort, 'addEventListener' | 'postMessage'> = {
    addEventListener: (type: string, listener: EventListenerOrEventListenerObject) => {
      if (type === 'close') ends.addEventListener('close', listener)
      else port.addEventListener(type, listener)
    },
    postMessage: (message: unknown) => port.postMessage(message),
  }
  const close = (): void => {
    port.close()
    ends.dispatchEvent(new Event('close'))
  }
  const closed = new Promise<void>((resolve) =>
    ends.addEventListener('close', () => resolve(), { once: true }),
  )
  const client = createORPCClient<AppClient>(
    new PortLink({ port: wrapped, customJsonSerializers: wireSerializers }),
  )
  port.addEventListener('close', close)
  port.start()
  return { client, closed, close }
}
