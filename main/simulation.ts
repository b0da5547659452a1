import { parseListen, serveLine } from '../drivers/simulators/serve-line.ts'
import {
  builtinSimulatedPlate,
  simulatedBench,
  truthFrom,
  type SimulatedBench,
  type SimulatedInstrument,
  type SimulatedPlate,
} from '../drivers/simulators/simulated-bench.ts'
import { isTrouble } from '../drivers/simulators/fault-spec.ts'
import { isRefusal, refusalText } from '../drivers/simulators/refusal.ts'
import { truthOfColours } from '../drivers/simulators/colour-truth.ts'
import { COMBINED_AGEING } from '../drivers/simulators/drift.ts'
import type { ServedLine } from '../drivers/simulators/serve-tcp.ts'
import type { Plate } from '../contract/plate.ts'
import type { SimulatedFault } from '../contract/simulated-fault.ts'
import type { SimulatedBench as BenchSwitches } from '../core/app-options.ts'
import type { DeviceSource, FoundDevice } from '../drivers/device.ts'
import { driverOf } from '../drivers/registry.ts'
import { memoryLine, memoryUsb } from '../drivers/transports/memory.ts'
import { refusing } from '../drivers/transports/refusing.ts'
import { openProblem as serialProblem } from '../drivers/transports/serial.ts'
import type { Connector } from '../drivers/transports/transport.ts'
import { openProblem as usbProblem } from '../drivers/transports/usb.ts'
import { readPlate } from '../formats/plate-file.ts'

/** What the simulated bench is made of. */
export interface SimulationOptions {
  readonly fast: boolean
  readonly seed: number
  /** Faults of every instrument, "late:0.01,unplugged@200". */
  readonly faults?: string
  /** The plate under the probes; the built-in one when absent. */
  readonly plate?: { readonly fileName: string; readonly text: string }
  /** Lets the spectrometer age before the first reading. */
  readonly drift?: boolean
}

/** The simulated instruments as a place where devices appear, and their switches. */
export interface Simulation {
  readonly source: DeviceSource
  readonly bench: BenchSwitches
}

/** The simulated bench in this process; nothing appears before `bench.add`. @throws Problem BAD_REQUEST, FORMAT_BAD */
export function simulation(options: SimulationOptions): Simulation {
  const own = plateOf(options)
  const made = makeBench(options, own)
  let lying: Plate = own.plate
  const watchers = new Set<() => void>()
  let added = false
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher()
  }
  for (const instrument of made.instruments) instrument.controls.onPlugChange(changed)
  const found = new Map(
    made.instruments.map((instrument) => [uriOf(instrument), { instrument, device: deviceOf(instrument) }]),
  )
  return {
    source: {
      name: 'simulated bench',
      list: (signal) => {
        signal.throwIfAborted()
        return Promise.resolve(
          added
            ? [...found.values()]
                .filter(({ instrument }) => instrument.controls.plugged)
                .map(({ device }) => device)
            : [],
        )
      },
      watch: (listener) => {
        watchers.add(listener)
        return () => watchers.delete(listener)
      },
    },
    bench: {
      add: () => {
        if (added) return
        added = true
        changed()
      },
      fault: (uri, fault) => {
        const controls = found.get(uri)?.instrument.controls
        if (controls === undefined) return false
        switchFault(controls, fault)
        return true
      },
      lay: (plate) => {
        if (samePlate(plate, lying)) return
        lying = plate
        made.scene.lay(plate, samePlate(plate, own.plate) ? own.truth : truthOfColours)
      },
      place: (name) => {
        made.scene.place(name)
      },
    },
  }
}

/** Does to a simulated instrument what the switch says; plugging it in also ends what was wrong with it. */
export function switchFault(controls: SimulatedInstrument['controls'], fault: SimulatedFault): void {
  if (fault === 'unplug') controls.unplug()
  else if (fault === 'plug') controls.mend()
  else if (fault === 'silence') controls.silence(true)
  else if (fault === 'garble') controls.garble(true)
  else if (isTrouble(fault)) controls.trouble(fault)
  else if (isRefusal(fault)) controls.refuse(fault)
}

const uriOf = (instrument: SimulatedInstrument): string => `${instrument.family}@sim`

function deviceOf(instrument: SimulatedInstrument): FoundDevice {
  const driver = driverOf(instrument.family)
  return {
    uri: uriOf(instrument),
    family: driver.family,
    product: driver.product,
    roles: driver.roles,
    serial: instrument.serial,
    simulated: true,
    connector: connectorOf(instrument),
    driver,
  }
}

