import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AnyRouter } from '@orpc/server'
import type { Server as SocketServer } from 'ws'
import { Problem } from '../contract/errors.ts'
import type { ContractSocket } from './contract-socket.ts'
import { securityHeaders } from './csp.ts'
import { pageFile } from './page-files.ts'
import { webAddress } from './web-address.ts'
import { pathOf, refuseHost } from './web-guard.ts'
import { contractSockets } from './web-sockets.ts'

const MAX_MESSAGE_BYTES = 256 * 1024 * 1024
const PING_EVERY_MS = 20_000

export interface WebHostOptions {
  readonly router: AnyRouter
  /** Folder of the built page. */
  readonly pageFolder: string
  /** 0 = any free port. */
  readonly port: number
  /** Address to listen on; loopback unless the user named another. */
  readonly address?: string
  /** Fixed token for tests; random otherwise. */
  readonly token?: string
  /** Biggest message taken; room for two tables of 5,000 spectra as base64 unless given. */
  readonly maxMessageBytes?: number
  /** How often a client must show that it lives, ms. */
  readonly pingMs?: number
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
  let hosts: readonly string[] = []
  const server = createServer((request, response) => {
    answer(request, response, options.pageFolder, hosts).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  const sockets = contractSockets(server, {
    router: options.router,
    hosts: () => hosts,
    token,
    maxMessageBytes: options.maxMessageBytes ?? MAX_MESSAGE_BYTES,
    pingMs: options.pingMs ?? PING_EVERY_MS,
  })
  const port = await listen(server, options.port, address)
  const named = webAddress(address, port)
  hosts = named.hosts
  return {
    url: `${named.origin}/#token=${token}`,
    origin: named.origin,
    token,
    close: () => shut(server, sockets),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  hosts: readonly string[],
): Promise<void> {
  const refusal = refuseHost(request, hosts)
  if (refusal !== undefined) {
    plain(response, refusal.status, refusal.reason)
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    plain(response, 405, 'Only GET is answered here.')
    return
  }
  const path = pathOf(request)
  const file = path === undefined ? undefined : await pageFile(folder, path)
  if (path === undefined || file === undefined) {
    plain(response, 404, 'There is no such file in the page.')
    return
  }
  const socket = `ws://${request.headers.host ?? ''}`
  const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store'
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

function shut(server: Server, sockets: SocketServer<typeof ContractSocket>): Promise<void> {
  for (const client of sockets.clients) client.terminate()
  return new Promise((resolve) => {
    sockets.close()
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}
