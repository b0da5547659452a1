import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { Problem } from '../../contract/errors.ts'
import type { LineEndpoint } from '../transports/transport.ts'

/** A line that other programs can open until it is closed. */
export interface ServedLine {
  /** "tcp:127.0.0.1:5001", "pty:/dev/pts/3" */
  readonly address: string
  close(): Promise<void>
}

/** A TCP server of a line, with its port. */
export interface ServedTcp extends ServedLine {
  readonly port: number
}

const LOOPBACK = '127.0.0.1'

/** Serves a line on a loopback port, 0 = any free one. @throws Problem BUSY, BAD_REQUEST, PERMISSION */
export async function serveTcp(endpoint: LineEndpoint, port = 0): Promise<ServedTcp> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    serve(endpoint, socket, () => sockets.delete(socket))
  })
  const bound = await listening(server, port)
  return {
    port: bound,
    address: `tcp:${LOOPBACK}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.resetAndDestroy()
      }),
  }
}

function serve(endpoint: LineEndpoint, socket: Socket, gone: () => void): void {
  // A half-closed connection makes some hosts read nothing for ever: a dropped line is a reset.
  const hangUp = (): void => {
    socket.resetAndDestroy()
  }
  const host = endpoint.connect((bytes) => {
    if (!socket.destroyed) socket.write(bytes)
  }, hangUp)
  socket.on('data', (bytes) => host.receive(bytes))
  socket.on('end', () => socket.end())
  // A host that vanishes is its own affair; `close` follows and ends the conversation.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    gone()
    host.disconnected()
  })
}

/** Starts a server on a loopback port, 0 = any free one; its port. @throws Problem BUSY, BAD_REQUEST, PERMISSION */
export async function listening(server: Server, port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw unusable('BAD_REQUEST', port, 'is not a TCP port')
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(unusable('BUSY', port, 'is in use by another program', error))
      else if (error.code === 'EACCES')
        reject(unusable('PERMISSION', port, 'may not be used by this account', error))
      else reject(error)
    })
    server.listen(port, LOOPBACK, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
      else resolve(address)
    })
  })
  return address.port
}

function unusable(
  code: 'BUSY' | 'BAD_REQUEST' | 'PERMISSION',
  port: number,
  why: string,
  cause?: unknown,
): Problem {
  return new Problem(
    {
      code,
      title: 'The port cannot be used',
      happened: `${port} ${why}.`,
      kept: 'Nothing was started.',
      next: 'Choose another port; 0 takes any free one.',
    },
    { cause },
  )
}
