import type { Integrity, Merged } from '../../contract/data.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { Plate } from '../../contract/plate.ts'
import type { RunEvent, RunKind, RunState } from '../../contract/run.ts'
import type { Conditions } from '../../contract/provenance.ts'
import type { HistoryEntry, ReadingFilter, Session } from '../../contract/session.ts'
import type { Verification } from '../../contract/verify.ts'
import type {
  DeviceRecord,
  EventsFor,
  Finding,
  HalfPair,
  NewPair,
  NewReading,
  NewRun,
  NewSession,
  NewSpot,
  PairRecord,
  Reading,
  ReadingKind,
  ReadingRole,
  ReadingSummary,
  RunRecord,
  SpotRecord,
} from './records.ts'

export type StoreOptions = {
  /** Absolute path of the database; its folder is made when missing. */
  file: string
  /** Read commands beside a running application: no lock is taken, nothing is written. */
  readOnly?: boolean
  /** Copies made before a migration and once a day; default `backups` beside the file. */
  backupFolder?: string
  /** Model bundles; default `models` beside the file. */
  modelsFolder?: string
  /** Clock of history and copies. */
  now?: () => Date
  /** Upper limit of the file in pages of 4,096 bytes; SQLite's own limit when absent. */
  maxPages?: number
}

/** Sets of readings. Unknown ids throw NOT_FOUND here and everywhere below. */
export type SessionStore = {
  createSession(session: NewSession): Session
  getSession(id: number): Session
  /** Newest first. */
  listSessions(): Session[]
  latestSession(): Session | undefined
  /** Notes and tags stay as they are where they are left out. */
  renameSession(id: number, words: { name: string; notes?: string; tags?: readonly string[] }): void
  setSessionPlate(id: number, plate: Plate): void
  sessionPlate(id: number): Plate | undefined
}

/** Instruments and wavelength axes, each stored once. */
export type DeviceStore = {
  upsertDevice(device: DeviceRecord): number
  getDevice(id: number): DeviceRecord
  /** Id of the axis with exactly these wavelengths (nm, strictly ascending). */
  axisId(wavelengthNm: Float64Array): number
}

/** Readings are only ever added; every call is one committed transaction. */
export type ReadingStore = {
  insertReading(reading: NewReading, events?: EventsFor): number
  getReading(id: number): Reading
  /** Same order as `ids`. */
  getReadings(ids: readonly number[]): Reading[]
  /** Those that fit the filter, oldest first, without the numbers. */
  listReadings(
    session: number,
    offset: number,
    limit: number,
    filter?: ReadingFilter,
  ): { total: number; rows: ReadingSummary[] }
  /** One row of that list. */
  getReadingSummary(id: number): ReadingSummary
  /** Newest dark or white of the instrument that was not undone; with `integrationMs` only one taken at that exposure. */
  latestReference(
    session: number,
    kind: Exclude<ReadingKind, 'sample'>,
    role: ReadingRole,
    integrationMs?: number,
  ): Reading | undefined
}

/** How the readings of a session were taken; reads all of them. */
export type ConditionStore = {
  /** One entry for each instrument and kind of reading, spectrometer first. */
  conditions(session: number): Conditions[]
  /** Age of the oldest white that a sample was read against, ms; null where none was. */
  oldestWhiteMs(session: number): number | null
}

export type PairStore = {
  /** An accepted pair supersedes the patch's current pair; a refused one only another refused one. */
  commitPair(pair: NewPair, events?: EventsFor): number
  /** Accepted, neither superseded nor undone, one per patch, no controls; in order of commit. */
  currentPairs(session: number): PairRecord[]
  /** Newest refused pair of every patch that has no accepted one. */
  refusedPairs(session: number): PairRecord[]
  controlPairs(session: number): PairRecord[]
  /** Every pair of a patch, whatever became of it, oldest first. */
  pairsOf(session: number, patch: string): PairRecord[]
  /** Every pair of a session, whatever became of it, oldest first. */
  allPairs(session: number): PairRecord[]
  halfPairs(session: number): HalfPair[]
  /** Stores the readings of the patch's refused pair again as an accepted pair; undoable. */
  acceptRefused(session: number, patch: string, events?: EventsFor): number
  /** Stores the superseded or undone pair of a reading again as the patch's pair, its name; undoable. */
  restorePair(reading: number, events?: EventsFor): string
  /** Undoable; pairs stay stored and paired, they are left out of `pairTable`. */
  excludePatches(session: number, patches: readonly string[], excluded: boolean): void
  excludedPatches(session: number): string[]
  /** The current pairs to train on: excluded patches left out. */
  pairTable(session: number): PairRecord[]
}

export type TakenReferenceStore = {
  /** Notes that the operator took these dark and white readings; undoable as `what`. */
  noteTaken(session: number, what: string, readings: readonly number[]): void
}

/** Undo marks a decision as undone, redo takes the mark away; a new decision ends what could be redone. */
export type HistoryStore = {
  /** What was undone ("Pair P14"), or null when there is nothing. */
  undo(session: number): string | null
  redo(session: number): string | null
  /** What the next undo and redo would do. */
  undoable(session: number): { undo?: string; redo?: string }
  /** Oldest first. */
  history(session: number): HistoryEntry[]
}

