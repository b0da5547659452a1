import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket, type ClientOptions } from 'ws'
import { wireSerializers } from '../../../contract/wire.ts'
import type { AppClient } from '../../../core/app.ts'

/** The web host as a page sees it. */
export interface Host {
  readonly origin: string
  readonly token: string
}

/** What differs from what the page would send. */
export interface Deviation {
  readonly path?: string
  readonly protocols?: readonly string[]
  readonly origin?: string | undefined
  readonly options?: ClientOptions
}

/** A socket to the web host, opened as the page does it unless told otherwise. */
export function pageSocket(host: Host, deviation: Deviation = {}): WebSocket {
  const { path = '/rpc', protocols = ['isochrome', host.token], options = {} } = deviation
  const origin = 'origin' in deviation ? deviation.origin : host.origin
  return new WebSocket(`${host.origin.replace('http', 'ws')}${path}`, [...protocols], {
    ...(origin === undefined ? {} : { origin }),
    ...options,
  })
}

/** The contract over an open or opening socket. */
export function clientOver(socket: WebSocket): AppClient {
  // The types of ws are not the browser's; the calls used are the same.
  const websocket = socket as unknown as globalThis.WebSocket
  socket.binaryType = 'arraybuffer'
  return createORPCClient<AppClient>(new RPCLink({ websocket, customJsonSerializers: wireSerializers }))
}

/** Status of a refused upgrade, and what was said. */
export async function refusal(socket: WebSocket): Promise<{ status: number | undefined; text: string }> {
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    AsyncIterable<Buffer> & { statusCode?: number },
  ]
  let text = ''
  for await (const part of response) text += part.toString()
  return { status: response.statusCode, text }
}
