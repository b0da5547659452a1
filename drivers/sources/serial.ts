import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { problemDataOf } from '../../contract/errors.ts'
import type { ProblemData } from '../../contract/errors.ts'
import type { DeviceSource, Driver, FoundDevice } from '../device.ts'
import { serialPermission } from '../problems.ts'
import { abortReason } from '../transports/deadline.ts'
import { listSerialPorts, serialConnector, serialPortNames } from '../transports/serial.ts'
import type { SerialPortInfo } from '../transports/serial.ts'
import { formatUri } from '../uri.ts'
import { lineOf } from './found.ts'
import { polled } from './polled.ts'

const POLL_MS = 1_000
/** The ids of a new port follow its name by up to a second. */
const LOOKS_TO_SETTLE = 3

/** What the source asks of the system; tests put their own in its place. */
export interface SerialSystem {
  readonly list: () => Promise<readonly SerialPortInfo[]>
  /** Cheap look for a change; undefined where there is no such thing. */
  readonly names: () => Promise<readonly string[] | undefined>
  /** True where this account may open the port, as far as can be told without opening it. */
  readonly mayOpen: (path: string) => Promise<boolean>
}

const system: SerialSystem = {
  list: listSerialPorts,
  names: serialPortNames,
  mayOpen: (path) =>
    access(path, constants.R_OK | constants.W_OK).then(
      () => true,
      (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'EACCES'),
    ),
}

/**
 * Serial ports whose adapter is one that an instrument has inside. Adapters are common, so this is only
 * "perhaps": no port is opened here; the instrument is asked when the user connects it.
 */
export function serialSource(
  drivers: readonly Driver[],
  { list, names, mayOpen }: SerialSystem = system,
  pollMs = POLL_MS,
): DeviceSource {
  const foundAt = (port: SerialPortInfo, driver: Driver, problem: ProblemData | undefined): FoundDevice => ({
    uri: formatUri({ family: driver.family, bus: 'serial', path: port.path }),
    family: driver.family,
    product: driver.product,
    roles: driver.roles,
    serial: '',
    simulated: false,
    connector: serialConnector({
      path: port.path,
      ...lineOf(driver),
      // Replugged, the adapter may have another name; its own serial number finds it.
      locate: async () =>
        port.serialNumber === ''
          ? undefined
          : (await list()).find(
              ({ serialNumber, vendorId }) =>
                serialNumber === port.serialNumber && vendorId === port.vendorId,
            )?.path,
    }),
    driver,
    ...(problem && { problem }),
  })

  const listed = async (signal: AbortSignal): Promise<readonly FoundDevice[]> => {
    if (signal.aborted) throw abortReason(signal)
    const found: FoundDevice[] = []
    for (const port of await list()) {
      const matching = drivers.filter((driver) =>
        driver.match.serialAdapter?.some(
          ({ vendorId, productId }) => vendorId === port.vendorId && productId === port.productId,
        ),
      )
      if (matching.length === 0) continue
      const problem = (await mayOpen(port.path)) ? undefined : problemDataOf(serialPermission(port.path))
      found.push(...matching.map((driver) => foundAt(port, driver, problem)))
    }
    return found
  }

  /** Listing asks udev each time, so on systems with /dev it is done only after the names have changed. */
  const fingerprints = (): (() => Promise<string>) => {
    let lastNames: string | undefined
    let lastPaths = ''
    let settling = 0
    return async () => {
      const nameList = await names()
      const now = nameList?.join()
      if (now !== lastNames) settling = LOOKS_TO_SETTLE
      if (now === undefined || settling > 0) {
        lastPaths = (await list())
          .map((port) => `${port.path} ${port.vendorId ?? ''}:${port.productId ?? ''}`)
          .join()
        settling--
      }
      lastNames = now
      return lastPaths
    }
  }
  return { name: 'serial ports', list: listed, watch: (changed) => polled(fingerprints(), pollMs, changed) }
}
