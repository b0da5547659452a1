import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { tcpConnector } from '../../../drivers/transports/tcp.ts'
import { cancellable, failure, PATIENT, until, within } from '../io.ts'

let server: Server | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  server = undefined
})

async function serve(onSocket: (socket: Socket) => void, backlog?: number): Promise<number> {
  const made = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  server = made
  await new Promise<void>((resolve) => made.listen({ port: 0, host: '127.0.0.1', backlog }, resolve))
  return (made.address() as AddressInfo).port
}

describe('TCP', () => {
  test('a half-closed connection (FIN) delivers what came and is then a loss', async () => {
    const port = await serve((socket) => {
      socket.end('last words')
    })
    const link = await tcpConnector('127.0.0.1', port).open(PATIENT)
    let told = 0
    link.onLost(() => told++)
    await until(() => told === 1, 'the loss')
    expect(Buffer.from(await link.read(PATIENT)).toString()).toBe('last words')
    expect(await failure(link.read(PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    await link.close()
  })

  test('a reset connection (RST) is a loss', async () => {
    const port = await serve((socket) => {
      socket.on('data', () => {
        socket.resetAndDestroy()
      })
    })
    const link = await tcpConnector('127.0.0.1', port).open(PATIENT)
    await link.write(Uint8Array.of(1), PATIENT)
    expect(await failure(link.read(PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    await link.close()
  })

  test('a host name that does not exist is NO_DEVICE', async () => {
    expect(await failure(tcpConnector('no-such-host.invalid', 5000).open(PATIENT))).toMatchObject({
      code: 'NO_DEVICE',
    })
  })

  test('a connection given up while dialling leaves nothing behind', async () => {
    const port = await serve(() => undefined)
    const io = cancellable(10_000)
    const dialling = failure(tcpConnector('127.0.0.1', port).open(io))
    io.cancel()
    expect(await dialling).toMatchObject({ name: 'AbortError' })
    expect(await failure(tcpConnector('127.0.0.1', port).open(within(0)))).toMatchObject({
      code: 'DEVICE_TIMEOUT',
    })
    // A third party sees the server alive, and the two given-up sockets end by themselves.
    const probe = connect(port, '127.0.0.1')
    await new Promise((resolve) => probe.once('connect', resolve))
    probe.destroy()
    await until(
      () => sockets.every((socket) => socket.readableEnded || socket.destroyed || socket.bytesRead === 0),
      'the end',
    )
  })
})