export type RunStore = {
  /** Starts in state `running`. */
  createRun(run: NewRun): number
  getRun(id: number): RunRecord
  setRunState(id: number, state: RunState): void
  /** (run, seq) is unique. */
  appendEvent(event: RunEvent): void
  /** Events with seq >= `from`, in order; at most `limit` of them. */
  eventsSince(run: number, from: number, limit?: number): RunEvent[]
  /** Runs of a session, oldest first. */
  runsOf(session: number): RunRecord[]
  lastRun(filter?: { kind?: RunKind; session?: number }): RunRecord | undefined
}

export type SpotStore = {
  /** Undoable. */
  insertSpot(spot: NewSpot, events?: EventsFor): number
  getSpot(id: number): SpotRecord
  /** Not undone, oldest first. */
  listSpots(session: number): SpotRecord[]
  renameSpot(id: number, name: string): void
}

export type ModelStore = {
  /** Stores the bundle file and the card; `card.version` comes from `nextVersion`. State becomes `candidate` or, if `card.state` says so, `refused`. */
  insertModel(card: ModelCard, bundle: Uint8Array): ModelCard
  /** By version ("v7.1") or by hash (at least 6 leading characters); throws NOT_FOUND. */
  getModel(name: string): ModelCard
  /** Bytes exactly as inserted; MODEL_MISSING or MODEL_DAMAGED when the file is not. */
  readBundle(name: string): Uint8Array
  /** Name of the bundle's file in the models' folder. */
  bundleFile(name: string): string
  /** Oldest first, with their present states. */
  listModels(): ModelCard[]
  activeModel(): ModelCard | undefined
  /** "v8" for a full training, "v7.1" for a recalibration of `parent` (default: the active model). */
  nextVersion(kind: 'full' | 'recalibration', parent?: string): string
  /** Keeps the active model, or makes a refused one a candidate again; undoable in `session`. */
  setModelState(name: string, state: 'candidate' | 'refused', session?: number): ModelCard
  /** Candidate -> active, active -> retired, in one transaction; undoable in `session`. */
  promote(name: string, session?: number): ModelCard
  /** The model that was active before becomes active again; WRONG_STATE when there is none; undoable in `session`. */
  rollback(session?: number): ModelCard
}

/** A wavelength calibration of one unit; only added, the newest counts. */
export type CalibrationRecord = {
  readonly family: string
  readonly serial: string
  readonly at: string
  /** null: back to what the instrument itself says. */
  readonly wavelengthNm: Float64Array | null
  /** How it was found: lamp, lines, residuals. */
  readonly detail: unknown
}

export type CalibrationStore = {
  insertCalibration(calibration: CalibrationRecord): void
  /** The one that counts; undefined where none was made or the last returned to the instrument's own. */
  calibrationOf(family: string, serial: string): CalibrationRecord | undefined
}

/** Verifications are only added; the database refuses any change. */
export type VerificationStore = {
  insertVerification(verification: Omit<Verification, 'id'>): Verification
  getVerification(id: number): Verification
  /** Newest first. */
  listVerifications(filter?: { instrument?: string; model?: string }): Verification[]
  /** Number of sessions begun after `since` (ISO 8601) that hold readings of the instrument, those of verifications left out. */
  sessionsSince(instrument: string, since: string): number
}

export type LibraryStore = {
  /** Stored under its name; an existing plate of that name is replaced. */
  savePlate(plate: Plate): void
  getPlate(name: string): Plate | undefined
  listPlates(): Plate[]
  getSetting(key: string): unknown
  setSetting(key: string, value: unknown): void
}

/** The whole of the data at once. */
export type DataStore = {
  /** Structure, links, the checksum of every reading and of every model; slow with a large database. */
  checkIntegrity(): Integrity
  /** Writes database and models into a new or empty folder; the path of the database there. */
  backup(folder: string): string
  /** Adds what another database has and this one has not; FILE_UNREADABLE, STORE_DAMAGED, STORE_NEWER. */
  merge(other: string): Merged
}

/** The opened database file. All calls are synchronous; what has returned is on disk. */
export type Store = SessionStore &
  DeviceStore &
  ReadingStore &
  ConditionStore &
  PairStore &
  TakenReferenceStore &
  HistoryStore &
  RunStore &
  SpotStore &
  ModelStore &
  CalibrationStore &
  VerificationStore &
  LibraryStore &
  DataStore & {
    readonly file: string
    readonly readOnly: boolean
    /** Interrupted work that opening found: repaired or to be told. */
    readonly findings: readonly Finding[]
    /** Several calls as one transaction: all or nothing, one flush. */
    transaction<T>(work: () => T): T
    /** Database and its write-ahead log. */
    sizeBytes(): number
    diskFreeBytes(): number
    /** Copies the database if the newest daily copy is older than a day and something was written since opening; the path of the copy. Call it when idle. */
    copyIfDue(): string | null
    /** Gives up the lock; calling it again does nothing. */
    close(): void
  }
