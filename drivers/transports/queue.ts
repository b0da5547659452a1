import type { Problem } from '../../contract/errors.ts'
import { violation } from '../problems.ts'
import { wait } from './deadline.ts'
import type { Io } from './transport.ts'

/** More than this unread means that nobody listens; spectra are a few kilobytes. */
const LIMIT_BYTES = 8 * 1024 * 1024

/** The receive buffer every byte stream shares: bytes arrive whenever they like, one reader takes them. */
export interface ReceiveQueue {
  /** Takes over `bytes`; the caller must not change them afterwards. */
  push(bytes: Uint8Array): void
  /** The other side is gone: what was received can still be read, then every read fails with `problem`. */
  end(problem: Problem): void
  /** This side has closed: as `end`, but no loss is announced. */
  shut(problem: Problem): void
  readonly ended: Problem | undefined
  take(io: Io, waitingFor?: string): Promise<Uint8Array>
  discard(): void
  /** Calls once, at the end; at once if it has ended already. Returns the unsubscribe. */
  onEnd(listener: () => void): () => void
}

/** An empty receive buffer. */
export function receiveQueue(): ReceiveQueue {
  let chunks: Uint8Array[] = []
  let size = 0
  let overrun = false
  let ended: Problem | undefined
  let wake: (() => void) | undefined
  const listeners = new Set<() => void>()

  const drain = (): Uint8Array | undefined => {
    if (overrun) {
      overrun = false
      throw violation(`More than ${LIMIT_BYTES / 1024 / 1024} MiB arrived that nobody asked for.`)
    }
    if (size === 0) return undefined
    const first = chunks[0]
    const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks, size)
    chunks = []
    size = 0
    return bytes
  }

  const end = (problem: Problem): void => {
    if (ended) return
    ended = problem
    wake?.()
    const told = [...listeners]
    listeners.clear()
    for (const listener of told) listener()
  }

  return {
    push(bytes) {
      if (bytes.length === 0 || ended) return
      if (size + bytes.length > LIMIT_BYTES) {
        chunks = []
        size = 0
        overrun = true
      } else {
        chunks.push(bytes)
        size += bytes.length
      }
      wake?.()
    },
    end,
    shut(problem) {
      listeners.clear()
      end(problem)
    },
    get ended() {
      return ended
    },
    take(io, waitingFor = 'bytes') {
      if (wake) return Promise.reject(new Error('two readers on one stream'))
      return wait<Uint8Array>(io, waitingFor, (settle) => {
        const attempt = (): void => {
          try {
            const bytes = drain()
            if (bytes) settle.resolve(bytes)
            else if (ended) settle.reject(ended)
            else return
          } catch (error) {
            settle.reject(error)
          }
          wake = undefined
        }
        wake = attempt
        attempt()
        return () => {
          wake = undefined
        }
      })
    },
    discard() {
      chunks = []
      size = 0
      overrun = false
    },
    onEnd(listener) {
      if (ended) listener()
      else listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
