import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import type { AnyRouter } from '@orpc/server'
import { WebSocketServer, type Server as SocketServer } from 'ws'
import { wireSerializers } from '../contract/wire.ts'
import { ContractSocket } from './contract-socket.ts'
import { pathOf, refuseSocket } from './web-guard.ts'

export interface WebSocketOptions {
  readonly router: AnyRouter
  /** Names this host is asked for under. */
  readonly hosts: () => readonly string[]
  readonly token: string
  /** Biggest message taken; a bigger one ends its connection. */
  readonly maxMessageBytes: number
  /** How often a client must show that it lives. */
  readonly pingMs: number
}

/** Speaks the contract over every WebSocket that offers the token at /rpc; everything else is refused before it opens. */
export function contractSockets(
  server: Server,
  options: WebSocketOptions,
): SocketServer<typeof ContractSocket> {
  const handler = new RPCHandler(options.router, { customJsonSerializers: wireSerializers })
  const sockets = new WebSocketServer({
    noServer: true,
    WebSocket: ContractSocket,
    maxPayload: options.maxMessageBytes,
    handleProtocols: () => 'isochrome',
  })
  server.on('upgrade', (request, socket, head) => {
    // Node leaves a socket without its listeners here; a reset must not end the program.
    socket.on('error', () => socket.destroy())
    const refusal =
      pathOf(request) === '/rpc'
        ? refuseSocket(request, options.hosts(), options.token)
        : { status: 404, reason: 'No socket here.' }
    if (refusal !== undefined) refuse(socket, refusal.status, refusal.reason)
    else
      sockets.handleUpgrade(request, socket, head, (client) => {
        // The handler waits for what `send` returns before it asks a stream for more.
        const send: (message: string | Uint8Array) => unknown = (message) => client.written(message)
        void handler.upgrade({
          addEventListener: (type, listener, how) => {
            client.addEventListener(type, listener, how)
          },
          send,
        })
        watchOver(client, options.pingMs)
      })
  })
  return sockets
}

function refuse(socket: Duplex, status: number, reason: string): void {
  socket.end(
    `HTTP/1.1 ${String(status)} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${reason}\n`,
  )
}

/** A page that went to sleep or lost its network must not keep its streams alive for ever. */
function watchOver(client: ContractSocket, everyMs: number): void {
  let answered = true
  client.on('pong', () => (answered = true))
  const ping = setInterval(() => {
    if (!answered) client.terminate()
    answered = false
    client.ping()
  }, everyMs)
  client.on('close', () => {
    clearInterval(ping)
  })
  // A frame that is too long or malformed: ws closes the connection itself, and `close` follows.
  client.on('error', () => undefined)
}
