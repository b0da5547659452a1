import type { DeviceSource, Driver, FoundDevice } from '../device.ts'
import { abortReason } from '../transports/deadline.ts'
import type { UsbBus } from '../transports/usb.ts'
import { foundAt } from './found.ts'

/** Addresses given by a person: on the command line, in the window, or kept from the last time. */
export interface TypedSource extends DeviceSource {
  /** @throws Problem BAD_REQUEST */
  add(uri: string): FoundDevice
  remove(uri: string): void
}

/** A source that starts with `uris`. @throws Problem BAD_REQUEST */
export function typedSource(
  drivers: readonly Driver[],
  bus: UsbBus,
  uris: readonly string[] = [],
): TypedSource {
  const found = new Map<string, FoundDevice>()
  const watchers = new Set<() => void>()
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher()
  }
  const put = (uri: string): FoundDevice => {
    const device = foundAt(uri, drivers, bus)
    const known = found.get(device.uri)
    if (known) return known
    found.set(device.uri, device)
    return device
  }
  for (const uri of uris) put(uri)
  return {
    name: 'addresses',
    async list(signal) {
      if (signal.aborted) throw abortReason(signal)
      return [...found.values()]
    },
    watch(listener) {
      watchers.add(listener)
      return () => {
        watchers.delete(listener)
      }
    },
    add(uri) {
      const before = found.size
      const device = put(uri)
      if (found.size > before) changed()
      return device
    },
    remove(uri) {
      if (found.delete(uri)) changed()
    },
  }
}
