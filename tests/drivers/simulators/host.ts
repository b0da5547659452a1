import type { LineEndpoint } from '../../../drivers/transports/transport.ts'

/** A host on the near side of a line: writes bytes, collects what comes. */
export interface Host {
  send(...data: readonly (string | Uint8Array)[]): void
  /** Everything heard since the last call. */
  heard(): Uint8Array
  /** The same as text. */
  text(): string
  /** Hears at least `bytes` bytes, then gives them all. */
  hears(bytes: number): Promise<Uint8Array>
  /** Hears until the text matches. */
  says(pattern: RegExp): Promise<string>
  readonly hungUp: boolean
  close(): void
}

const PATIENCE_MS = 5000

export function hostOf(endpoint: LineEndpoint): Host {
  let heard: Uint8Array = new Uint8Array(0)
  let hungUp = false
  let woken = (): void => undefined
  const far = endpoint.connect(
    (bytes) => {
      heard = Buffer.concat([heard, bytes])
      woken()
    },
    () => {
      hungUp = true
      woken()
    },
  )
  const take = (): Uint8Array => {
    const all = heard
    heard = new Uint8Array(0)
    return all
  }
  const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
  const until = <T>(ready: () => T | undefined, wanted: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        woken = () => undefined
        reject(new Error(`waited for ${wanted}, heard ${JSON.stringify(latin(heard))}`))
      }, PATIENCE_MS)
      woken = () => {
        const value = ready()
        if (value === undefined) return
        clearTimeout(timer)
        woken = () => undefined
        resolve(value)
      }
      woken()
    })
  return {
    send(...data) {
      for (const part of data) far.receive(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
    },
    heard: take,
    text: () => latin(take()),
    hears: (bytes) => until(() => (heard.length >= bytes ? take() : undefined), `${bytes} bytes`),
    says: (pattern) => until(() => (pattern.test(latin(heard)) ? latin(take()) : undefined), String(pattern)),
    get hungUp() {
      return hungUp
    },
    close: () => far.disconnected(),
  }
}

/** Bytes from hexadecimal text; blanks are only for the eye. */
export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** Hexadecimal text of bytes. */
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
