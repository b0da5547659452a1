import { Problem } from '../../contract/errors.ts'
import type { Plate } from '../../contract/plate.ts'
import { builtinPlate, builtinReflectance } from '../../spectra/builtin-plate.ts'
import { resampleCubic } from '../../spectra/interpolate.ts'
import { seededRandom } from '../../spectra/random.ts'
import type { LineEndpoint } from '../transports/transport.ts'
import { catalogue } from './catalogue.ts'
import type { BusInterface, SimulatedRole } from './catalogue.ts'
import { parseFaults } from './fault-spec.ts'
import type { Trouble } from './fault-spec.ts'
import { Faults } from './faults.ts'
import type { FaultControls, FaultTimes } from './faults.ts'
import { FINE_NM } from './fine-grid.ts'
import { fastPace, realPace } from './pace.ts'
import { Scene } from './scene.ts'
import type { Truth } from './scene.ts'
import { DEFAULT_UNIT, unitParameters } from './units.ts'

/** A plate with the true reflectances of its patches. */
export interface SimulatedPlate {
  readonly plate: Plate
  readonly truth: Truth
}

/** One simulated instrument, reached over its line or, where it has one, its USB interface. */
export interface SimulatedInstrument {
  /** As in URIs: "ocean-hdx". */
  readonly family: string
  readonly role: SimulatedRole
  readonly serial: string
  readonly line: LineEndpoint
  readonly usb?: BusInterface
  readonly controls: FaultControls
}

/** Three instruments over one scene. */
export interface SimulatedBench {
  readonly scene: Scene
  readonly plate: Plate
  readonly spectrometer: SimulatedInstrument
  readonly reference: SimulatedInstrument
  readonly stage: SimulatedInstrument
  /** One of each: an instrument with two roles is here once. */
  readonly instruments: readonly SimulatedInstrument[]
  /** The instrument of that family over the same scene, made when first asked for. @throws Problem BAD_REQUEST for an unknown family */
  instrument(family: string): SimulatedInstrument
}

/** What a simulated bench is made of; everything has a default. */
export interface SimulatedBenchOptions {
  readonly plate?: SimulatedPlate
  /** Families that take the roles; an Ocean HDX, a JETI specbos 1211 and a GRBL table where absent. */
  readonly families?: Partial<Record<SimulatedRole, string>>
  /** Number of the low-cost unit: 101..105, 201, 202, or 1000 and above. */
  readonly unit?: number
  readonly seed?: number
  /** Exposures and travel cost no time. */
  readonly fast?: boolean
  /** Faults on every instrument, "late:0.02,unplugged@300", or different ones by role. */
  readonly faults?: string | Partial<Record<SimulatedRole, string>>
  readonly faultTimes?: FaultTimes
}

const USUAL_FAMILIES: Record<SimulatedRole, string> = {
  spectrometer: 'ocean-hdx',
  reference: 'jeti-1211',
  stage: 'grbl',
}

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

/**
 * A bench that answers bytes: a spectrometer, a reference and a table over one plate. Nothing runs until a host
 * connects. @throws Problem BAD_REQUEST for an unknown unit, an unknown family or unreadable faults
 */
export function simulatedBench(options: SimulatedBenchOptions = {}): SimulatedBench {
  const seed = options.seed ?? 1
  const random = seededRandom(seed)
  const { plate, truth } = options.plate ?? builtinSimulatedPlate()
  const pace = (options.fast ?? false) ? fastPace() : realPace()
  const troubles = new Set<Trouble>()
  const unit = unitParameters(options.unit ?? DEFAULT_UNIT)
  const scene = new Scene({ plate, truth, unit, seed, troubles })

  const made = new Map<string, SimulatedInstrument>()
  const faultsOf = (role: SimulatedRole, serial: string): Faults => {
    const spec = typeof options.faults === 'object' ? (options.faults[role] ?? '') : (options.faults ?? '')
    return new Faults({
      rules: parseFaults(spec),
      random: random.fork(`faults of the ${role}`),
      serial,
      // There is one lamp and one probe, whichever spectrometer looks at them.
      ...(role === 'spectrometer' && { troubles }),
      ...(options.faultTimes && { times: options.faultTimes }),
    })
  }
  const instrument = (family: string, wanted?: SimulatedRole): SimulatedInstrument => {
    const before = made.get(family)
    if (before) return before
    const kind = catalogue.find((known) => known.family === family)
    if (kind === undefined || (wanted && !kind.roles.includes(wanted))) throw unknownFamily(family, wanted)
    const { serial, make, roles } = kind
    const role = wanted ?? roles[0]
    const controls = faultsOf(role, serial)
    const own = { scene, plate, serial, pace, faults: controls, random: random.fork(family) }
    const fresh = { family, role, serial, controls, ...make(own) }
    made.set(family, fresh)
    return fresh
  }
  const inRole = (role: SimulatedRole): SimulatedInstrument =>
    instrument(options.families?.[role] ?? USUAL_FAMILIES[role], role)
  const three = {
    spectrometer: inRole('spectrometer'),
    reference: inRole('reference'),
    stage: inRole('stage'),
  }
  return { scene, plate, ...three, instruments: [...new Set(Object.values(three))], instrument }
}

function unknownFamily(family: string, role: SimulatedRole | undefined): Problem {
  const known = catalogue.filter(({ roles }) => role === undefined || roles.includes(role))
  return new Problem({
    code: 'BAD_REQUEST',
    title: `There is no simulated ${role ?? 'instrument'} "${family}"`,
    happened: `Known are ${known.map((one) => one.family).join(', ')}${role ? '' : ', bench for a whole one, and inside it also spectrometer, reference and stage'}.`,
    kept: 'Nothing was started.',
    next: 'Choose one of these.',
  })
}
