import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { AdjustInputSchema } from './adjustment.ts'
import { call, none, ok } from './call.ts'
import { IntegritySchema, MergedSchema } from './data.ts'
import { ProblemDataSchema } from './errors.ts'
import { ReplayEventSchema } from './replay.ts'
import { ExplainFaceSchema, ExplainInputSchema, ExplainSubjectSchema, ExplanationSchema } from './explain.ts'
import { InstrumentControlSchema } from './control.ts'
import {
  BenchStateSchema,
  CheckSchema,
  DeviceDetailSchema,
  DeviceInfoSchema,
  RoleSchema,
} from './instrument.ts'
import { lampCalls } from './lamp-calls.ts'
import { LiveFrameSchema, SpotSchema } from './live.ts'
import { mapCalls } from './map-calls.ts'
import { modelCalls } from './model-calls.ts'
import { PlateSchema, PlateViewSchema } from './plate.ts'
import { ProvenanceSchema } from './provenance.ts'
import { LoneReferenceSchema } from './reference-reading.ts'
import { ReportInputSchema } from './report.ts'
import {
  RamanAnswerSchema,
  RamanCardSchema,
  RamanEventSchema,
  RamanSpectrumSchema,
  RamanTrainSchema,
  TextFileSchema,
} from './raman.ts'
import {
  OperatorAnswerSchema,
  RecalibrateOptionsSchema,
  RunEventSchema,
  RunKindSchema,
  RunStateSchema,
  ScanOptionsSchema,
} from './run.ts'
import {
  ExportFormatSchema,
  ExportScopeSchema,
  ExportStyleSchema,
  FileResultSchema,
  HistoryEntrySchema,
  ReadingDetailSchema,
  FilesReadSchema,
  GivenFileSchema,
  ReadingFilterSchema,
  ReadingRowSchema,
  SessionComparisonSchema,
  SessionSchema,
  SpectraTableSchema,
} from './session.ts'
import { SimulatedFaultSchema } from './simulated-fault.ts'
import { FloatArraySchema } from './spectrum.ts'
import { verifyCalls } from './verify-calls.ts'

// Strict content security policies forbid the code generation probe of zod.
z.config({ jitless: true })

const Uri = z.object({ uri: z.string().min(1) })
const SessionId = z.object({ session: z.number().int().optional() })
const Notice = z.object({
  at: z.string(),
  level: z.enum(['info', 'attention', 'fault']),
  problem: ProblemDataSchema.optional(),
  text: z.string(),
})
export type Notice = z.infer<typeof Notice>
const RunStatus = z
  .object({ run: z.number().int(), kind: RunKindSchema, state: RunStateSchema, session: z.number().int() })
  .nullable()

