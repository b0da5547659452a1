import type { Random } from '../../spectra/random.ts'
import type { LineEndpoint } from '../transports/transport.ts'
import type { FaultName } from './fault-spec.ts'

/** What a faulty line asks of the instrument's faults. */
export interface FaultSource {
  readonly plugged: boolean
  readonly silent: boolean
  readonly garbling: boolean
  readonly random: Random
  readonly times: { readonly lateMs: number; readonly stallMs: number }
  strike(reply: Uint8Array): ReadonlySet<FaultName>
  /** A fault has really changed what the host hears. */
  happened(name: FaultName): void
  withOtherSerial(reply: Uint8Array): Uint8Array
  unplugForAWhile(): void
  onPlugChange(listener: () => void): () => void
}

interface Piece {
  readonly bytes: Uint8Array
  /** Real milliseconds after the piece before it. */
  readonly delayMs: number
}

/** Merged replies wait this long for company. */
const MERGE_MS = 30
/** Pieces of a split reply come this far apart. */
const SPLIT_MS = 3
const MOST_PIECES = 5
const MOST_DAMAGE = 4

/** One host's connection with faults on what it hears: pieces stay in order, whatever delays them. */
export class FaultyLine {
  readonly #faults: FaultSource
  readonly #send: (bytes: Uint8Array) => void
  readonly #hangUp: () => void
  readonly #queue: Piece[] = []
  #host: ReturnType<LineEndpoint['connect']> | undefined
  #timer: NodeJS.Timeout | undefined
  #held: Uint8Array[] = []
  #frozen = false
  #halfOpen = false
  #unsubscribe: () => void = () => undefined

  constructor(
    inner: LineEndpoint,
    faults: FaultSource,
    send: (bytes: Uint8Array) => void,
    hangUp: () => void,
  ) {
    this.#faults = faults
    this.#send = send
    this.#hangUp = hangUp
    if (!faults.plugged) {
      hangUp()
      return
    }
    this.#unsubscribe = faults.onPlugChange(() => {
      this.#lose()
    })
    this.#host = inner.connect(
      (reply) => this.#say(reply),
      () => this.#lose(),
    )
  }

  receive(bytes: Uint8Array): void {
    if (!this.#faults.silent && !this.#halfOpen) this.#host?.receive(bytes)
  }

  disconnected(): void {
    this.#close()
  }

  #lose(): void {
    if (!this.#host && !this.#halfOpen) return
    this.#halfOpen = false
    this.#close()
    this.#hangUp()
  }

  #close(): void {
    this.#unsubscribe()
    this.#drop()
  }

  /** Ends the instrument's side of the line; what was on its way is lost. */
  #drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#queue.length = 0
    this.#held = []
    const host = this.#host
    this.#host = undefined
    host?.disconnected()
  }

  #say(reply: Uint8Array): void {
    if (this.#faults.silent) return
    const struck = this.#faults.strike(reply)
    if (struck.has('unplugged')) {
      this.#faults.happened('unplugged')
      this.#faults.unplugForAWhile()
      return
    }
    if (struck.has('half-open')) {
      this.#faults.happened('half-open')
      this.#leave()
      return
    }
    if (struck.has('frozen') && !this.#frozen) this.#faults.happened('frozen')
    this.#frozen ||= struck.has('frozen')
    if (this.#frozen) return
    if (struck.has('merged')) {
      this.#hold(this.#changed(reply, struck))
      return
    }
    if (this.#held.length > 0) this.#faults.happened('merged')
    const whole =
      this.#held.length > 0
        ? Buffer.concat([...this.#held, this.#changed(reply, struck)])
        : this.#changed(reply, struck)
    this.#held = []
    for (const piece of this.#pieces(whole, struck)) this.#queue.push(piece)
    this.#deliver()
  }

  /** The instrument's end is gone, and nobody tells the host: what it writes vanishes, and nothing more arrives. */
  #leave(): void {
    this.#halfOpen = true
    this.#drop()
  }

  #hold(reply: Uint8Array): void {
    this.#held.push(reply)
    setTimeout(() => {
      if (this.#held.length === 0) return
      if (this.#held.length > 1) this.#faults.happened('merged')
      this.#queue.push({ bytes: Buffer.concat(this.#held), delayMs: 0 })
      this.#held = []
      this.#deliver()
    }, MERGE_MS)
  }

  #changed(reply: Uint8Array, struck: ReadonlySet<FaultName>): Uint8Array {
    const { random } = this.#faults
    if (struck.has('wrong-serial')) this.#faults.happened('wrong-serial')
    const named = struck.has('wrong-serial') ? this.#faults.withOtherSerial(reply) : reply
    const cut = struck.has('truncated') ? named.slice(0, random.integer(named.length)) : named.slice()
    if (cut.length < named.length) this.#faults.happened('truncated')
    if ((struck.has('garbled') || this.#faults.garbling) && cut.length > 0) {
      this.#faults.happened('garbled')
      for (let i = 1 + random.integer(MOST_DAMAGE); i > 0; i--) {
        const at = random.integer(cut.length)
        cut[at] = (cut[at] ?? 0) ^ (1 + random.integer(255))
      }
    }
    return cut
  }

  #pieces(bytes: Uint8Array, struck: ReadonlySet<FaultName>): Piece[] {
    const { random, times } = this.#faults
    const first = struck.has('late') ? times.lateMs : 0
    if (first > 0 && bytes.length > 0) this.#faults.happened('late')
    if (struck.has('stalled')) {
      if (bytes.length > 0) this.#faults.happened('stalled')
      const half = Math.floor(bytes.length / 2)
      return [
        { bytes: bytes.subarray(0, half), delayMs: first },
        { bytes: bytes.subarray(half), delayMs: times.stallMs },
      ]
    }
    if (!struck.has('split')) return [{ bytes, delayMs: first }]
    const cuts = Array.from({ length: 1 + random.integer(MOST_PIECES - 1) }, () =>
      random.integer(bytes.length + 1),
    )
    if (cuts.some((cut) => cut > 0 && cut < bytes.length)) this.#faults.happened('split')
    const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length]
    return borders.slice(1).map((end, i) => ({
      bytes: bytes.subarray(borders[i], end),
      delayMs: i === 0 ? first : SPLIT_MS,
    }))
  }

  #deliver(): void {
    if (this.#timer) return
    for (let piece = this.#queue.shift(); piece; piece = this.#queue.shift()) {
      const { bytes, delayMs } = piece
      if (delayMs > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          if (bytes.length > 0) this.#send(bytes)
          this.#deliver()
        }, delayMs)
        return
      }
      if (bytes.length > 0) this.#send(bytes)
    }
  }
}
