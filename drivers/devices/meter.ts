import type { SettingRow } from '../../contract/instrument.ts'
import type { Colorimeter } from '../capabilities.ts'
import type { Identity, OpenDevice } from '../device.ts'
import type { ResyncLimits } from '../links/line-dialogue.ts'
import { lane } from '../links/lane.ts'
import { serialLine } from '../links/serial-line.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io, UsbPipe } from '../transports/transport.ts'
import { adjustableOf } from './knobs.ts'
import type { Knob } from './knobs.ts'

/** How long a meter may take; tests shorten it. */
export interface MeterPatience {
  /** Longest measurement, on top of the caller's deadline. */
  readonly measureMs: number
  /** Least time between two commands. */
  readonly pauseMs: number
  /** How long it may take to say who it is when it listens already. */
  readonly identifyMs: number
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
  /** Settings that a person may change. */
  readonly knobs?: readonly Knob[]
  /** Longest measurement with the settings as they are; otherwise the meter's patience. */
  readonly measureMs?: () => number
}

const HELLO_MS = 1_000

/** How an instrument is first spoken to: it may be silent once, and its first answer may be another's. */
export const helloAtOpen = ({ signal, deadlineMs }: Io): ResyncLimits => ({
  signal,
  patienceMs: 0,
  helloMs: Math.min(deadlineMs, HELLO_MS),
  silences: 1,
})

/** A row of the settings table. */
export const settingRow = (name: string, required: string, readBack: string): SettingRow => ({
  name,
  required,
  readBack,
  ok: required === readBack,
})

/** A row for a setting that the instrument has just accepted and cannot be asked for. */
export const acceptedRow = (name: string, required: string): SettingRow => ({
  name,
  required,
  readBack: 'accepted',
  ok: true,
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
    const meter = await begin(serialLine(product, link))
    const single = lane(link, (signal) => meter.resync(signal))
    return {
      identity: meter.identity,
      reference: meter.reference((io, job) =>
        single.run(io, job, () => meter.measureMs?.() ?? patience.measureMs),
      ),
      ...(meter.knobs && { adjustable: adjustableOf((io, job) => single.run(io, job), meter.knobs) }),
      settings: (io) => single.run(io, (budget) => meter.settings(budget)),
      close: () => single.close(),
    }
  } catch (error) {
    await link.close()
    throw error
  }
}
