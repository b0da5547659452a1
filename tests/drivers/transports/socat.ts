import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { LineEndpoint } from '../../../drivers/transports/transport.ts'
import { until } from '../io.ts'

/** A pseudo-terminal with an endpoint at its far side. */
export interface Pty {
  readonly path: string
  /** As pulling the plug of the adapter: the terminal vanishes. */
  vanish(): Promise<void>
  /** Stops taking bytes. */
  hold(): void
  close(): Promise<void>
}

/** An endpoint on a loopback port; every connection is one host. */
export async function listen(
  endpoint: LineEndpoint,
): Promise<{ port: number; sockets: Set<Socket>; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    const far = endpoint.connect(
      (bytes) => {
        socket.write(bytes)
      },
      () => {
        socket.destroy()
      },
    )
    socket.on('data', (bytes) => {
      far.receive(bytes)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      far.disconnected()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * socat between a pseudo-terminal and the endpoint; the line stays up when the host closes it. `path` = where the
 * terminal shall be, for one that was there before.
 */
export async function ptyTo(endpoint: LineEndpoint, path = freshPath()): Promise<Pty> {
  const server = await listen(endpoint)
  const child: ChildProcess = spawn(
    'socat',
    [`pty,raw,echo=0,ignoreeof,link=${path}`, `tcp:127.0.0.1:${String(server.port)},nodelay`],
    { stdio: 'ignore' },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const vanish = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  await until(() => existsSync(path) && server.sockets.size > 0, 'a pseudo-terminal with its far end')
  return {
    path,
    vanish,
    hold: () => void child.kill('SIGSTOP'),
    close: async () => {
      await vanish()
      await server.close()
      rmSync(dirname(path), { recursive: true, force: true })
    },
  }
}

const freshPath = (): string => join(mkdtempSync(join(tmpdir(), 'isochrome-pty-')), 'ttyTEST0')
