import { Problem } from '../../contract/errors.ts'
import { busy, driverMissing, noDevice, usbPermission } from '../problems.ts'
import { waitFor } from './deadline.ts'
import type { Connector, Io, UsbPipe } from './transport.ts'
import type { UsbIds, UsbModule, UsbNative } from './usb-native.ts'
import { usbPipe } from './usb-pipe.ts'

/** A USB device of a kind the program knows. `handle` is new after every replug. */
export interface UsbInfo {
  readonly handle: string
  readonly vendorId: number
  readonly productId: number
  /** '' where the device has none. */
  readonly serialNumber: string
}

/** The USB bus of the system. */
export interface UsbBus {
  /** Devices with one of these ids; none where the system has no USB. */
  list(ids: readonly UsbIds[]): Promise<readonly UsbInfo[]>
  /** Why there is no USB here; undefined where there is. */
  unavailable(): Promise<string | undefined>
  /** The device with this serial number, or the first of its kind where `serial` is ''. */
  connector(ids: UsbIds, serial: string): Connector<UsbPipe>
  /** Plugged or unplugged; returns the unsubscribe. */
  watch(changed: () => void): () => void
}

/** Hotplug events need a running udev; where it is missing, looking every so often finds the same. */
const POLL_MS = 1_000

async function loadUsb(): Promise<UsbModule> {
  return (await import('usb')).usb
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The sentence for a failed open; the package throws plain errors whose text alone tells them apart. */
export function openProblem(where: string, error: unknown): Error {
  const text = textOf(error)
  if (/errno 13\b|permission|access denied/i.test(text)) return usbPermission(where, error)
  if (/errno 16\b|busy/i.test(text)) return busy(where, error)
  if (/errno (2|19)\b|not found|disconnected/i.test(text)) return noDevice(where, error)
  return driverMissing(where, text, 'On Windows install the WinUSB driver for it (with Zadig).', error)
}

/** Opens, configures where needed and claims; on failure nothing stays open. */
async function claim(
  device: UsbNative,
  where: string,
  io: Io,
  hold: { readonly onGone: (gone: () => void) => () => void; readonly released: () => void },
): Promise<UsbPipe> {
  const opening = (async () => {
    await device.open()
    try {
      if (!device.configuration) await device.selectConfiguration(1)
      const bulk = device.configuration?.interfaces
        .flatMap(({ interfaceNumber, alternates }) =>
          alternates.flatMap(({ endpoints }) =>
            endpoints.map((endpoint) => ({ interfaceNumber, ...endpoint })),
          ),
        )
        .find(({ type }) => type === 'bulk')
      if (!bulk) throw driverMissing(where, 'it has no bulk endpoint', 'Choose another device.')
      await device.claimInterface(bulk.interfaceNumber)
      return bulk
    } catch (error) {
      // Why it could not be claimed is what matters, not that closing failed, too.
      await device.close().catch(() => undefined)
      throw error
    }
  })()
  try {
    const { interfaceNumber, packetSize } = await waitFor(io, `opening of ${where}`, opening)
    return usbPipe(device, { where, interfaceNumber, packetBytes: packetSize }, hold)
  } catch (error) {
    opening
      // Given up while the system was still opening.
      .then(({ interfaceNumber }) => device.releaseInterface(interfaceNumber).then(() => device.close()))
      .catch(() => undefined)
      .finally(hold.released)
    if (io.signal.aborted || error instanceof Problem) throw error
    throw openProblem(where, error)
  }
}

/** The bus; nothing is loaded or opened before it is used. */
export function usbBus(load: () => Promise<UsbModule> = loadUsb): UsbBus {
  const serials = new Map<string, string>()
  const watchers = new Set<() => void>()
  const gone = new Map<string, () => void>()
  /** Handles this program has open: a second claim by the same process would succeed and void the first. */
  const held = new Set<string>()
  let known = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let listening: UsbModule | undefined

  const devices = async (): Promise<readonly UsbNative[]> => {
    const module = await load()
    return module.getDevices()
  }
  const serialOf = (device: UsbNative): string => {
    let serial = serials.get(device.handle)
    if (serial === undefined) {
      try {
        serial = device.serialNumber ?? ''
      } catch {
        // No rights (yet), or a transfer is under way: it is still listed, and asked again the next time.
        return ''
      }
      serials.set(device.handle, serial)
    }
    return serial
  }
  const look = async (): Promise<void> => {
    const handles = new Set((await devices()).map((device) => device.handle))
    const changed = handles.size !== known.size || [...handles].some((handle) => !known.has(handle))
    for (const handle of known) {
      if (handles.has(handle)) continue
      serials.delete(handle)
      held.delete(handle)
    }
    known = handles
    for (const [handle, tell] of gone) if (!handles.has(handle)) tell()
    if (changed) for (const watcher of [...watchers]) watcher()
  }
  const looking = (): void => {
    look().catch(() => {
      // No USB here (any more): listeners on a system without it end the process, so nothing more is asked.
      stop()
    })
  }
  const start = async (): Promise<void> => {
    if (timer) return
    timer = setInterval(looking, POLL_MS)
    timer.unref()
    try {
      known = new Set((await devices()).map((device) => device.handle))
      const module = await load()
      if (listening || unused()) return
      listening = module
      module.addEventListener('connect', looking)
      module.addEventListener('disconnect', looking)
    } catch {
      stop()
    }
  }
  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
    listening?.removeEventListener('connect', looking)
    listening?.removeEventListener('disconnect', looking)
    listening = undefined
  }
  const unused = (): boolean => watchers.size + gone.size === 0
  const stopIfUnused = (): void => {
    if (unused()) stop()
  }

  return {
    async list(ids) {
      const all = await devices().catch(() => [])
      return all
        .filter((device) =>
          ids.some((id) => id.vendorId === device.vendorId && id.productId === device.productId),
        )
        .map((device) => ({
          handle: device.handle,
          vendorId: device.vendorId,
          productId: device.productId,
          serialNumber: serialOf(device),
        }))
    },
    unavailable: () =>
      devices().then(
        () => undefined,
        (error: unknown) => textOf(error),
      ),
    connector(ids, serial) {
      const where = `USB ${ids.vendorId.toString(16).padStart(4, '0')}:${ids.productId.toString(16).padStart(4, '0')}${serial === '' ? '' : ` (${serial})`}`
      return {
        label: where,
        async open(io) {
          let all: readonly UsbNative[]
          try {
            all = await waitFor(io, 'list of USB devices', devices())
          } catch (error) {
            if (io.signal.aborted) throw error
            throw driverMissing(
              'USB',
              textOf(error),
              'Use the instrument over TCP, or run Isochrome where USB is available.',
              error,
            )
          }
          const device = all.find(
            (found) =>
              found.vendorId === ids.vendorId &&
              found.productId === ids.productId &&
              (serial === '' || serialOf(found) === serial),
          )
          if (!device) throw noDevice(where)
          if (held.has(device.handle)) throw busy(where)
          held.add(device.handle)
          return claim(device, where, io, {
            onGone: (tell) => {
              gone.set(device.handle, tell)
              void start()
              return () => {
                gone.delete(device.handle)
                stopIfUnused()
              }
            },
            released: () => held.delete(device.handle),
          })
        },
      }
    },
    watch(changed) {
      watchers.add(changed)
      void start()
      return () => {
        watchers.delete(changed)
        stopIfUnused()
      }
    },
  }
}
