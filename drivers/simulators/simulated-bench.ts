import type { Role } from '../../contract/instrument.ts'
import type { Plate } from '../../contract/plate.ts'
import { builtinPlate, builtinReflectance } from '../../spectra/builtin-plate.ts'
import { resampleCubic } from '../../spectra/interpolate.ts'
import { seededRandom } from '../../spectra/random.ts'
import type { LineEndpoint, UsbEndpoint } from '../transports/transport.ts'
import { parseFaults } from './fault-spec.ts'
import { Faults } from './faults.ts'
import type { FaultControls, FaultTimes } from './faults.ts'
import { FINE_NM } from './fine-grid.ts'
import { grblTable } from './grbl.ts'
import { HdxUsb } from './hdx-usb.ts'
import { jeti1211 } from './jeti-1211.ts'
import { oceanHdx } from './ocean-hdx.ts'
import { fastPace, realPace } from './pace.ts'
import { Scene } from './scene.ts'
import type { Truth } from './scene.ts'
import { DEFAULT_UNIT, unitParameters } from './units.ts'

/** A plate with the true reflectances of its patches. */
export interface SimulatedPlate {
  readonly plate: Plate
  readonly truth: Truth
}

/** One instrument of the simulated bench, reached over its line or, where it has one, its USB interface. */
export interface SimulatedInstrument {
  /** As in URIs: "ocean-hdx". */
  readonly family: string
  readonly role: Exclude<Role, 'none'>
  readonly serial: string
  readonly line: LineEndpoint
  readonly usb?: UsbEndpoint
  readonly controls: FaultControls
}

/** Three instruments over one scene. */
export interface SimulatedBench {
  readonly scene: Scene
  readonly plate: Plate
  readonly spectrometer: SimulatedInstrument
  readonly reference: SimulatedInstrument
  readonly stage: SimulatedInstrument
  readonly instruments: readonly SimulatedInstrument[]
}

/** What a simulated bench is made of; everything has a default. */
export interface SimulatedBenchOptions {
  readonly plate?: SimulatedPlate
  /** Number of the low-cost unit: 101..105, 201, 202, or 1000 and above. */
  readonly unit?: number
  readonly seed?: number
  /** Exposures and travel cost no time. */
  readonly fast?: boolean
  /** Faults on every instrument, "late:0.02,unplugged@300", or different ones by role. */
  readonly faults?: string | Partial<Record<SimulatedInstrument['role'], string>>
  readonly faultTimes?: FaultTimes
}

/** The travel ends this far beyond the outermost place of the plate, and is never smaller than a common table's. */
const TRAVEL_MARGIN_MM = 20
const LEAST_TRAVEL_MM = 200

/** The plate that needs no file. */
export function builtinSimulatedPlate(): SimulatedPlate {
  return { plate: builtinPlate(), truth: (patch) => builtinReflectance(patch.id, FINE_NM) }
}

/**
 * Truth from measured spectra: cubic through the points, edges held outside, 0.002..1.2. `spectra` by patch id, each
 * on `wavelengthNm`. The function throws RangeError for a patch without a spectrum.
 */
export function truthFrom(
  wavelengthNm: Float64Array,
  spectra: ReadonlyMap<string, ArrayLike<number>>,
): Truth {
  return ({ id }) => {
    const values = spectra.get(id)
    if (!values) throw new RangeError(`no spectrum for patch ${id}`)
    return resampleCubic(values, wavelengthNm, FINE_NM).map((value) => Math.min(1.2, Math.max(0.002, value)))
  }
}

/** Travel that reaches the whole plate and its white tile, mm. */
function travelFor(plate: Plate): { travelXMm: number; travelYMm: number } {
  const lastX = plate.originXMm + (plate.columns - 1) * plate.pitchXMm
  const lastY = plate.originYMm + (plate.rows - 1) * plate.pitchYMm
  const reach = (...places: readonly number[]): number =>
    Math.max(LEAST_TRAVEL_MM, Math.ceil(Math.max(...places) + TRAVEL_MARGIN_MM))
  return { travelXMm: reach(lastX, plate.whiteXMm), travelYMm: reach(lastY, plate.whiteYMm) }
}

/**
 * A bench that answers bytes: an Ocean HDX, a JETI specbos 1211 and a GRBL table over one plate. Nothing runs until a
 * host connects. @throws Problem BAD_REQUEST for an unknown unit or unreadable faults
 */
export function simulatedBench(options: SimulatedBenchOptions = {}): SimulatedBench {
  const seed = options.seed ?? 1
  const random = seededRandom(seed)
  const { plate, truth } = options.plate ?? builtinSimulatedPlate()
  const pace = (options.fast ?? false) ? fastPace() : realPace()
  const scene = new Scene({ plate, truth, unit: unitParameters(options.unit ?? DEFAULT_UNIT), seed })

  const faultsOf = (role: SimulatedInstrument['role'], serial: string): Faults => {
    const spec = typeof options.faults === 'object' ? (options.faults[role] ?? '') : (options.faults ?? '')
    const stream = random.fork(`faults of the ${role}`)
    return new Faults({
      rules: parseFaults(spec),
      random: stream,
      serial,
      ...(options.faultTimes && { times: options.faultTimes }),
    })
  }
  const instrument = (
    role: SimulatedInstrument['role'],
    family: string,
    serial: string,
    line: LineEndpoint,
  ): SimulatedInstrument & { readonly controls: Faults } => {
    const controls = faultsOf(role, serial)
    return { family, role, serial, controls, line: controls.line(line) }
  }

  const hdx = instrument(
    'spectrometer',
    'ocean-hdx',
    'SIM-0101',
    oceanHdx({ view: scene, serial: 'SIM-0101', pace }),
  )
  const spectrometer = { ...hdx, usb: new HdxUsb(hdx.line, hdx.controls) }
  const reference = instrument(
    'reference',
    'jeti-1211',
    'SIM-R007',
    jeti1211({ view: scene, serial: 'SIM-R007', pace }),
  )
  const table = grblTable({
    table: { ...travelFor(plate), serial: 'SIM-XY02', startXMm: plate.whiteXMm, startYMm: plate.whiteYMm },
    pace,
  })
  scene.follow(() => table.carriage())
  const stage = instrument('stage', 'grbl', 'SIM-XY02', table.line)
  return { scene, plate, spectrometer, reference, stage, instruments: [spectrometer, reference, stage] }
}
