import type { DeviceSource, Driver, FoundDevice } from '../device.ts'
import { abortReason } from '../transports/deadline.ts'
import type { HidBus } from '../transports/hid.ts'
import { formatUri } from '../uri.ts'
import { polled } from './polled.ts'

const POLL_MS = 2_000

/** Instruments that are HID devices. A system without HID has none; opening one by its address says why. */
export function hidSource(drivers: readonly Driver[], bus: HidBus, pollMs = POLL_MS): DeviceSource {
  const ids = drivers.flatMap((driver) => driver.match.hid ?? [])
  return {
    name: 'HID',
    async list(signal) {
      if (signal.aborted) throw abortReason(signal)
      const devices = await bus.list(ids)
      return devices.flatMap(({ vendorId, productId, serialNumber }) =>
        drivers
          .filter((driver) =>
            driver.match.hid?.some((id) => id.vendorId === vendorId && id.productId === productId),
          )
          .map((driver): FoundDevice => ({
            uri: formatUri({ family: driver.family, bus: 'hid', vendorId, productId, serial: serialNumber }),
            family: driver.family,
            product: driver.product,
            roles: driver.roles,
            serial: serialNumber,
            simulated: false,
            connector: bus.connector({ vendorId, productId }, serialNumber),
            driver,
          })),
      )
    },
    watch: (changed) =>
      polled(async () => (await bus.list(ids)).map(({ path }) => path).join(), pollMs, changed),
  }
}
