import { Problem } from '../../contract/errors.ts'
import type { LineEndpoint, UsbEndpoint } from '../transports/transport.ts'

/** How the instrument stands on the bus. */
export interface BusPresence {
  readonly plugged: boolean
  readonly shownSerial: string
  onPlugChange(listener: () => void): () => void
}

/** So many bytes of an answer leave through one bulk endpoint. */
export interface Outlet {
  readonly endpoint: number
  readonly bytes: number
}

/** The USB interface of an instrument: ids, packet size, numbers of its bulk endpoints. */
export interface UsbInterface {
  readonly vendorId: number
  readonly productId: number
  readonly packetBytes: number
  readonly out: number
  readonly inputs: readonly number[]
  /** As its string descriptor has it. */
  readonly product: string
  /** Whether the bus is told the serial number; the older instruments tell only the program that opens them. */
  readonly tellsSerial: boolean
  /** Through which endpoints the answer to a command leaves, in order; the last takes whatever comes after. */
  readonly outlets: (command: Uint8Array) => readonly Outlet[]
}

/** USB transfers of an instrument with all that is known of its interface. */
export interface WiredUsb extends UsbEndpoint {
  readonly wiring: UsbInterface
  readonly packetBytes: number
}

interface Reader {
  readonly length: number
  readonly deliver: (bytes: Uint8Array) => void
}

/** Answers waiting to be read, and transfers waiting for answers. */
interface Pipe {
  readonly answers: Uint8Array[]
  readonly readers: Reader[]
}

/**
 * An instrument at the level of USB bulk transfers: what it says on its line, in transfers of its own on the endpoints of its
 * interface. Every command starts a new answer; hosts have one command in flight.
 */
export class LineUsb implements WiredUsb {
  readonly vendorId: number
  readonly productId: number
  readonly packetBytes: number
  readonly #line: LineEndpoint
  readonly #presence: BusPresence
  readonly wiring: UsbInterface
  readonly #pipes: ReadonlyMap<number, Pipe>
  #outlets: Outlet[] = []
  #host: ReturnType<LineEndpoint['connect']> | undefined

  constructor(line: LineEndpoint, presence: BusPresence, wiring: UsbInterface) {
    this.vendorId = wiring.vendorId
    this.productId = wiring.productId
    this.packetBytes = wiring.packetBytes
    this.#line = line
    this.#presence = presence
    this.wiring = wiring
    this.#pipes = new Map(wiring.inputs.map((endpoint) => [endpoint, { answers: [], readers: [] }]))
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
    if (endpoint !== this.wiring.out) throw noEndpoint(endpoint, [this.wiring.out])
    const host = this.#connected()
    this.#outlets = [...this.wiring.outlets(bytes)]
    host?.receive(bytes)
  }

  async bulkIn(endpoint: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const pipe = this.#pipes.get(endpoint)
    if (pipe === undefined) throw noEndpoint(endpoint, this.wiring.inputs)
    signal.throwIfAborted()
    return new Promise<Uint8Array>((resolve, reject) => {
      const stop = (): void => {
        pipe.readers.splice(pipe.readers.indexOf(reader), 1)
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
      pipe.readers.push(reader)
      deliver(pipe)
    })
  }

  /** A bus has no connections: the firmware listens from the moment it is plugged in. */
  #connected(): ReturnType<LineEndpoint['connect']> | undefined {
    if (!this.plugged) return undefined
    this.#host ??= this.#line.connect(
      (bytes) => this.#say(bytes),
      () => {
        this.#host = undefined
        for (const { answers } of this.#pipes.values()) answers.length = 0
      },
    )
    return this.#host
  }

  #say(bytes: Uint8Array): void {
    let rest = bytes
    while (rest.length > 0) {
      const outlet = this.#outlets[0] ?? { endpoint: this.wiring.inputs[0] ?? 0, bytes: Infinity }
      const last = this.#outlets.length <= 1
      const piece = last ? rest : rest.subarray(0, outlet.bytes)
      rest = rest.subarray(piece.length)
      if (!last) {
        const left = outlet.bytes - piece.length
        if (left > 0) this.#outlets[0] = { ...outlet, bytes: left }
        else this.#outlets.shift()
      }
      const pipe = this.#pipes.get(outlet.endpoint)
      pipe?.answers.push(piece)
      if (pipe) deliver(pipe)
    }
  }
}

/** A transfer takes bytes of one answer only: the short packet at its end closes the transfer. */
function deliver({ answers, readers }: Pipe): void {
  for (;;) {
    const answer = answers[0]
    const reader = readers[0]
    if (answer === undefined || reader === undefined) return
    readers.shift()
    const rest = answer.subarray(reader.length)
    if (rest.length === 0) answers.shift()
    else answers[0] = rest
    reader.deliver(answer.slice(0, reader.length))
  }
}

function noEndpoint(endpoint: number, known: readonly number[]): Problem {
  return new Problem({
    code: 'DRIVER',
    title: 'The device has no such endpoint',
    happened: `A transfer was sent to endpoint ${endpoint}; the device has endpoint ${known.join(', ')} in this direction.`,
    kept: 'All committed readings.',
    next: 'Use a driver for this device.',
  })
}
