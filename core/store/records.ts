import type { RunEvent, RunKind, RunState } from '../../contract/run.ts'
import type { ProblemData } from '../../contract/errors.ts'
import type { Domain, Triple } from '../../contract/spectrum.ts'
import type { Plate } from '../../contract/plate.ts'

/** Instrument that took a reading. */
export type ReadingRole = 'spectrometer' | 'reference'
export type ReadingKind = 'dark' | 'white' | 'sample'
/** What the stored numbers are: detector counts, W/(sr m2 nm), reflectance 0..1, or X, Y, Z on the axis 1, 2, 3. */
export type Quantity = 'counts' | 'radiance' | 'reflectance' | 'tristimulus'
/** Unit of the Y of tristimulus values. */
export type TristimulusUnit = 'cd/m2' | 'lx'

export type NewSession = {
  name: string
  /** ISO 8601; the store's clock when absent. */
  started?: string
  simulated: boolean
  notes?: string
  tags?: readonly string[]
  plate?: Plate
}

/** Identity of an instrument; (family, serial) is unique, the rest follows the newest connection. */
export type DeviceRecord = { family: string; serial: string; model: string; firmware: string }

/** A reading to be stored; `values` are kept as float32, or as uint16 when all are whole and 0..65535. */
export type NewReading = {
  session: number
  role: ReadingRole
  kind: ReadingKind
  patch?: string
  name?: string
  /** Id from `upsertDevice`. */
  device: number
  /** Id from `axisId`. */
  axis: number
  quantity: Quantity
  /** Of tristimulus values, else absent. */
  unit?: TristimulusUnit
  values: Float64Array
  integrationMs?: number
  scans?: number
  maxCounts?: number
  /** Reading ids of the references this reading is to be reduced with. */
  dark?: number
  white?: number
  /** Brightest pixel as a fraction of full scale. */
  level?: number
  /** ISO 8601. */
  at: string
  flags?: readonly string[]
  /** Version of the model that corrected it when it was shown. */
  model?: string
}

/** What a reading counts for now; follows from the pair or spot that holds it. */
export type ReadingState = 'accepted' | 'refused' | 'superseded' | 'undone' | 'excluded'

/** A stored reading without its numbers. */
export type ReadingSummary = Omit<NewReading, 'values' | 'name' | 'flags'> & {
  id: number
  name: string
  flags: string[]
  state: ReadingState
  /** Why it was refused, else empty. */
  reason: string
}

/** A stored reading; `wavelengthNm` and `values` have the same length. Readings fetched together share their wavelengths. */
export type Reading = Omit<ReadingSummary, 'state' | 'reason'> & {
  wavelengthNm: Float64Array
  values: Float64Array
}

/** Readings of one patch by both instruments (replicates in order) and what was decided about them. */
export type NewPair = {
  session: number
  patch: string
  spectrometer: readonly number[]
  reference: readonly number[]
  verdict: 'accepted' | 'refused'
  /** Required for a refused pair. */
  problem?: ProblemData
  /** Control pairs watch drift: they never supersede nor count as the patch's pair. */
  control?: boolean
  /** ISO 8601. */
  at: string
}

export type PairRecord = {
  id: number
  session: number
  patch: string
  spectrometer: number[]
  reference: number[]
  verdict: 'accepted' | 'refused'
  problem?: ProblemData
  control: boolean
  at: string
  /** The pair this one replaced. */
  supersedes?: number
  superseded: boolean
  undone: boolean
  /** The patch is left out of training. */
  excluded: boolean
}

/** A patch read by one instrument only: the ids of the readings that wait for their partner. */
export type HalfPair = { patch: string; spectrometer: number[]; reference: number[] }

export type NewSpot = {
  session: number
  name: string
  at: string
  /** Reading ids. */
  spectrometer: number
  reference?: number
  /** What a reference without a spectrum read beside it: Y in cd/m2 or lx. */
  tristimulus?: {
    device: number
    xyz: Triple
    unit: TristimulusUnit
    /** Id of the reading of the white beside it, where one was taken. */
    white?: number | undefined
  }
  model?: string
  domain: Domain
  domainDetail: string
}
export type SpotRecord = NewSpot & { id: number }

export type NewRun = { session: number; kind: RunKind; options: unknown; started: string }
export type RunRecord = NewRun & { id: number; state: RunState; events: number }

/** Events stored in the same transaction; the function form knows the id of the new row. */
export type EventsFor = readonly RunEvent[] | ((id: number) => readonly RunEvent[])

/** What opening found and repaired or wants to say: shown once, nothing is hidden in a log. */
export type Finding = { level: 'info' | 'attention'; problem: ProblemData }
