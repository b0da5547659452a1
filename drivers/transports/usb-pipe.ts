import { Problem } from '../../contract/errors.ts'
import { lost, timeout, violation } from '../problems.ts'
import { abortReason, isAborted, waitFor } from './deadline.ts'
import { unlessAllLate } from './exchange.ts'
import type { Io, UsbPipe, UsbRead } from './transport.ts'
import type { UsbNative } from './usb-native.ts'

/** A time-out bounds the device; where the system's own cancelling hangs this ends the wait. */
const WATCHDOG_MS = 1_000
const CLOSE_MS = 3_000
/** The package takes 0 and Infinity for "cancel at once". */
const LONGEST_MS = 2 ** 30

const NOTHING = new Uint8Array(0)

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A transfer whose time was up is undefined; what else ends it is an error. */
const unlessLate = (transfer: Promise<Uint8Array>): Promise<Uint8Array | undefined> =>
  transfer.catch((error: unknown) => {
    if (/cancel/i.test(textOf(error))) return undefined
    throw error
  })

/** A transfer that is to be begun. */
interface Start {
  readonly direction: 'in' | 'out'
  readonly endpoint: number
  /** Its bytes; of one that sends, none. */
  readonly begin: (timeoutMs: number) => Promise<Uint8Array>
}

/** Where a pipe ends. */
export interface UsbPlace {
  readonly where: string
  readonly interfaceNumber: number
  readonly packetBytes: number
}

/**
 * Bulk transfers of a claimed interface. The `usb` package cannot abort a transfer, refuses two at once on an
 * endpoint and refuses to close while one is pending: only the transfers of one exchange run together, a cancelled
 * caller leaves at once, and whoever comes next waits until what was left behind has ended.
 */
export function usbPipe(
  device: UsbNative,
  place: UsbPlace,
  hold: { readonly onGone: (gone: () => void) => () => void; readonly released: () => void },
): UsbPipe {
  const { where, interfaceNumber, packetBytes } = place
  /** The transfers under way; undefined when there are none. */
  let pending: Promise<void> | undefined
  let isLost = false
  let closed: Promise<void> | undefined
  const listeners: (() => void)[] = []

  const announce = (): void => {
    if (isLost || closed) return
    isLost = true
    for (const listener of listeners) listener()
  }
  const forget = hold.onGone(announce)

  const problemOf = (error: unknown): Problem => {
    if (error instanceof Problem) return error
    const text = textOf(error)
    if (/disconnect|device not found|errno 19\b|invalid state/i.test(text)) {
      announce()
      return lost(where, error)
    }
    return violation(`The USB transfer failed (${text}).`, error)
  }

  const isClosed = (): boolean => isLost || closed !== undefined

  const begun = (start: Start, timeoutMs: number) => ({ ...start, transfer: start.begin(timeoutMs) })
  /** A stalled endpoint stays so until it is cleared; the next transfer waits for that, too. */
  const endOf = ({ direction, endpoint, transfer }: ReturnType<typeof begun>): Promise<unknown> =>
    transfer.catch((error: unknown) =>
      /stall/i.test(textOf(error)) ? device.clearHalt(direction, endpoint).catch(() => undefined) : undefined,
    )

  /** Begins all at once and waits for all; undefined in the place of one whose time was up. */
  const together = async (starts: readonly Start[], io: Io): Promise<(Uint8Array | undefined)[]> => {
    if (io.signal.aborted) throw abortReason(io.signal)
    if (isClosed()) throw lost(where)
    const end = performance.now() + io.deadlineMs
    // Whoever else was waiting may have begun a transfer in the same moment.
    while (pending)
      await waitFor(
        { ...io, deadlineMs: end - performance.now() },
        'end of the previous USB transfer',
        pending,
      )
    const leftMs = end - performance.now()
    if (leftMs <= 0) throw timeout('USB transfer', io.deadlineMs)
    if (isClosed()) throw lost(where)
    const timeoutMs = Math.min(LONGEST_MS, Math.max(1, Math.ceil(leftMs)))
    const running = starts.map((start) => begun(start, timeoutMs))
    const ended = Promise.all(running.map(endOf)).then(() => {
      if (pending === ended) pending = undefined
    })
    pending = ended
    try {
      const watched: Io = { ...io, deadlineMs: leftMs + WATCHDOG_MS }
      const pieces = await waitFor(
        watched,
        'USB transfer',
        Promise.all(running.map(({ transfer }) => unlessLate(transfer))),
      )
      pending = undefined
      return pieces
    } catch (error) {
      if (isAborted(io.signal)) throw abortReason(io.signal)
      throw problemOf(error)
    }
  }

  const sending = (endpoint: number, bytes: Uint8Array): Start => ({
    direction: 'out',
    endpoint,
    begin: async (timeoutMs) => {
      const sent = await device.nativeTransferOut(endpoint, timeoutMs, Uint8Array.from(bytes))
      if (sent !== bytes.length) throw violation(`The device took ${sent} of ${bytes.length} bytes.`)
      return NOTHING
    },
  })
  const reading = ({ endpoint, length }: UsbRead): Start => ({
    direction: 'in',
    endpoint,
    begin: async (timeoutMs) => (await device.nativeTransferIn(endpoint, timeoutMs, length)) ?? NOTHING,
  })

  const release = async (): Promise<void> => {
    // close() alone would leave the interface claimed. After an unplug both succeed or say so: it is gone either way.
    await device.releaseInterface(interfaceNumber).catch(() => undefined)
    await device.close().catch(() => undefined)
    hold.released()
  }

  return {
    kind: 'usb',
    packetBytes,
    async bulkOut(endpoint, bytes, io) {
      unlessAllLate(await together([sending(endpoint, bytes)], io), io)
    },
    async bulkIn(endpoint, length, io) {
      const [piece] = unlessAllLate(await together([reading({ endpoint, length })], io), io)
      return piece ?? NOTHING
    },
    async exchange({ endpoint, bytes }, reads, io) {
      const [sent, ...pieces] = await together([sending(endpoint, bytes), ...reads.map(reading)], io)
      unlessAllLate([sent], io)
      return unlessAllLate(pieces, io)
    },
    close() {
      closed ??= (async () => {
        forget()
        const io: Io = { signal: new AbortController().signal, deadlineMs: CLOSE_MS }
        const last = pending ?? Promise.resolve()
        const ended = await waitFor(io, 'end of the last USB transfer', last).then(
          () => true,
          () => false,
        )
        if (ended) await release()
        // A transfer that hangs holds the interface; it is given back when the system lets go.
        else void last.then(release)
      })()
      return closed
    },
    onLost(listener) {
      if (isLost) listener()
      else listeners.push(listener)
    },
  }
}
