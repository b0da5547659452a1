import type { ProblemData } from '../contract/errors.ts'
import type { Check } from '../contract/instrument.ts'
import type { Plate } from '../contract/plate.ts'
import type { SimulatedFault } from '../contract/simulated-fault.ts'
import type { DeviceSource, FoundDevice } from '../drivers/device.ts'
import type { ExplainService } from '../model/explain/service.ts'
import type { MapService } from '../model/maps/service.ts'
import type { ModelService } from '../model/service.ts'
import type { Clock } from './async.ts'
import type { BenchTimings } from './bench/timings.ts'
import type { Store } from './store/interface.ts'

/** What the composition lends the application where instruments are simulated. */
export interface SimulatedBench {
  /** Makes the simulated instruments appear (a device source starts listing them); again: nothing. */
  add(): void
  /** False when no simulated instrument has this URI. */
  fault(uri: string, fault: SimulatedFault): boolean
  /** Lays a plate under the simulated probes, as an operator would who is about to read it. */
  lay(plate: Plate): void
  /** Puts the simulated probes by hand on a patch of that plate, on 'white' or under a 'dark' lid. */
  place(name: string): void
}

/** Where the application writes what the log file keeps; a subset of what pino's loggers offer. */
export interface AppLog {
  info(details: object, text: string): void
  warn(details: object, text: string): void
  error(details: object, text: string): void
}

/** Everything the application is made of; nothing here is opened or closed by it except the instruments. */
export interface AppOptions {
  readonly store: Store
  readonly models: ModelService & ExplainService
  /** Chemical maps; a host without it shows cubes only. */
  readonly maps?: MapService
  /** Where instruments appear: serial ports, USB, the simulated bench. */
  readonly sources: readonly DeviceSource[]
  /** A typed URI as a device. @throws Problem BAD_REQUEST for an unknown family or form */
  readonly resolve?: (uri: string) => FoundDevice
  readonly simulated?: SimulatedBench
  readonly log: AppLog
  readonly about: {
    readonly version: string
    readonly runtime: string
    readonly dataFolder: string
    readonly platform: string
  }
  /** Further lines of the doctor: permissions, udev rule, native parts. */
  readonly doctor?: (signal: AbortSignal) => Promise<readonly Check[]>
  /** Told once to every listener at start, for example BENCH_RESTARTED. */
  readonly notices?: readonly {
    readonly level: 'info' | 'attention' | 'fault'
    readonly problem: ProblemData
  }[]
  /** A self-contained page as PDF; absent where the host cannot print. */
  readonly print?: (html: string, signal: AbortSignal) => Promise<Uint8Array>
  readonly clock?: Clock
  readonly timings?: Partial<BenchTimings>
}
