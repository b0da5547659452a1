import type { HidHandle, HidModule } from '../../../drivers/transports/hid.ts'
import type { UsbEndpoint } from '../../../drivers/transports/transport.ts'

const PATH = '/dev/hidraw0'
const REPORT_BYTES = 64

/**
 * node-hid 3.4 with a simulated instrument plugged in: a write has the number of the report in front, a read ends after its
 * time with nothing, an unplug is a plain error of whatever comes next, and several programs may open the same device.
 */
export function packageHid(endpoint: UsbEndpoint): HidModule {
  const { vendorId, productId } = endpoint
  return {
    devicesAsync: async () => (endpoint.plugged ? [{ vendorId, productId, path: PATH }] : []),
    HIDAsync: {
      open: async (path) => {
        if (!endpoint.plugged || path !== PATH) throw new Error(`cannot open device with path ${path}`)
        return handleOf(endpoint)
      },
    },
  }
}

function handleOf(endpoint: UsbEndpoint): HidHandle {
  const gone = new AbortController()
  endpoint.onUnplug(() => gone.abort())
  return {
    async write(values) {
      if (gone.signal.aborted) throw new Error('Cannot write to hid device: No such device')
      const [number, ...report] = Uint8Array.from(values)
      if (number !== 0 || report.length !== REPORT_BYTES)
        throw new Error('Cannot write to hid device: Broken pipe')
      endpoint.bulkOut(1, Uint8Array.from(report))
      return values.length
    },
    async read(timeoutMs = 0) {
      if (gone.signal.aborted) throw disconnected()
      const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(timeoutMs)])
      return endpoint.bulkIn(1, REPORT_BYTES, signal).then(
        (bytes) => Buffer.from(bytes),
        () => {
          if (gone.signal.aborted) throw disconnected()
          return undefined
        },
      )
    },
    close: async () => undefined,
  }
}

const disconnected = (): Error => new Error('could not read from HID device (device disconnected)')
