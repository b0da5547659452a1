import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { Problem } from '../contract/errors.ts'
import { wireSerializers } from '../contract/wire.ts'
import type { AppRouter } from '../core/app.ts'
import { securityHeaders } from './csp.ts'
import { pageFile } from './page-files.ts'
import { refuseHost, refuseSocket } from './web-guard.ts'

/** Biggest request: two tables of 5,000 spectra as base64. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024
const PING_EVERY_MS = 20_000

export interface WebHostOptions {
  readonly router: AppRouter
  /** Folder of the built page. */
  readonly pageFolder: string
  /** 0 = any free port. */
  readonly port: number
  /** Address to listen on; loopback unless the user named another. */
  readonly address?: string
  /** Fixed token for tests; random otherwise. */
  readonly token?: string
}

export interface WebHost {
  /** `http://127.0.0.1:PORT/#token=...`: the whole secret, for the user's eyes only. */
  readonly url: string
  readonly origin: string
  readonly token: string
  close(): Promise<void>
}

/**
 * Serves the page and the contract on loopback.
 * @throws Problem BUSY when the port is taken, PERMISSION when it may not be used.
 */
export async function serveWeb(options: WebHostOptions): Promise<WebHost> {
  const address = options.address ?? '127.0.0.1'
  const token = options.token ?? randomBytes(24).toString('base64url')
  const allowed: string[] = []
  const server = createServer((request, response) => {
    answer(request, response, options.pageFolder, allowed).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  const sockets = contractSocket(server, options.router, allowed, token)
  const port = await listen(server, options.port, address)
  allowed.push(`${bracketed(address)}:${String(port)}`)
  if (address === '127.0.0.1') allowed.push(`localhost:${String(port)}`)
  const origin = `http://${bracketed(address)}:${String(port)}`
  return { url: `${origin}/#token=${token}`, origin, token, close: () => shut(server, sockets) }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  allowed: readonly string[],
): Promise<void> {
  const refusal = refuseHost(request, allowed)
  if (refusal !== undefined) {
    plain(response, refusal.status, refusal.reason)
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    plain(response, 405, 'Only GET is answered here.')
    return
  }
  const url = new URL(request.url ?? '/', 'http://host')
  const file = await pageFile(folder, url.pathname)
  if (file === undefined) {
    plain(response, 404, 'There is no such file in the page.')
    return
  }
  const socket = `ws://${request.headers.host ?? ''}`
  const cache = url.pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store'
  response.writeHead(200, {
    ...securityHeaders(socket),
    'Content-Type': file.type,
    'Content-Length': file.bytes.length,
    'Cache-Control': cache,
  })
  response.end(request.method === 'HEAD' ? undefined : file.bytes)
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...securityHeaders(), 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}

function contractSocket(
  server: Server,
  router: AppRouter,
  allowed: readonly string[],
  token: string,
): WebSocketServer {
  const handler = new RPCHandler(router, { customJsonSerializers: wireSerializers })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: () => 'isochrome',
  })
  server.on('upgrade', (request, socket, head) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname
    const refusal =
      path === '/rpc' ? refuseSocket(request, allowed, token) : { status: 404, reason: 'No socket here.' }
    if (refusal !== undefined) {
      socket.end(
        `HTTP/1.1 ${String(refusal.status)} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${refusal.reason}\n`,
      )
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      void handler.upgrade(client)
      // A page that went to sleep or lost its network must not keep its streams alive for ever.
      const state = { answered: true }
      client.on('pong', () => (state.answered = true))
      const ping = setInterval(() => {
        if (!state.answered) client.terminate()
        state.answered = false
        client.ping()
      }, PING_EVERY_MS)
      client.on('close', () => {
        clearInterval(ping)
      })
    })
  })
  return sockets
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(portProblem(error, port, address))
    })
    server.listen(port, address, () => {
      const bound = server.address()
      resolve(bound !== null && typeof bound === 'object' ? bound.port : port)
    })
  })
}

function portProblem(error: NodeJS.ErrnoException, port: number, address: string): Error {
  const place = `${address}:${String(port)}`
  if (error.code === 'EADDRINUSE')
    return new Problem(
      {
        code: 'BUSY',
        title: 'The port is in use',
        happened: `Another program listens on ${place}.`,
        kept: '-',
        next: 'Close it, or choose another port with --port.',
      },
      { cause: error },
    )
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
    return new Problem(
      {
        code: 'PERMISSION',
        title: `Cannot listen on ${place}`,
        happened: 'The system refuses this address or port.',
        kept: '-',
        next: 'Choose a port above 1023 and an address of this computer.',
      },
      { cause: error },
    )
  return error
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

function shut(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.terminate()
  return new Promise((resolve) => {
    sockets.close()
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}
