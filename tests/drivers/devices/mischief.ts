import { seededRandom } from '../../../spectra/random.ts'
import type { LineEndpoint } from '../../../drivers/transports/transport.ts'

/** What happens to an instrument's replies. */
export type Mood = 'honest' | 'silent' | 'noise' | 'truncated'

/** Lies between an instrument and its host: hides, damages or cuts replies, and pulls the plug. */
export class Mischief implements LineEndpoint {
  mood: Mood = 'honest'
  /** Sent by nobody in particular as soon as a host connects. */
  leftOver: Uint8Array | undefined
  /** Chunks the host has sent. */
  readonly heard: Uint8Array[] = []
  plugged = true
  readonly #inner: LineEndpoint
  readonly #random = seededRandom(7)
  readonly #plugListeners = new Set<() => void>()
  #drop: (() => void) | undefined
  #leave: (() => void) | undefined

  constructor(inner: LineEndpoint) {
    this.#inner = inner
  }

  connect(send: (bytes: Uint8Array) => void, hangUp: () => void) {
    if (!this.plugged) {
      hangUp()
      return { receive: () => undefined, disconnected: () => undefined }
    }
    if (this.leftOver) send(this.leftOver)
    const host = this.#inner.connect((bytes) => {
      const said = this.#changed(bytes)
      if (said.length > 0) send(said)
    }, hangUp)
    let there = true
    const leave = (): void => {
      if (there) host.disconnected()
      there = false
    }
    const drop = (): void => {
      leave()
      hangUp()
    }
    this.#leave = leave
    this.#drop = drop
    return {
      receive: (bytes: Uint8Array) => {
        this.heard.push(bytes)
        if (there) host.receive(bytes)
      },
      disconnected: () => {
        leave()
        // A host that hangs up late must not cut off the one after it.
        if (this.#drop === drop) this.#drop = undefined
      },
    }
  }

  /** As a bus sees the instrument. */
  get presence() {
    const plugged = (): boolean => this.plugged
    return {
      get plugged() {
        return plugged()
      },
      shownSerial: '',
      onPlugChange: (listener: () => void) => {
        this.#plugListeners.add(listener)
        return () => this.#plugListeners.delete(listener)
      },
    }
  }

  /** Half-open: the instrument's end of the line is gone, the host's stays as it is. */
  leave(): void {
    this.#leave?.()
  }

  unplug(): void {
    this.plugged = false
    this.#drop?.()
    this.#drop = undefined
    for (const listener of this.#plugListeners) listener()
  }

  plug(): void {
    this.plugged = true
  }

  #changed(bytes: Uint8Array): Uint8Array {
    switch (this.mood) {
      case 'honest':
        return bytes
      case 'silent':
        return new Uint8Array(0)
      case 'noise':
        return bytes.map(() => 0x80 + this.#random.integer(0x40))
      case 'truncated':
        return bytes.slice(0, Math.ceil(bytes.length / 2))
    }
  }
}
