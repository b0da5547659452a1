import { isProblem, lost, timeout, violation } from '../problems.ts'
import { abortReason, isAborted, waitFor } from './deadline.ts'
import type { Io, UsbPipe } from './transport.ts'
import type { UsbNative } from './usb-native.ts'

/** A time-out bounds the device; where the system's own cancelling hangs this ends the wait. */
const WATCHDOG_MS = 1_000
const CLOSE_MS = 3_000
/** The package takes 0 and Infinity for "cancel at once". */
const LONGEST_MS = 2 ** 30

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Where a pipe ends. */
export interface UsbPlace {
  readonly where: string
  readonly interfaceNumber: number
  readonly packetBytes: number
}

/**
 * Bulk transfers of a claimed interface. The `usb` package cannot abort a transfer, refuses two at once on an
 * endpoint and refuses to close while one is pending: transfers go one after the other, a cancelled caller
 * leaves at once, and whoever comes next waits until the transfer left behind has ended.
 */
export function usbPipe(
  device: UsbNative,
  place: UsbPlace,
  hold: { readonly onGone: (gone: () => void) => () => void; readonly released: () => void },
): UsbPipe {
  const { where, interfaceNumber, packetBytes } = place
  let pending: Promise<unknown> = Promise.resolve()
  let isLost = false
  let closed: Promise<void> | undefined
  const listeners: (() => void)[] = []

  const announce = (): void => {
    if (isLost || closed) return
    isLost = true
    for (const listener of listeners) listener()
  }
  const forget = hold.onGone(announce)

  const problemOf = (error: unknown, io: Io): unknown => {
    if (isProblem(error, 'DEVICE_TIMEOUT')) return error
    const text = textOf(error)
    if (/cancel/i.test(text)) return timeout('USB transfer', io.deadlineMs)
    if (/disconnect|device not found|errno 19\b|invalid state/i.test(text)) {
      announce()
      return lost(where, error)
    }
    return violation(`The USB transfer failed (${text}).`, error)
  }

  const isClosed = (): boolean => isLost || closed !== undefined

  const transfer = async <T>(
    direction: 'in' | 'out',
    endpoint: number,
    io: Io,
    begin: (timeoutMs: number) => Promise<T>,
  ): Promise<T> => {
    if (io.signal.aborted) throw abortReason(io.signal)
    if (isClosed()) throw lost(where)
    const end = performance.now() + io.deadlineMs
    // Whoever else was waiting may have begun a transfer in the same moment.
    for (let before: unknown; before !== pending;) {
      before = pending
      await waitFor(
        { ...io, deadlineMs: end - performance.now() },
        'end of the previous USB transfer',
        pending,
      )
    }
    const leftMs = end - performance.now()
    if (leftMs <= 0) throw timeout('USB transfer', io.deadlineMs)
    if (isClosed()) throw lost(where)
    const running = begin(Math.min(LONGEST_MS, Math.max(1, Math.ceil(leftMs))))
    pending = running.then(
      () => undefined,
      // A stalled endpoint stays so until it is cleared; the next transfer waits for that, too.
      (error: unknown) =>
        /stall/i.test(textOf(error))
          ? device.clearHalt(direction, endpoint).catch(() => undefined)
          : undefined,
    )
    try {
      return await waitFor({ ...io, deadlineMs: leftMs + WATCHDOG_MS }, 'USB transfer', running)
    } catch (error) {
      if (isAborted(io.signal)) throw abortReason(io.signal)
      throw problemOf(error, io)
    }
  }

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
      const sent = await transfer('out', endpoint, io, (timeoutMs) =>
        device.nativeTransferOut(endpoint, timeoutMs, Uint8Array.from(bytes)),
      )
      if (sent !== bytes.length) throw violation(`The device took ${sent} of ${bytes.length} bytes.`)
    },
    bulkIn: async (endpoint, length, io) =>
      (await transfer('in', endpoint, io, (timeoutMs) =>
        device.nativeTransferIn(endpoint, timeoutMs, length),
      )) ?? new Uint8Array(0),
    close() {
      closed ??= (async () => {
        forget()
        const io: Io = { signal: new AbortController().signal, deadlineMs: CLOSE_MS }
        const ended = await waitFor(io, 'end of the last USB transfer', pending).then(
          () => true,
          () => false,
        )
        if (ended) await release()
        // A transfer that hangs holds the interface; it is given back when the system lets go.
        else void pending.then(release)
      })()
      return closed
    },
    onLost(listener) {
      if (isLost) listener()
      else listeners.push(listener)
    },
  }
}
