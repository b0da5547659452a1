import type { SettingRow } from '../../contract/instrument.ts'
import type { Colorimeter } from '../capabilities.ts'
import type { Identity, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import { wrongDevice } from '../problems.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io, UsbPipe } from '../transports/transport.ts'

/** How long a meter may take; tests shorten it. */
export interface MeterPatience {
  /** Longest measurement, on top of the caller's deadline. */
  readonly measureMs: number
  /** Least time between two commands. */
  readonly pauseMs: number
}

/** Runs one measurement alone; `budget` holds the time the instrument may need. */
export type RunMeasurement = <T>(io: Io, job: (budget: Budget) => Promise<T>) => Promise<T>

/** What a driver knows of a meter that has said who it is. */
export interface Meter {
  readonly identity: Identity
  /** Brings line and instrument back in step; bounds its own time. */
  resync(signal: AbortSignal): Promise<void>
  settings(budget: Budget): Promise<readonly SettingRow[]>
  reference(run: RunMeasurement): Colorimeter
}

/** A row of the settings table. */
export const settingRow = (name: string, required: string, readBack: string): SettingRow => ({
  name,
  required,
  readBack,
  ok: required === readBack,
})

/**
 * Opens a reference instrument on a byte stream: `begin` asks it who it is; if that fails the link is closed.
 * @throws Problem WRONG_DEVICE for a USB interface; what `begin` throws
 */
export async function openMeter(
  product: string,
  patience: Pick<MeterPatience, 'measureMs'>,
  link: ByteStream | UsbPipe,
  begin: (stream: ByteStream) => Promise<Meter>,
): Promise<OpenDevice> {
  try {
    if (link.kind !== 'stream') throw wrongDevice(product, 'a USB interface without a serial adapter')
    const meter = await begin(link)
    const single = lane(link, (signal) => meter.resync(signal))
    return {
      identity: meter.identity,
      reference: meter.reference((io, job) => single.run(io, job, () => patience.measureMs)),
      settings: (io) => single.run(io, (budget) => meter.settings(budget)),
      close: () => single.close(),
    }
  } catch (error) {
    await link.close()
    throw error
  }
}
