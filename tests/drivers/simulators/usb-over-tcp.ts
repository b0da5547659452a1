import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { UsbEndpoint } from '../../../drivers/transports/transport.ts'

const TIMED_OUT = Uint8Array.of(0xff, 0xff, 0xff, 0xff)

/** A TCP port at which bulk transfers of an endpoint can be made by a program without USB, one at a time. */
export interface UsbServer {
  readonly port: number
  close(): Promise<void>
}

/** Serves transfers: 'W' endpoint length data; 'R' endpoint size timeout -> length data, all ones where it timed out. */
export async function serveUsb(usb: UsbEndpoint): Promise<UsbServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    let heard = Buffer.alloc(0)
    let turn = Promise.resolve()
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes])
      for (
        let size = frameBytes(heard);
        size !== undefined && heard.length >= size;
        size = frameBytes(heard)
      ) {
        const frame = heard.subarray(0, size)
        heard = heard.subarray(size)
        turn = turn.then(() => transfer(usb, frame, socket))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function frameBytes(heard: Buffer): number | undefined {
  if (heard.length < 6) return undefined
  return heard[0] === 0x57 ? 6 + heard.readUInt32LE(2) : 10
}

async function transfer(usb: UsbEndpoint, frame: Buffer, socket: Socket): Promise<void> {
  const endpoint = frame[1]! & 0x0f
  if (frame[0] === 0x57) {
    usb.bulkOut(endpoint, Uint8Array.from(frame.subarray(6)))
    return
  }
  try {
    const bytes = await usb.bulkIn(
      endpoint,
      frame.readUInt32LE(2),
      AbortSignal.timeout(frame.readUInt32LE(6)),
    )
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    socket.write(Buffer.concat([length, bytes]))
  } catch {
    socket.write(TIMED_OUT)
  }
}
