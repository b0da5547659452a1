import { join } from 'node:path'
import type { BenchState } from '../../contract/instrument.ts'
import { ActiveModel } from '../active-model.ts'
import type { AppOptions } from '../app-options.ts'
import { systemClock } from '../async.ts'
import type { Clock } from '../async.ts'
import { Bench } from '../bench.ts'
import { BENCH_TIMINGS } from '../bench/timings.ts'
import type { BenchTimings } from '../bench/timings.ts'
import { Derived } from '../derived.ts'
import { Engine } from '../engine.ts'
import { ExposureDesk } from '../exposure.ts'
import { RunHub } from '../hub.ts'
import { Live } from '../live.ts'
import { MapDesk } from '../maps/map-desk.ts'
import { Measure } from '../measure.ts'
import type { StageMemory } from '../plans/kit.ts'
import { PlateViews } from '../plate-view.ts'
import { Shelf } from '../shelf.ts'
import { UnitAxes } from '../unit-axes.ts'
import { Reminders } from '../verification/reminders.ts'
import { Desk } from './desk.ts'
import { Notices } from './notices.ts'
import { RamanDesk } from './raman-desk.ts'
import { RunDesk } from './run-desk.ts'
import { StateWatch } from './state.ts'
import { Trainer } from './trainer.ts'

const ROLES = 'roles'
const DEVICE_SETTINGS = 'device-settings'

/** Everything the calls of the contract work with. */
export interface AppContext {
  readonly options: AppOptions
  readonly clock: Clock
  readonly timings: BenchTimings
  readonly bench: Bench
  readonly measure: Measure
  readonly engine: Engine
  readonly hub: RunHub
  readonly live: Live
  readonly shelf: Shelf
  readonly active: ActiveModel
  readonly derived: Derived
  readonly views: PlateViews
  readonly exposure: ExposureDesk
  readonly desk: Desk
  readonly runs: RunDesk
  readonly trainer: Trainer
  readonly axes: UnitAxes
  readonly raman: RamanDesk
  readonly reminders: Reminders
  readonly maps: MapDesk
  readonly notices: Notices
  readonly state: StateWatch
  readonly stage: StageMemory
}

/** Builds the parts and connects them; no IO with instruments happens here. */
export function appContext(options: AppOptions): AppContext {
  const { store, log } = options
  const clock = options.clock ?? systemClock
  const timings = { ...BENCH_TIMINGS, ...options.timings }
  const notices = new Notices(clock, log)
  const state = new StateWatch(timings.stateMs, () => stateOf(context))
  const changed = (): void => state.touch()
  const exposure = new ExposureDesk(store)
  const desk = new Desk({
    store,
    clock,
    exposure,
    changed,
    failed: (problem) => notices.problem('attention', problem),
  })
  const shelf = new Shelf(store, options.models)
  const active = new ActiveModel({
    store,
    shelf,
    clock,
    failed: (problem) => notices.problem('attention', problem),
  })
  const derived = new Derived(store)
  const views = new PlateViews({ store, derived, active, plateOf: (session) => desk.plate(session) })
  const bench = new Bench({
    sources: options.sources,
    resolve: options.resolve,
    memory: {
      load: () => store.getSetting(ROLES),
      save: (roles) => {
        if (!store.readOnly) store.setSetting(ROLES, roles)
      },
    },
    settings: {
      load: () => store.getSetting(DEVICE_SETTINGS),
      save: (settings) => {
        if (!store.readOnly) store.setSetting(DEVICE_SETTINGS, settings)
      },
    },
    clock,
    timings,
    log,
    changed,
    opened: (slot) => {
      notices.say(`${slot.info().model} ${slot.serial} is connected.`)
    },
    lost: (problem) => notices.problem('fault', problem),
  })
  const axes = new UnitAxes(store)
  const measure = new Measure({
    bench,
    store,
    clock,
    timings,
    seen: (frame) => live.seen(frame),
    axisOf: (family, serial, own) => axes.of(family, serial, own),
  })
  const hub = new RunHub((run, from, limit) => store.eventsSince(run, from, limit))
  const engine = new Engine({
    record: store,
    hub,
    clock,
    log,
    changed: () => {
      live.stepAside()
      changed()
    },
  })
  const live = new Live({
    bench,
    measure,
    exposure,
    active,
    store,
    clock,
    log,
    session: () => ({ id: desk.current?.id, references: desk.references }),
    runs: () => engine.current?.measuring === true,
    paceMs: timings.liveMs,
  })
  const runs = new RunDesk()
  const trainer = new Trainer({ store, models: options.models, derived, active, notices, clock })
  const context: AppContext = {
    options,
    clock,
    timings,
    bench,
    measure,
    engine,
    hub,
    live,
    shelf,
    active,
    derived,
    views,
    exposure,
    desk,
    runs,
    trainer,
    axes,
    raman: new RamanDesk({ store, models: options.models }),
    reminders: new Reminders(store, clock),
    maps: new MapDesk({
      service: options.maps,
      folder: join(options.about.dataFolder, 'maps'),
      correction: (version) => shelf.open(store.getModel(version).hash),
      now: () => new Date(clock.now()).toISOString(),
    }),
    notices,
    state,
    stage: { homedOn: undefined, at: undefined },
  }
  for (const { level, problem } of [...store.findings, ...(options.notices ?? [])])
    notices.problem(level, problem)
  return context
}

/** What the instrument strip shows. */
export function stateOf(context: AppContext): BenchState {
  const { bench, desk, exposure, active, engine, options, clock } = context
  const { store } = options
  const { settings } = exposure
  const current = desk.current
  const now = clock.now()
  const run = engine.current
  const card = active.card
  const level = desk.references.white?.level
  const spectrometer = bench.holder('spectrometer')
  const verificationDue = spectrometer && context.reminders.sentence(spectrometer.serial)
  return {
    devices: bench.devices(),
    ...(current ? { session: { id: current.id, name: current.name, started: current.started } } : {}),
    integrationMs: settings.integrationMs,
    scansToAverage: settings.scansToAverage,
    autoExposure: settings.autoExposure,
    ...(level === undefined ? {} : { level }),
    dark: desk.references.age('dark', now, settings.integrationMs),
    white: desk.references.age('white', now, settings.integrationMs),
    ...(card
      ? {
          activeModel: {
            version: card.version,
            method: card.method,
            hash: card.hash,
            created: card.created,
          },
        }
      : {}),
    ...(run ? { run: { id: run.run, kind: run.kind, state: run.state } } : {}),
    storeBytes: store.sizeBytes(),
    diskFreeBytes: store.diskFreeBytes(),
    ...(current ? store.undoable(current.id) : {}),
    ...(verificationDue === undefined ? {} : { verificationDue }),
  }
}
