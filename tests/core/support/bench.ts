import { ORPCError } from '@orpc/client'
import { ProblemDataSchema } from '../../../contract/errors.ts'
import type { ProblemData } from '../../../contract/errors.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { PlateCell } from '../../../spectra/plate.ts'
import { makePlate } from '../../../spectra/plate.ts'
import { builtinPlate } from '../../../spectra/builtin-plate.ts'
import { builtinReflectance } from '../../../spectra/builtin-plate.ts'
import { patchId } from '../../../spectra/patch-id.ts'
import type { Plate } from '../../../contract/plate.ts'
import type { RunEvent } from '../../../contract/run.ts'
import { createApp } from '../../../core/app.ts'
import type { App, AppClient } from '../../../core/app.ts'
import type { AppLog, AppOptions } from '../../../core/app-options.ts'
import { openStore } from '../../../core/store/store.ts'
import type { Store } from '../../../core/store/store.ts'
import type { DeviceSource, FoundDevice } from '../../../drivers/device.ts'
import { driverOf } from '../../../drivers/registry.ts'
import { hidBus } from '../../../drivers/transports/hid.ts'
import { memoryLine, memoryUsb } from '../../../drivers/transports/memory.ts'
import type { Connector } from '../../../drivers/transports/transport.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import type {
  SimulatedBench,
  SimulatedBenchOptions,
  SimulatedInstrument,
} from '../../../drivers/simulators/simulated-bench.ts'
import { FINE_NM } from '../../../drivers/simulators/fine-grid.ts'
import { switchFault } from '../../../main/simulation.ts'
import { packageHid } from '../../drivers/transports/hid-package.ts'
import { fakeModels } from './fake-models.ts'
import type { FakeModels } from './fake-models.ts'

/** Over its own kind of bus: a HID instrument through what the package node-hid would do. */
function connectorOf({ usb, line }: SimulatedInstrument): Connector {
  if (usb === undefined) return memoryLine(line)
  return 'hid' in usb ? hidBus(async () => packageHid(usb)).connector(usb, '') : memoryUsb(usb)
}

/** The simulated instruments as a device source, as the composition makes it. */
export function simulatedSource(bench: SimulatedBench): DeviceSource {
  const device = (instrument: SimulatedInstrument): FoundDevice => {
    const driver = driverOf(instrument.family)
    return {
      uri: `${instrument.family}@sim`,
      family: driver.family,
      product: driver.product,
      roles: driver.roles,
      serial: instrument.serial,
      simulated: true,
      connector: connectorOf(instrument),
      driver,
    }
  }
  const devices = bench.instruments.map((instrument) => ({ instrument, found: device(instrument) }))
  return {
    name: 'simulated bench',
    list: async () =>
      devices.filter(({ instrument }) => instrument.controls.plugged).map(({ found }) => found),
    watch: (changed) => {
      const stops = bench.instruments.map((instrument) => instrument.controls.onPlugChange(changed))
      return () => stops.forEach((stop) => stop())
    },
  }
}

/** The first patches of the built-in plate as a plate of their own. */
export function smallPlate(rows: number, columns: number): Plate {
  const whole = new Map(builtinPlate().patches.map((patch) => [patch.id, patch]))
  const cells = Array.from({ length: rows * columns }, (_, i): PlateCell => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    const expectedLab = whole.get(patchId(row, column))?.expectedLab
    return { row, column, ...(expectedLab ? { expectedLab } : {}) }
  })
  return makePlate('small', cells)
}

/** A log that a test can look into. */
export function memoryLog(): AppLog & { readonly errors: string[] } {
  const errors: string[] = []
  return {
    errors,
    info: () => undefined,
    warn: () => undefined,
    error: (details, text) => void errors.push(`${text} ${JSON.stringify(details)}`),
  }
}

/** An application over the simulated bench, with everything a test wants to touch. */
export interface TestBench {
  readonly app: App
  readonly client: AppClient
  readonly store: Store
  readonly bench: SimulatedBench
  readonly models: FakeModels
  readonly log: ReturnType<typeof memoryLog>
  readonly plate: Plate
  close(): Promise<void>
}

/** Waits of a bench that answers at once. */
export const QUICK = {
  commandMs: 400,
  referenceMs: 400,
  moveMs: 2_000,
  openMs: 2_000,
  backOffMs: [5, 10, 20],
  watchdogMs: 0,
  stateMs: 5,
  liveMs: 1,
} as const

/** Builds it; without `folder` a temporary one that goes with the test. */
export function testBench(
  options: {
    folder?: string
    rows?: number
    columns?: number
    simulated?: SimulatedBenchOptions
    /** Nobody tells when something is plugged in. */
    deaf?: boolean
    app?: Partial<AppOptions>
  } = {},
): TestBench {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'isochrome-core-'))
  const plate = smallPlate(options.rows ?? 3, options.columns ?? 4)
  const bench = simulatedBench({
    fast: true,
    plate: { plate, truth: (patch) => builtinReflectance(patch.id, FINE_NM) },
    faultTimes: { lateMs: 900, stallMs: 900, replugMs: 60 },
    ...options.simulated,
  })
  const store = openStore({ file: join(folder, 'isochrome.db') })
  store.savePlate(plate)
  if (store.getSetting('exposure') === undefined)
    store.setSetting('exposure', { integrationMs: 12, scansToAverage: 4, autoExposure: true })
  const source = simulatedSource(bench)
  const models = fakeModels()
  const log = memoryLog()
  const app = createApp({
    store,
    models,
    sources: [options.deaf === true ? { ...source, watch: () => () => undefined } : source],
    simulated: {
      add: () => undefined,
      fault: (uri, fault) => {
        const controls = bench.instruments.find((one) => `${one.family}@sim` === uri)?.controls
        if (!controls) return false
        switchFault(controls, fault)
        return true
      },
      lay: () => undefined,
      // The tests are the hand: they can forget to move the probe.
      place: () => undefined,
    },
    log,
    about: { version: '0.0.0', runtime: 'test', dataFolder: folder, platform: 'test' },
    timings: QUICK,
    ...options.app,
  })
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    await app.close()
    store.close()
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
  app.start()
  return { app, client: app.client, store, bench, models, log, plate, close }
}

/** The same, closed when the test has ended. */
export function benchForTest(options: Parameters<typeof testBench>[0] = {}): TestBench {
  const made = testBench(options)
  onTestFinished(() => made.close())
  return made
}

/** Every event of a run to its end. */
export async function eventsOf(
  client: AppClient,
  run: number,
  seen: (event: RunEvent) => void | Promise<void> = () => undefined,
): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of await client.run.watch({ run })) {
    events.push(event)
    await seen(event)
  }
  return events
}

/** Events of one kind. */
export const only = <T extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: T,
): Extract<RunEvent, { type: T }>[] =>
  events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type)

/** The message of a call that must fail with one. */
export async function problemOf(call: Promise<unknown>): Promise<ProblemData> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ORPCError && error.code === 'PROBLEM') return ProblemDataSchema.parse(error.data)
  throw new Error(`expected a problem, got ${String(error)}`)
}
