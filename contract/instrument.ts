import { z } from 'zod'
import { AdjustmentSchema } from './adjustment.ts'
import { ProblemDataSchema } from './errors.ts'

/** What an instrument does on the bench. */
export const RoleSchema = z.enum(['spectrometer', 'reference', 'stage', 'none'])
export type Role = z.infer<typeof RoleSchema>
/** Life of a device: absent -> opening -> ready <-> busy -> faulted -> opening. */
export const DeviceStateSchema = z.enum(['absent', 'opening', 'ready', 'busy', 'faulted'])
export type DeviceState = z.infer<typeof DeviceStateSchema>

/** A line of identity or settings: what was required and what the device reports back. */
export const SettingRowSchema = z.object({
  name: z.string(),
  required: z.string(),
  readBack: z.string(),
  ok: z.boolean(),
})
export type SettingRow = z.infer<typeof SettingRowSchema>

/** One instrument as the device list shows it. `uri` = family@serial:PATH, family@tcp:HOST:PORT, family@usb:VID:PID:SERIAL or family@sim. */
export const DeviceInfoSchema = z.object({
  uri: z.string(),
  family: z.string(),
  model: z.string(),
  serial: z.string(),
  firmware: z.string(),
  role: RoleSchema,
  /** Roles this instrument can take. */
  roles: z.array(RoleSchema),
  state: DeviceStateSchema,
  simulated: z.boolean(),
  /** "TCP 127.0.0.1:5001, 2,068 pixels" */
  connection: z.string(),
  /** What it is doing now, in words: "4 ms x 25", "at P14", "no reply for 14 s". */
  activity: z.string(),
  settings: z.array(SettingRowSchema),
  /** Set where its driver has met no real instrument yet: what is not confirmed, in sentences. */
  unconfirmed: z.string().optional(),
  problem: ProblemDataSchema.optional(),
  /** The last fault since the program started, also after it was solved. */
  lastProblem: z.object({ problem: ProblemDataSchema, at: z.string() }).optional(),
  lastSeen: z.string(),
})
export type DeviceInfo = z.infer<typeof DeviceInfoSchema>

/** Age of a dark or white reference and whether it may still be used. */
export const ReferenceAgeSchema = z.object({
  /** undefined = not taken in this session */
  takenAt: z.string().optional(),
  ageSeconds: z.number().optional(),
  pairsSince: z.number().int(),
  state: z.enum(['missing', 'fresh', 'attention', 'stale']),
  reason: z.string(),
})
export type ReferenceAge = z.infer<typeof ReferenceAgeSchema>

/** Everything the instrument strip and the device view show. */
export const BenchStateSchema = z.object({
  devices: z.array(DeviceInfoSchema),
  session: z.object({ id: z.number().int(), name: z.string(), started: z.string() }).optional(),
  integrationMs: z.number().optional(),
  scansToAverage: z.number().int(),
  autoExposure: z.boolean(),
  /** White peak as a fraction of full scale. */
  level: z.number().optional(),
  dark: ReferenceAgeSchema,
  white: ReferenceAgeSchema,
  activeModel: z
    .object({ version: z.string(), method: z.string(), hash: z.string(), created: z.string() })
    .optional(),
  run: z.object({ id: z.number().int(), kind: z.string(), state: z.string() }).optional(),
  storeBytes: z.number(),
  diskFreeBytes: z.number(),
  undo: z.string().optional(),
  redo: z.string().optional(),
  /** Why the spectrometer is to be verified; absent while it is not due. */
  verificationDue: z.string().optional(),
})
export type BenchState = z.infer<typeof BenchStateSchema>

/** One line of the doctor's report. */
export const CheckSchema = z.object({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  nextStep: z.string().optional(),
})
export type Check = z.infer<typeof CheckSchema>

/** Round trip of a request to a device, the slowest of a half second, for the link chart; `ok: false` = no reply. */
export const LinkSampleSchema = z.object({ at: z.number(), ms: z.number(), ok: z.boolean() })
/** One line of a device's transcript. */
export const TranscriptLineSchema = z.object({
  at: z.number(),
  direction: z.enum(['tx', 'rx', '--']),
  text: z.string(),
  ms: z.number().optional(),
})
/** One line of what an instrument is: pixels, coefficients, limits. */
export const DeviceFactSchema = z.object({ name: z.string(), value: z.string() })
export type DeviceFact = z.infer<typeof DeviceFactSchema>

/** The device detail page: link times of the last minute and the end of the transcript. */
export const DeviceDetailSchema = z.object({
  uri: z.string(),
  timeoutMs: z.number(),
  link: z.array(LinkSampleSchema),
  transcript: z.array(TranscriptLineSchema),
  doctor: z.array(CheckSchema),
  /** Absent while it is not open. */
  facts: z.array(DeviceFactSchema).optional(),
  /** Settings that a person may change; absent while it is not open, empty where it has none. */
  adjustments: z.array(AdjustmentSchema).optional(),
})
export type DeviceDetail = z.infer<typeof DeviceDetailSchema>
export type TranscriptLine = z.infer<typeof TranscriptLineSchema>
