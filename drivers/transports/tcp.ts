import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { lost, noDevice } from '../problems.ts'
import { wait } from './deadline.ts'
import { receiveQueue } from './queue.ts'
import type { ByteStream, Connector, Io } from './transport.ts'

/** Time after which the system starts to ask whether a silent peer still exists; finds half-open connections. */
const KEEP_ALIVE_MS = 5_000

const streamOf = (socket: Socket, where: string): ByteStream => {
  const queue = receiveQueue()
  socket.on('data', (bytes) => {
    queue.push(bytes)
  })
  // A peer that has finished will never answer: FIN is a loss like RST.
  socket.on('end', () => {
    queue.end(lost(where))
    socket.destroy()
  })
  socket.on('error', (error) => {
    queue.end(lost(where, error))
  })
  socket.on('close', () => {
    queue.end(lost(where))
  })
  return {
    kind: 'stream',
    write: (bytes, io) =>
      wait<undefined>(io, 'acceptance of the command by the network', (settle) => {
        if (queue.ended) throw queue.ended
        socket.write(bytes, (error) => {
          if (error) settle.reject(queue.ended ?? lost(where, error))
          else settle.resolve(undefined)
        })
        return undefined
      }),
    read: (io) => queue.take(io),
    discard: () => {
      queue.discard()
    },
    close: () =>
      new Promise((resolve) => {
        queue.shut(lost(where))
        if (socket.closed) {
          resolve()
          return
        }
        socket.once('close', () => {
          resolve()
        })
        socket.destroy()
      }),
    onLost: (listener) => {
      queue.onEnd(listener)
    },
  }
}

function dial(host: string, port: number, io: Io): Promise<Socket> {
  const where = `${host}:${port}`
  return wait<Socket>(io, `connection to ${where}`, (settle) => {
    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    })
    const failed = (error: Error): void => {
      socket.destroy()
      settle.reject(noDevice(`TCP ${where}`, error))
    }
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.off('error', failed)
      settle.resolve(socket)
    })
    return () => {
      socket.on('error', () => undefined)
      socket.destroy()
    }
  })
}

/** A TCP endpoint of an instrument or of a serial bridge. @throws Problem NO_DEVICE, DEVICE_TIMEOUT at open */
export function tcpConnector(host: string, port: number): Connector<ByteStream> {
  const label = `TCP ${host}:${port}`
  return { label, open: async (io) => streamOf(await dial(host, port, io), label) }
}
