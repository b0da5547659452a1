import { Problem } from '../../contract/errors.ts'
import type { LineEndpoint, UsbEndpoint } from '../transports/transport.ts'
import { HDX } from './hdx-messages.ts'

/** Bulk endpoint 1 in both directions (addresses 01 and 81). */
const ENDPOINT = 1
/** High-speed bulk packets. */
const PACKET_BYTES = 512

/** How the instrument stands on the bus. */
export interface BusPresence {
  readonly plugged: boolean
  readonly shownSerial: string
  onPlugChange(listener: () => void): () => void
}

interface Reader {
  readonly length: number
  readonly deliver: (bytes: Uint8Array) => void
}

/** The HDX at the level of USB bulk transfers: the same messages as on its line, each answer in transfers of its own. */
export class HdxUsb implements UsbEndpoint {
  readonly vendorId = HDX.vendorId
  readonly productId = HDX.productId
  readonly packetBytes = PACKET_BYTES
  readonly #line: LineEndpoint
  readonly #presence: BusPresence
  readonly #answers: Uint8Array[] = []
  readonly #readers: Reader[] = []
  #host: ReturnType<LineEndpoint['connect']> | undefined

  constructor(line: LineEndpoint, presence: BusPresence) {
    this.#line = line
    this.#presence = presence
  }

  get serialNumber(): string {
    return this.#presence.shownSerial
  }

  get plugged(): boolean {
    return this.#presence.plugged
  }

  onUnplug(listener: () => void): void {
    this.#presence.onPlugChange(() => {
      if (!this.plugged) listener()
    })
  }

  bulkOut(endpoint: number, bytes: Uint8Array): void {
    if (endpoint !== ENDPOINT) throw noEndpoint(endpoint)
    this.#connected()?.receive(bytes)
  }

  async bulkIn(endpoint: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    if (endpoint !== ENDPOINT) throw noEndpoint(endpoint)
    signal.throwIfAborted()
    return new Promise<Uint8Array>((resolve, reject) => {
      const stop = (): void => {
        this.#readers.splice(this.#readers.indexOf(reader), 1)
        const reason: unknown = signal.reason
        reject(reason instanceof Error ? reason : new Error('transfer cancelled', { cause: reason }))
      }
      const reader: Reader = {
        length,
        deliver: (bytes) => {
          signal.removeEventListener('abort', stop)
          resolve(bytes)
        },
      }
      signal.addEventListener('abort', stop, { once: true })
      this.#readers.push(reader)
      this.#deliver()
    })
  }

  /** A bus has no connections: the firmware listens from the moment it is plugged in. */
  #connected(): ReturnType<LineEndpoint['connect']> | undefined {
    if (!this.plugged) return undefined
    this.#host ??= this.#line.connect(
      (bytes) => {
        this.#answers.push(bytes)
        this.#deliver()
      },
      () => {
        this.#host = undefined
        this.#answers.length = 0
      },
    )
    return this.#host
  }

  /** A transfer takes bytes of one answer only: the short packet at its end closes the transfer. */
  #deliver(): void {
    for (;;) {
      const answer = this.#answers[0]
      const reader = this.#readers[0]
      if (answer === undefined || reader === undefined) return
      this.#readers.shift()
      const rest = answer.subarray(reader.length)
      if (rest.length === 0) this.#answers.shift()
      else this.#answers[0] = rest
      reader.deliver(answer.slice(0, reader.length))
    }
  }
}

function noEndpoint(endpoint: number): Problem {
  return new Problem({
    code: 'DRIVER',
    title: 'The device has no such endpoint',
    happened: `A transfer was sent to endpoint ${endpoint}; the HDX has endpoint 1.`,
    kept: 'All committed readings.',
    next: 'Use a driver for this device.',
  })
}