/** Over its own kind of bus, in this process; refused as that bus refuses. */
function connectorOf(instrument: SimulatedInstrument): Connector {
  const { line, usb, controls } = instrument
  const uri = uriOf(instrument)
  const refusedOn = (bus: 'serial' | 'usb', sentence: (uri: string, error: Error) => Error) => () =>
    controls.refusal && sentence(uri, new Error(refusalText(controls.refusal, bus, uri)))
  return usb === undefined
    ? refusing(memoryLine(line, 'simulated, serial line in process'), refusedOn('serial', serialProblem))
    : refusing(memoryUsb(usb, 'simulated, USB in process'), refusedOn('usb', usbProblem))
}

function makeBench(
  options: Omit<SimulationOptions, 'faults'> & {
    readonly faults?: string | Partial<Record<SimulatedInstrument['role'], string>>
  },
  plate: SimulatedPlate,
): SimulatedBench {
  const made = simulatedBench({
    fast: options.fast,
    seed: options.seed,
    plate,
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  })
  if (options.drift === true) made.scene.drift(COMBINED_AGEING)
  return made
}

const plateOf = ({ plate }: SimulationOptions): SimulatedPlate =>
  plate === undefined ? builtinSimulatedPlate() : plateFrom(plate)

/** A plate that went through a file or the store is another object. */
const samePlate = (a: Plate, b: Plate): boolean => a === b || layout(a) === layout(b)

const layout = (plate: Plate): string =>
  JSON.stringify([
    [plate.rows, plate.columns, plate.pitchXMm, plate.pitchYMm, plate.originXMm, plate.originYMm],
    [plate.whiteXMm, plate.whiteYMm],
    plate.patches.map(({ id, row, column, expectedLab }) => [id, row, column, expectedLab ?? null]),
  ])

/** The plate of a file under the simulated probes: its spectra where it has some, else what its colours allow. */
function plateFrom(file: { readonly fileName: string; readonly text: string }): SimulatedPlate {
  const { plate, reflectance } = readPlate(file.text, file.fileName)
  if (reflectance === undefined) return { plate, truth: truthOfColours }
  const bands = reflectance.wavelengthNm.length
  const spectra = new Map(
    reflectance.ids.map((id, row) => [id, reflectance.values.subarray(row * bands, (row + 1) * bands)]),
  )
  return { plate, truth: truthFrom(reflectance.wavelengthNm, spectra) }
}

/** Where one simulated instrument is served. */
export interface ServedAt {
  readonly role: string
  readonly family: string
  /** `tcp:127.0.0.1:5001`, `pty:/dev/pts/3` or `usbip:127.0.0.1:3240` */
  readonly address: string
  /** Its address for the drivers; absent where they do not open it that way, or the system has to attach it first. */
  readonly uri?: string
}

function servedAt({ role, family }: SimulatedInstrument, address: string): ServedAt {
  const { baudRates, tcp } = driverOf(family).match
  const [, kind, at] = /^(tcp|pty):(.+)$/.exec(address) ?? []
  const opens = kind === 'tcp' ? tcp === true : kind === 'pty' && baudRates !== undefined
  const uri = `${family}@${kind === 'pty' ? 'serial' : 'tcp'}:${at ?? ''}`
  return { role, family, address, ...(opens && { uri }) }
}

/** One simulated instrument or several over one scene, served for other programs. */
export interface ServedSimulation {
  /** In the order asked for. */
  readonly addresses: readonly ServedAt[]
  close(): Promise<void>
}

/** What is told while simulated instruments are served. */
export interface ServeNews {
  readonly moved?: (place: ServedAt) => void
  readonly failed?: (error: unknown) => void
}

/**
 * Serves instruments of one simulated bench: `listen` = where, by role (or by the family's name). `moved` is told when a
 * serial port came back under another name after a replug, `failed` when it could not come back.
 * @throws Problem BAD_REQUEST for an unknown name or place, BUSY, PERMISSION, DRIVER
 */
export async function serveSimulation(
  options: SimulationOptions,
  listen: readonly { readonly name: string; readonly where: string }[],
  { moved, failed }: ServeNews = {},
): Promise<ServedSimulation> {
  const made = makeBench(options, plateOf(options))
  const served: { readonly at: ServedAt; readonly line: ServedLine }[] = []
  const close = async (): Promise<void> => {
    for (const { line } of served) await line.close()
  }
  try {
    for (const { name, where } of listen) {
      const instrument = made.instruments.find((one) => one.role === name) ?? made.instrument(name)
      let last: string | undefined
      const line = await serveLine(instrument, parseListen(where), {
        onAddress: (address) => {
          if (last !== undefined && address !== last) moved?.(servedAt(instrument, address))
          last = address
        },
        ...(failed && { onProblem: failed }),
      })
      served.push({ at: servedAt(instrument, line.address), line })
    }
  } catch (error) {
    await close()
    throw error
  }
  return { addresses: served.map(({ at }) => at), close }
}
