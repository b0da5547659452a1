import { Problem } from '../../contract/errors.ts'
import type { DeviceDetail } from '../../contract/instrument.ts'
import { unknownDevice } from '../bench/problems.ts'
import type { AppContext } from './context.ts'
import { stateOf } from './context.ts'
import { deviceFacts } from '../bench/facts.ts'
import { deviceChecks } from './device-checks.ts'
import type { Implementer } from './implementer.ts'

const ok = { ok: true } as const

/** Instruments: list, connect, roles, exposure, and the switches of the simulated ones. */
export function benchRoutes(os: Implementer, context: AppContext) {
  const { bench, exposure, options, state, timings, engine } = context
  const idle = (what: string): void => {
    if (engine.current) throw busyRun(what)
  }
  const detailOf = (uri: string): DeviceDetail => {
    const slot = bench.slot(uri)
    const { device } = slot
    return {
      uri,
      timeoutMs: slot.role === 'reference' ? timings.referenceMs : timings.commandMs,
      link: slot.log.link(),
      transcript: slot.log.transcript(),
      doctor: deviceChecks(slot),
      ...(device ? { facts: deviceFacts(device), adjustments: device.adjustable?.list() ?? [] } : {}),
    }
  }
  return {
    state: os.bench.state.handler(() => stateOf(context)),
    watch: os.bench.watch.handler(() => state.watch()),
    devices: os.bench.devices.handler(async () => {
      await bench.settled(timings.openMs)
      return { devices: bench.devices() }
    }),
    detail: os.bench.detail.handler(({ input }) => detailOf(input.uri)),
    addSimulated: os.bench.addSimulated.handler(async () => {
      if (!options.simulated) throw noSimulation()
      options.simulated.add()
      await bench.rescan()
      return ok
    }),
    connect: os.bench.connect.handler(async ({ input, signal }) => {
      if (input.role !== undefined) idle('The role of an instrument')
      await bench.connect(input.uri, input.role, signal ?? new AbortController().signal)
      return ok
    }),
    release: os.bench.release.handler(async ({ input }) => {
      if (bench.slot(input.uri).role !== 'none') idle('An instrument that is in use')
      await bench.release(input.uri)
      return ok
    }),
    assignRole: os.bench.assignRole.handler(({ input }) => {
      idle('The role of an instrument')
      bench.assign(input.uri, input.role)
      return ok
    }),
    fault: os.bench.fault.handler(({ input }) => {
      if (options.simulated?.fault(input.uri, input.fault) !== true) throw unknownDevice(input.uri)
      if (input.fault === 'plug') bench.retry()
      return ok
    }),
    adjust: os.bench.adjust.handler(async ({ input, signal }) => {
      idle('A setting of an instrument')
      const { uri, id, value } = input
      await bench.slot(uri).adjust(id, value, signal ?? new AbortController().signal)
      return detailOf(uri)
    }),
    configure: os.bench.configure.handler(({ input }) => {
      idle('The exposure')
      const { integrationMs, scansToAverage, autoExposure } = input
      const limits = bench.holder('spectrometer')?.device?.spectrometer?.integrationLimitsMs
      if (integrationMs !== undefined && limits && (integrationMs < limits[0] || integrationMs > limits[1]))
        throw outsideLimits(integrationMs, limits)
      exposure.change({
        ...(integrationMs === undefined ? {} : { integrationMs }),
        ...(scansToAverage === undefined ? {} : { scansToAverage }),
        ...(autoExposure === undefined ? {} : { autoExposure }),
      })
      state.touch()
      return stateOf(context)
    }),
  }
}

const busyRun = (what: string): Problem =>
  new Problem({
    code: 'WRONG_STATE',
    title: 'Not during a run',
    happened: `${what} cannot be changed while a run uses the instruments.`,
    kept: 'The run goes on as it was.',
    next: 'Stop the run first, or wait for its end.',
  })

const noSimulation = (): Problem =>
  new Problem({
    code: 'NOT_FOUND',
    title: 'No simulated bench here',
    happened: 'This program was started without simulated instruments.',
    kept: 'Nothing was changed.',
    next: 'Plug in an instrument.',
  })

const outsideLimits = (asked: number, limits: readonly [number, number]): Problem =>
  new Problem({
    code: 'BAD_REQUEST',
    title: 'The integration time is out of range',
    happened: `Asked ${asked} ms, the instrument takes ${limits[0]} to ${limits[1]} ms.`,
    kept: 'The time as it was.',
    next: 'Choose a time within the range.',
  })
