import type { DeviceSource, Driver, FoundDevice } from '../device.ts'
import { abortReason } from '../transports/deadline.ts'
import type { UsbBus } from '../transports/usb.ts'
import { formatUri } from '../uri.ts'

/** Instruments with a USB interface of their own. A system without USB has none; `bus.unavailable()` says why. */
export function usbSource(drivers: readonly Driver[], bus: UsbBus): DeviceSource {
  const ids = drivers.flatMap((driver) => driver.match.usb ?? [])
  return {
    name: 'USB',
    async list(signal) {
      if (signal.aborted) throw abortReason(signal)
      const devices = await bus.list(ids)
      return devices.flatMap((device) =>
        drivers
          .filter((driver) =>
            driver.match.usb?.some(
              ({ vendorId, productId }) => vendorId === device.vendorId && productId === device.productId,
            ),
          )
          .map((driver): FoundDevice => ({
            uri: formatUri({
              family: driver.family,
              bus: 'usb',
              vendorId: device.vendorId,
              productId: device.productId,
              serial: device.serialNumber,
            }),
            family: driver.family,
            product: driver.product,
            roles: driver.roles,
            serial: device.serialNumber,
            simulated: false,
            connector: bus.connector(device, device.serialNumber),
            driver,
          })),
      )
    },
    watch: (changed) => bus.watch(changed),
  }
}
