import { busy, lost, noDevice } from '../problems.ts'
import { wait } from './deadline.ts'
import { exchangeInTurn } from './exchange.ts'
import { receiveQueue } from './queue.ts'
import type { ByteStream, Connector, LineEndpoint, UsbEndpoint, UsbPipe } from './transport.ts'

/** Smallest packet of a bulk endpoint; what an endpoint means that does not say. */
const DEFAULT_PACKET_BYTES = 64

/** A line to something in this process. Like a serial port it has one owner. @throws Problem BUSY at the second open */
export function memoryLine(endpoint: LineEndpoint, label = 'in process'): Connector<ByteStream> {
  let held = false
  return {
    label,
    async open(io) {
      io.signal.throwIfAborted()
      if (held) throw busy(label)
      const queue = receiveQueue()
      const release = (): void => {
        held = false
      }
      const far = endpoint.connect(
        (bytes) => {
          queue.push(Uint8Array.from(bytes))
        },
        () => {
          release()
          queue.end(lost(label))
        },
      )
      // Nobody there: the endpoint hung up at once.
      if (queue.ended) throw noDevice(label)
      held = true
      return {
        kind: 'stream',
        async write(bytes, { signal }) {
          signal.throwIfAborted()
          if (queue.ended) throw queue.ended
          far.receive(Uint8Array.from(bytes))
        },
        read: (readIo) => queue.take(readIo),
        discard: () => {
          queue.discard()
        },
        async close() {
          if (queue.ended) return
          queue.shut(lost(label))
          release()
          far.disconnected()
        },
        onLost: (listener) => {
          queue.onEnd(listener)
        },
      }
    },
  }
}

/** USB transfers to something in this process. One owner, as a claimed interface. @throws Problem BUSY, NO_DEVICE */
export function memoryUsb(endpoint: UsbEndpoint, label = 'USB in process'): Connector<UsbPipe> {
  let held = false
  return {
    label,
    async open(io) {
      io.signal.throwIfAborted()
      if (!endpoint.plugged) throw noDevice(label)
      if (held) throw busy(label)
      held = true
      let closed = false
      let gone = false
      const unplugged = new AbortController()
      const listeners: (() => void)[] = []
      endpoint.onUnplug(() => {
        if (closed || gone) return
        gone = true
        held = false
        unplugged.abort(lost(label))
        for (const listener of listeners.splice(0)) listener()
      })
      const alive = (): void => {
        if (closed || gone || !endpoint.plugged) throw lost(label)
      }
      const transfers: Pick<UsbPipe, 'bulkOut' | 'bulkIn'> = {
        async bulkOut(number, bytes, { signal }) {
          signal.throwIfAborted()
          alive()
          endpoint.bulkOut(number, Uint8Array.from(bytes))
        },
        async bulkIn(number, length, readIo) {
          alive()
          const given = new AbortController()
          const signal = AbortSignal.any([readIo.signal, unplugged.signal])
          return wait<Uint8Array>({ ...readIo, signal }, 'USB transfer', (settle) => {
            endpoint.bulkIn(number, length, given.signal).then((bytes) => {
              settle.resolve(Uint8Array.from(bytes))
            }, settle.reject)
            return () => {
              given.abort()
            }
          })
        },
      }
      return {
        ...transfers,
        kind: 'usb',
        packetBytes: endpoint.packetBytes ?? DEFAULT_PACKET_BYTES,
        exchange: exchangeInTurn(transfers),
        async close() {
          if (closed) return
          closed = true
          if (!gone) held = false
          unplugged.abort(lost(label))
        },
        onLost: (listener) => {
          if (gone) listener()
          else listeners.push(listener)
        },
      }
    },
  }
}
