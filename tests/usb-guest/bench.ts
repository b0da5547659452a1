import { Problem } from '../../contract/errors.ts'
import type { FoundDevice, OpenDevice } from '../../drivers/device.ts'
import { registry } from '../../drivers/registry.ts'
import { hidSource } from '../../drivers/sources/hid.ts'
import { serialSource } from '../../drivers/sources/serial.ts'
import { usbSource } from '../../drivers/sources/usb.ts'
import { hidBus } from '../../drivers/transports/hid.ts'
import { usbBus } from '../../drivers/transports/usb.ts'
import type { Io, UsbPipe } from '../../drivers/transports/transport.ts'
import type { UsbIds } from '../../drivers/transports/usb-native.ts'
import { until } from './kernel.ts'

/** Nothing of what is tested takes this long, even on a slow machine. */
export const PATIENT: Io = { signal: new AbortController().signal, deadlineMs: 20_000 }

const never = new AbortController().signal

/** The bus and the sources as the program composes them: the real packages underneath. */
export const bus = usbBus()
export const usbDevices = usbSource(registry, bus)
export const serialDevices = serialSource(registry)
export const hidDevices = hidSource(registry, hidBus())

/** The instrument of a family as soon as a source lists it. */
export async function found(family: string): Promise<FoundDevice> {
  let device: FoundDevice | undefined
  await until(async () => {
    const lists = [usbDevices, serialDevices, hidDevices].map((source) => source.list(never))
    device = (await Promise.all(lists)).flat().find((one) => one.family === family)
    return device !== undefined
  }, `${family} on the bus`)
  return device!
}

/** The same, opened by its driver. */
export async function opened(family: string): Promise<OpenDevice> {
  const { connector, driver } = await found(family)
  return driver.open(await connector.open(PATIENT), PATIENT)
}

/** Works with an open instrument and closes it whatever happens: a case that fails must not spoil the next. */
export async function using<T>(
  opening: Promise<OpenDevice>,
  work: (device: OpenDevice) => Promise<T>,
): Promise<T> {
  const device = await opening
  try {
    return await work(device)
  } finally {
    await device.close()
  }
}

/** The same for the bare transfers of a USB device. */
export async function withPipe(ids: UsbIds, work: (pipe: UsbPipe) => Promise<void>): Promise<void> {
  const pipe = await bus.connector(ids, '').open(PATIENT)
  try {
    await work(pipe)
  } finally {
    await pipe.close()
  }
}

/** What a promise rejects with; undefined if it does not. */
export const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

/** Code of a problem; of any other error its name. */
export const codeOf = (error: unknown): string =>
  error instanceof Problem ? error.code : error instanceof Error ? error.name : String(error)

/** Waits for something to go wrong while a reading is repeated. */
export async function failureWhile(read: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const problem = await failure(read())
    if (problem !== undefined) return problem
  }
}
