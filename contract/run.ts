import { z } from 'zod'
import { ProblemDataSchema } from './errors.ts'
import { ControlPointSchema, PairCheckSchema, PatchViewSchema } from './plate.ts'
import { EvaluationSchema } from './model.ts'
import { VerificationSchema } from './verify.ts'

/** Life of a run: idle -> running <-> paused -> stopping -> idle | failed. */
export const RunStateSchema = z.enum(['idle', 'running', 'paused', 'stopping', 'failed'])
export type RunState = z.infer<typeof RunStateSchema>
export const RunKindSchema = z.enum(['references', 'spot', 'scan', 'recalibrate', 'verify'])
export type RunKind = z.infer<typeof RunKindSchema>

/** What the operator is asked; the run waits until it is answered. */
export const PromptSchema = z.object({
  ask: z.enum(['place-patch', 'place-white', 'cover-dark', 'replace-white', 'refused-pair']),
  patch: z.string().optional(),
  text: z.string(),
  answers: z.array(z.enum(['measure', 'skip', 'repeat', 'accept-as-measured', 'stop'])),
})
export type Prompt = z.infer<typeof PromptSchema>
export const OperatorAnswerSchema = z.object({
  answer: z.enum(['measure', 'skip', 'repeat', 'accept-as-measured', 'stop']),
})
export type OperatorAnswer = z.infer<typeof OperatorAnswerSchema>

const base = { seq: z.number().int(), at: z.string(), run: z.number().int() }

/** The only record of a run: the same objects are stored, sent and drawn. `seq` is dense within a run. */
export const RunEventSchema = z.discriminatedUnion('type', [
  z.object({
    ...base,
    type: z.literal('started'),
    kind: RunKindSchema,
    session: z.number().int(),
    total: z.number().int(),
    done: z.number().int(),
    /** The scan before it ended by a fault or with its process: what it left was read back. */
    interrupted: z.boolean().optional(),
    /** Pairs between two control readings, and between two whites, of a scan that takes them. */
    controlEvery: z.number().int().optional(),
    whiteEvery: z.number().int().optional(),
  }),
  z.object({ ...base, type: z.literal('state'), state: RunStateSchema, reason: z.string() }),
  z.object({
    ...base,
    type: z.literal('step'),
    name: z.string(),
    detail: z.string(),
    patch: z.string().optional(),
    index: z.number().int(),
    total: z.number().int(),
  }),
  z.object({
    ...base,
    type: z.literal('reading'),
    reading: z.number().int(),
    role: z.enum(['spectrometer', 'reference']),
    patch: z.string().optional(),
    kind: z.enum(['dark', 'white', 'sample']),
    seconds: z.number(),
  }),
  z.object({
    ...base,
    type: z.literal('patch'),
    patch: PatchViewSchema,
    checks: z.array(PairCheckSchema),
    paired: z.number().int(),
    refused: z.number().int(),
    toRepeat: z.number().int(),
    secondsLeft: z.number().optional(),
  }),
  z.object({ ...base, type: z.literal('refused'), patch: z.string(), problem: ProblemDataSchema }),
  z.object({ ...base, type: z.literal('control'), point: ControlPointSchema }),
  z.object({ ...base, type: z.literal('prompt'), prompt: PromptSchema }),
  z.object({ ...base, type: z.literal('problem'), problem: ProblemDataSchema }),
  z.object({
    ...base,
    type: z.literal('recalibrated'),
    model: z.string(),
    before: EvaluationSchema,
    after: EvaluationSchema,
    accepted: z.boolean(),
    reason: z.string(),
    guardStandardErrors: z.number(),
    patches: z.array(z.object({ patch: z.string(), before: z.number(), after: z.number() })),
  }),
  z.object({ ...base, type: z.literal('verified'), verification: VerificationSchema }),
  z.object({
    ...base,
    type: z.literal('finished'),
    outcome: z.enum(['done', 'stopped', 'failed']),
    summary: z.record(z.string(), z.number()),
    sentence: z.string(),
  }),
])
export type RunEvent = z.infer<typeof RunEventSchema>
type WithoutStamp<T> = T extends unknown ? Omit<T, 'seq' | 'at' | 'run'> : never
/** What a plan yields; the engine stamps it with seq, time and run. */
export type PlanEvent = WithoutStamp<RunEvent>

export const ScanOptionsSchema = z.object({
  plate: z.string().default('builtin'),
  session: z.number().int().optional(),
  mode: z.enum(['motorised', 'hand-held']).default('motorised'),
  patches: z.number().int().positive().optional(),
  replicates: z.number().int().min(1).max(9).default(1),
  controlEvery: z.number().int().min(0).default(11),
  whiteEvery: z.number().int().min(1).default(66),
  attempts: z.number().int().min(1).max(9).default(3),
  /** Patch ids to measure (again) instead of everything unread. */
  only: z.array(z.string()).optional(),
})
export type ScanOptions = z.infer<typeof ScanOptionsSchema>

export const RecalibrateOptionsSchema = z.object({
  model: z.string().optional(),
  patches: z.number().int().min(4).max(24).default(12),
  readings: z.number().int().min(1).max(9).default(3),
  mode: z.enum(['motorised', 'hand-held']).default('motorised'),
})
export type RecalibrateOptions = z.infer<typeof RecalibrateOptionsSchema>
