import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { Problem } from '../contract/errors.ts'
import { createApp, type AppClient, type AppRouter } from '../core/app.ts'
import type { AppOptions } from '../core/app-options.ts'
import { openLog, type Log } from '../core/log.ts'
import { appPaths } from '../core/paths.ts'
import { openStore, type Store } from '../core/store/store.ts'
import type { DeviceSource } from '../drivers/device.ts'
import { registry } from '../drivers/registry.ts'
import { describedDrivers } from '../drivers/sources/described.ts'
import { hidSource } from '../drivers/sources/hid.ts'
import { serialSource } from '../drivers/sources/serial.ts'
import { typedSource } from '../drivers/sources/typed.ts'
import { usbSource } from '../drivers/sources/usb.ts'
import { hidBus } from '../drivers/transports/hid.ts'
import { usbBus } from '../drivers/transports/usb.ts'
import { createModelService } from '../model/client.ts'
import { createMapService } from '../model/maps/client.ts'
import { findChromium } from './find-chromium.ts'
import { printByChromium } from './print-chromium.ts'
import { descriptionChecks, systemChecks } from './system-checks.ts'
import { simulation, type SimulationOptions } from './simulation.ts'

/** What a shell chooses. */
export interface ComposeOptions extends SimulationOptions {
  /** With the simulated bench from the start; otherwise it can be added later. */
  readonly simulate: boolean
  /** Database file; the data folder's when absent. */
  readonly db?: string
  /** Beside a running application: nothing is written. */
  readonly readOnly?: boolean
  /** Nothing is kept: a database in a temporary folder that goes with the application. */
  readonly memory?: boolean
  /** Addresses given by the user. */
  readonly devices: readonly string[]
  /** Why the bench before this one ended; told to the operator. */
  readonly restarted?: string
  /** Prints a page as PDF; an installed Chromium does where the shell has nothing of its own. */
  readonly print?: (html: string, signal: AbortSignal) => Promise<Uint8Array>
  /** The built worker of the models, where the program is built; else its source. */
  readonly modelWorker?: URL
}

/** A running application and the way to end it. */
export interface Composition {
  readonly client: AppClient
  readonly router: AppRouter
  close(): Promise<void>
}

/**
 * Options -> application: data folder, store, instruments, model worker, log.
 * @throws Problem STORE_LOCKED, STORE_DAMAGED, STORE_NEWER, STORE_READONLY, BAD_REQUEST
 */
export async function compose(options: ComposeOptions): Promise<Composition> {
  const opened = openFiles(options)
  const { store, log } = opened
  const simulated = simulation(options)
  if (options.simulate) simulated.bench.add()
  const bus = usbBus()
  const described = describedDrivers(appPaths().instruments)
  const drivers = [...registry, ...described.drivers]
  // Those of the simulated bench are listed by it.
  const isTyped = (uri: string): boolean => !(options.simulate && uri.endsWith('@sim'))
  const typed = typedSource(drivers, bus, options.devices.filter(isTyped))
  const real: DeviceSource[] = options.simulate
    ? []
    : [serialSource(drivers), usbSource(drivers, bus), hidSource(drivers, hidBus())]
  const worker = options.modelWorker === undefined ? {} : { entry: options.modelWorker }
  const [models, maps] = [createModelService(worker), createMapService(worker)]
  const print = options.print ?? installedPrinter()
  const app = createApp({
    store,
    models,
    maps,
    sources: [...real, typed, simulated.source],
    resolve: (uri) => typed.add(uri),
    simulated: simulated.bench,
    log: log.logger,
    about: {
      version: manifest.version,
      runtime: `Node ${process.versions.node}`,
      dataFolder: opened.folder,
      platform: `${process.platform} ${process.arch}`,
    },
    ...(print === undefined ? {} : { print }),
    doctor: async () => [...(await systemChecks()), ...descriptionChecks(described)],
    notices: [
      ...(options.restarted === undefined ? [] : [restartNotice(options.restarted)]),
      ...described.problems.map((problem) => ({ level: 'attention' as const, problem })),
    ],
  })
  app.start()
  return {
    client: app.client,
    router: app.router,
    close: async () => {
      await app.close()
      await Promise.all([models.close(), maps.close()])
      opened.close()
    },
  }
}

function installedPrinter(): ComposeOptions['print'] {
  const browser = findChromium()
  return browser === undefined ? undefined : (html, signal) => printByChromium(browser, html, signal)
}

interface Files {
  readonly store: Store
  readonly log: Log
  readonly folder: string
  close(): void
}

function openFiles(options: ComposeOptions): Files {
  const paths = appPaths(options.db === undefined ? {} : { database: options.db })
  // Nothing was ever stored: reading from nothing gives empty lists, not an error.
  if (options.memory === true || (options.readOnly === true && !existsSync(paths.database))) {
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-'))
    const store = openStore({ file: join(folder, 'isochrome.db') })
    const log = openLog({ folder, level: 'warn' })
    return {
      store,
      log,
      folder,
      close: () => {
        store.close()
        log.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }
  const store = openStore({
    file: paths.database,
    backupFolder: paths.backups,
    modelsFolder: paths.models,
    readOnly: options.readOnly === true,
  })
  const log = openLog({ folder: paths.logs })
  return {
    store,
    log,
    folder: paths.data,
    close: () => {
      store.close()
      log.close()
    },
  }
}

function restartNotice(because: string): NonNullable<AppOptions['notices']>[number] {
  const problem = new Problem({
    code: 'BENCH_RESTARTED',
    title: 'The measuring process restarted',
    happened: because,
    kept: 'All committed readings.',
    next: 'Nothing to do; a scan goes on at its first patch without a pair.',
  })
  return { level: 'attention', problem: problem.data }
}