/** The whole public face of the application: every call and every stream (architecture section 6). */
export const api = {
  app: {
    about: call.input(none).output(
      z.object({
        version: z.string(),
        backend: z.string(),
        runtime: z.string(),
        dataFolder: z.string(),
        platform: z.string(),
      }),
    ),
    /** Log lines and messages, newest last; replays the last 50 to a new listener. */
    notices: call.input(none).output(eventIterator(Notice)),
    doctor: call.input(none).output(z.object({ checks: z.array(CheckSchema) })),
  },
  bench: {
    state: call.input(none).output(BenchStateSchema),
    /** Latest state; sends at once and after every change. */
    watch: call.input(none).output(eventIterator(BenchStateSchema)),
    devices: call.input(none).output(z.object({ devices: z.array(DeviceInfoSchema) })),
    detail: call.input(Uri).output(DeviceDetailSchema),
    addSimulated: call.input(none).output(ok),
    connect: call.input(z.object({ uri: z.string().min(1), role: RoleSchema.optional() })).output(ok),
    release: call.input(Uri).output(ok),
    assignRole: call.input(z.object({ uri: z.string().min(1), role: RoleSchema })).output(ok),
    /** A switch of the simulated instruments only. */
    fault: call.input(z.object({ uri: z.string().min(1), fault: SimulatedFaultSchema })).output(ok),
    /** Changes a setting of an instrument; it is remembered for this unit and set again whenever it is opened. */
    adjust: call.input(AdjustInputSchema).output(DeviceDetailSchema),
    configure: call
      .input(
        z.object({
          integrationMs: z.number().positive().optional(),
          scansToAverage: z.number().int().min(1).max(1000).optional(),
          autoExposure: z.boolean().optional(),
        }),
      )
      .output(BenchStateSchema),
  },
  live: {
    watch: call.input(none).output(eventIterator(LiveFrameSchema)),
  },
  measure: {
    dark: call.input(none).output(ok),
    white: call.input(none).output(ok),
    /** Reads the spectrometer (and the reference if `paired`) and stores the spot. */
    spot: call
      .input(z.object({ name: z.string().max(200).optional(), paired: z.boolean().default(true) }))
      .output(SpotSchema),
    /** Reads the reference alone; stores nothing. */
    reference: call.input(none).output(LoneReferenceSchema),
    spots: call.input(SessionId).output(z.object({ spots: z.array(SpotSchema) })),
    renameSpot: call.input(z.object({ id: z.number().int(), name: z.string().min(1).max(200) })).output(ok),
    undo: call.input(none).output(z.object({ undone: z.string().nullable() })),
    redo: call.input(none).output(z.object({ redone: z.string().nullable() })),
    history: call.input(SessionId).output(z.object({ entries: z.array(HistoryEntrySchema) })),
  },
  run: {
    scan: call
      .input(ScanOptionsSchema)
      .output(z.object({ run: z.number().int(), session: z.number().int() })),
    recalibrate: call
      .input(RecalibrateOptionsSchema)
      .output(z.object({ run: z.number().int(), session: z.number().int() })),
    status: call.input(none).output(RunStatus),
    pause: call.input(none).output(ok),
    resume: call.input(none).output(ok),
    stop: call.input(none).output(ok),
    answer: call.input(OperatorAnswerSchema).output(ok),
    /** Next patch to measure in the running scan. */
    jump: call.input(z.object({ patch: z.string() })).output(ok),
    repeat: call
      .input(z.object({ patches: z.array(z.string()).optional(), worst: z.number().int().min(1).optional() }))
      .output(z.object({ patches: z.array(z.string()) })),
    /** Every event of a run from `since` (a seq) on, then live; ends with the run. Lossless. */
    watch: call
      .input(z.object({ run: z.number().int().optional(), since: z.number().int().default(0) }))
      .output(eventIterator(RunEventSchema)),
  },
  plate: {
    list: call.input(none).output(
      z.object({
        plates: z.array(
          z.object({
            name: z.string(),
            patches: z.number().int(),
            rows: z.number().int(),
            columns: z.number().int(),
          }),
        ),
      }),
    ),
    /** CSV, .ti2, .ti3 or .cie text; stored under its name. */
    import: call.input(z.object({ fileName: z.string(), text: z.string() })).output(PlateSchema),
    draw: call
      .input(
        z.object({
          name: z.string().min(1),
          rows: z.number().int().min(1).max(702),
          columns: z.number().int().min(1).max(999),
          pitchMm: z.number().positive(),
          order: PlateSchema.shape.order.optional(),
        }),
      )
      .output(PlateSchema),
    get: call.input(z.object({ name: z.string() })).output(PlateSchema),
    view: call.input(SessionId).output(PlateViewSchema.nullable()),
    exclude: call
      .input(z.object({ session: z.number().int(), patches: z.array(z.string()), excluded: z.boolean() }))
      .output(ok),
    /** Stores a refused pair as right after all. */
    accept: call.input(z.object({ session: z.number().int(), patch: z.string() })).output(ok),
    pair: call.input(z.object({ session: z.number().int(), patch: z.string() })).output(
      z.object({
        wavelengthNm: FloatArraySchema,
        spectrometer: FloatArraySchema.optional(),
        corrected: FloatArraySchema.optional(),
        /** Bands of `corrected` where the model covers only some of `wavelengthNm`. */
        correctedNm: FloatArraySchema.optional(),
        reference: FloatArraySchema.optional(),
      }),
    ),
  },
  model: modelCalls,
  maps: mapCalls,
  session: {
    list: call.input(none).output(z.object({ sessions: z.array(SessionSchema) })),
    create: call.input(z.object({ name: z.string().max(200).optional() })).output(SessionSchema),
    open: call.input(z.object({ session: z.number().int() })).output(SessionSchema),
    rename: call
      .input(
        z.object({
          session: z.number().int(),
          name: z.string().min(1).max(200),
          notes: z.string().max(10000).optional(),
          tags: z.array(z.string().min(1).max(60)).max(40).optional(),
        }),
      )
      .output(ok),
    readings: call
      .input(
        z.object({
          session: z.number().int(),
          offset: z.number().int().default(0),
          limit: z.number().int().min(1).max(1000).default(200),
          filter: ReadingFilterSchema.default({}),
        }),
      )
      .output(z.object({ total: z.number().int(), rows: z.array(ReadingRowSchema) })),
    /** How its readings were taken, and the hash of its pairs. */
    provenance: call.input(z.object({ session: z.number().int() })).output(ProvenanceSchema),
    /** Control chart of a spectrometer over its sessions. */
    control: call.input(z.object({ instrument: z.string() })).output(InstrumentControlSchema),
    reading: call.input(z.object({ id: z.number().int() })).output(ReadingDetailSchema),
    /** Works a session out again from its stored counts; nothing is stored. Closing the stream cancels. */
    replay: call.input(z.object({ session: z.number().int() })).output(eventIterator(ReplayEventSchema)),
    /** Makes the pair of a superseded or undone reading the patch's pair again; undoable. */
    restore: call.input(z.object({ reading: z.number().int() })).output(z.object({ patch: z.string() })),
    compare: call
      .input(z.object({ a: z.number().int(), b: z.number().int() }))
      .output(SessionComparisonSchema),
    /** Spectra of files in any known format as one table. Nothing is stored. */
    readFiles: call
      .input(z.object({ files: z.array(GivenFileSchema).min(1).max(2000) }))
      .output(FilesReadSchema),
    import: call
      .input(
        z.object({
          name: z.string(),
          spectrometer: SpectraTableSchema,
          reference: SpectraTableSchema,
          white: FloatArraySchema.optional(),
        }),
      )
      .output(
        z.object({
          session: z.number().int(),
          pairs: z.number().int(),
          unmatched: z.object({ spectrometer: z.array(z.string()), reference: z.array(z.string()) }),
          sentence: z.string(),
        }),
      ),
    export: call
      .input(
        z.object({
          session: z.number().int().optional(),
          format: ExportFormatSchema,
          values: z.enum(['raw', 'corrected', 'reference', 'both']).default('both'),
          style: ExportStyleSchema.optional(),
          scope: ExportScopeSchema.optional(),
          /** Interpolated to whole steps of so many nm; the session's own axis where absent. */
          everyNm: z.number().min(0.1).max(50).optional(),
        }),
      )
      .output(FileResultSchema),
  },
  data: {
    /** Reads everything there is once; nothing is changed. */
    check: call.input(none).output(IntegritySchema),
    /** Writes database and models into a new folder, beside whatever else is going on. */
    backup: call.input(z.object({ folder: z.string().min(1) })).output(z.object({ file: z.string() })),
    /** Adds what the database of another computer has and this one has not. */
    merge: call.input(z.object({ file: z.string().min(1) })).output(MergedSchema),
  },
  lamps: lampCalls,
  verify: verifyCalls,
  raman: {
    /** Reads the files, trains, keeps the classifier; closing the stream cancels and leaves nothing. */
    train: call.input(RamanTrainSchema).output(eventIterator(RamanEventSchema)),
    cancel: call.input(none).output(ok),
    list: call.input(none).output(z.object({ models: z.array(RamanCardSchema) })),
    /** Spectra, or files with one each, by the newest classifier where none is named. */
    classify: call
      .input(
        z.object({
          model: z.string().optional(),
          spectra: z.array(RamanSpectrumSchema).default([]),
          files: z.array(TextFileSchema).default([]),
          laserNm: z.number().min(200).max(2000).optional(),
        }),
      )
      .output(z.object({ model: RamanCardSchema, answers: z.array(RamanAnswerSchema) })),
    export: call.input(z.object({ model: z.string() })).output(FileResultSchema),
    import: call.input(z.object({ text: z.string() })).output(RamanCardSchema),
  },
  explain: {
    subjects: call.input(none).output(z.object({ subjects: z.array(ExplainSubjectSchema) })),
    face: call.input(z.object({ subject: z.string().min(1) })).output(ExplainFaceSchema),
    run: call.input(ExplainInputSchema).output(ExplanationSchema),
  },
  report: {
    /** A certificate or report as HTML, or as PDF where the host can print. */
    make: call.input(ReportInputSchema).output(FileResultSchema),
  },
}
export type Api = typeof api
