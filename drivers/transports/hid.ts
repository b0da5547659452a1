import type { HIDAsync } from 'node-hid'
import { problemDataOf } from '../../contract/errors.ts'
import type { ProblemData } from '../../contract/errors.ts'
import { busy, driverMissing, isProblem, lost, noDevice, timeout, usbPermission } from '../problems.ts'
import { abortReason, waitFor } from './deadline.ts'
import { exchangeInTurn } from './exchange.ts'
import type { Connector, Io, UsbPipe } from './transport.ts'
import type { UsbIds } from './usb-native.ts'

/** A HID device of a kind the program knows. */
export interface HidInfo extends UsbIds {
  readonly path: string
  /** '' where the device has none. */
  readonly serialNumber: string
}

/** The parts of node-hid used here, and what a test puts in its place. */
export interface HidModule {
  devicesAsync(): Promise<
    readonly {
      readonly vendorId: number
      readonly productId: number
      readonly path?: string | undefined
      readonly serialNumber?: string | undefined
    }[]
  >
  readonly HIDAsync: { open(path: string): Promise<HidHandle> }
}
/** One open device. */
export type HidHandle = Pick<HIDAsync, 'read' | 'write' | 'close'>

/** The HID devices of the system. */
export interface HidBus {
  /** Devices with one of these ids; none where the system has no HID. */
  list(ids: readonly UsbIds[]): Promise<readonly HidInfo[]>
  /** Why there is no HID here; undefined where there is. */
  unavailable(): Promise<ProblemData | undefined>
  /** The device with this serial number, or the first of its kind where `serial` is ''. */
  connector(ids: UsbIds, serial: string): Connector<UsbPipe>
}

/** Reports of 64 bytes without a number; the package wants a zero in its place. */
const REPORT_BYTES = 64
const NO_REPORT_ID = 0
/** A read cannot be called back: short ones are repeated. */
const SLICE_MS = 100

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The package throws plain errors whose text alone tells them apart. */
function openProblem(where: string, error: unknown): Error {
  const text = textOf(error)
  if (/permission|EACCES|access denied/i.test(text)) return usbPermission(where, error)
  if (/busy|in use|exclusive/i.test(text)) return busy(where, error)
  if (/no such|not found|ENOENT/i.test(text)) return noDevice(where, error)
  // On Linux it says no more than "cannot open device", and rights are what is usually missing.
  if (/cannot open/i.test(text)) return usbPermission(where, error)
  return driverMissing(where, text, 'Check that the instrument is plugged in.', error)
}

function pipeOf(handle: HidHandle, where: string): UsbPipe {
  const listeners: (() => void)[] = []
  let ended: Error | undefined
  let reading: Promise<unknown> = Promise.resolve()
  const gone = (error: unknown): Error => {
    if (!ended) {
      ended = lost(where, error)
      for (const listener of listeners.splice(0)) listener()
    }
    return ended
  }
  const transfers: Pick<UsbPipe, 'bulkOut' | 'bulkIn'> = {
    async bulkOut(_endpoint, bytes, io) {
      if (ended) throw ended
      const report = Buffer.alloc(1 + REPORT_BYTES, NO_REPORT_ID)
      report.set(bytes.subarray(0, REPORT_BYTES), 1)
      try {
        await waitFor(io, `acceptance of the command by ${where}`, handle.write(report))
      } catch (error) {
        if (io.signal.aborted || isProblem(error, 'DEVICE_TIMEOUT')) throw error
        throw gone(error)
      }
    },
    async bulkIn(_endpoint, length, { signal, deadlineMs }) {
      const end = performance.now() + deadlineMs
      for (;;) {
        if (ended) throw ended
        if (signal.aborted) throw abortReason(signal)
        const leftMs = end - performance.now()
        if (leftMs <= 0) throw timeout('report', deadlineMs)
        try {
          const one = handle.read(Math.max(1, Math.ceil(Math.min(SLICE_MS, leftMs))))
          reading = one.catch(() => undefined)
          const bytes = await one
          if (bytes && bytes.length > 0) return Uint8Array.from(bytes).subarray(0, length)
        } catch (error) {
          throw gone(error)
        }
      }
    },
  }
  return {
    ...transfers,
    kind: 'usb',
    packetBytes: REPORT_BYTES,
    exchange: exchangeInTurn(transfers),
    async close() {
      ended ??= lost(where)
      listeners.length = 0
      // Closing under a read that is under way would end the process in some versions of the package.
      await reading
      await handle.close().catch(() => undefined)
    },
    onLost: (listener) => {
      if (ended) listener()
      else listeners.push(listener)
    },
  }
}

const hex4 = (id: number): string => id.toString(16).padStart(4, '0')

/** The HID devices; the package is loaded when they are first asked for. */
export function hidBus(load: () => Promise<HidModule> = () => import('node-hid')): HidBus {
  let missing: unknown
  /** Tried once: without its system library every look would fail again. */
  const module = async (): Promise<HidModule> => {
    if (missing !== undefined) throw driverProblem(missing)
    try {
      const loaded = await load()
      await loaded.devicesAsync()
      return loaded
    } catch (error) {
      missing = error
      throw driverProblem(error)
    }
  }
  const driverProblem = (error: unknown): Error =>
    driverMissing(
      'HID',
      textOf(error),
      'On Linux install libusb 1.0 (sudo apt install libusb-1.0-0), then start Isochrome again.',
      error,
    )
  const list = async (ids: readonly UsbIds[]): Promise<readonly HidInfo[]> => {
    const all = await (await module()).devicesAsync()
    return all.flatMap(({ vendorId, productId, path, serialNumber }) =>
      path !== undefined && ids.some((id) => id.vendorId === vendorId && id.productId === productId)
        ? [{ vendorId, productId, path, serialNumber: serialNumber ?? '' }]
        : [],
    )
  }
  return {
    list: (ids) => list(ids).catch(() => []),
    unavailable: () =>
      module().then(
        () => undefined,
        (error: unknown) => problemDataOf(error),
      ),
    connector(ids, serial) {
      const where = `HID ${hex4(ids.vendorId)}:${hex4(ids.productId)}${serial === '' ? '' : ` (${serial})`}`
      return {
        label: where,
        async open(io: Io) {
          const found = await waitFor(io, 'list of HID devices', list([ids]))
          const device = found.find(({ serialNumber }) => serial === '' || serialNumber === serial)
          if (!device) throw noDevice(where)
          const opening = module().then(({ HIDAsync }) => HIDAsync.open(device.path))
          try {
            return pipeOf(await waitFor(io, `opening of ${where}`, opening), where)
          } catch (error) {
            // Given up while the system was still opening.
            opening.then((handle) => handle.close()).catch(() => undefined)
            if (io.signal.aborted || isProblem(error, 'DEVICE_TIMEOUT', 'DRIVER')) throw error
            throw openProblem(where, error)
          }
        },
      }
    },
  }
}
