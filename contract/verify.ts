import { z } from 'zod'
import { FloorFiguresSchema } from './figures.ts'
import { EvaluationSchema } from './model.ts'

/**
 * Figures that a tolerance may limit: CIEDE2000 (D65, 2 degrees) over the patches, RMSE in the unit of the reference,
 * and the mean goodness of fit, which must not fall below its limit.
 */
export const LIMITED_FIGURES = ['dE00Mean', 'dE00P95', 'dE00Max', 'rmse', 'gfc'] as const
export const LimitedFigureSchema = z.enum(LIMITED_FIGURES)
export type LimitedFigure = z.infer<typeof LimitedFigureSchema>

const Upper = z.number().positive().max(100).optional()
/** Limits of a tolerance; a figure without one is shown and not judged. */
export const LimitsSchema = z
  .object({
    dE00Mean: Upper,
    dE00P95: Upper,
    dE00Max: Upper,
    rmse: Upper,
    gfc: z.number().gt(0).max(1).optional(),
  })
  .refine((limits) => Object.values(limits).some((limit) => limit !== undefined), 'at least one limit')
export type Limits = z.infer<typeof LimitsSchema>

/** What an instrument has to keep to, and the name of the standard or agreement that asks for it. */
export const ToleranceSchema = z.object({
  standard: z.string().trim().min(1).max(120),
  limits: LimitsSchema,
})
export type Tolerance = z.infer<typeof ToleranceSchema>

/** How often an instrument is to be verified; whichever comes first. Both null = no reminder. */
export const VerifyScheduleSchema = z.object({
  days: z.number().int().min(1).max(3650).nullable(),
  sessions: z.number().int().min(1).max(10_000).nullable(),
})
export type VerifySchedule = z.infer<typeof VerifyScheduleSchema>

export const VerifyOptionsSchema = z.object({
  /** Version or hash; the active model when absent. */
  model: z.string().optional(),
  /** How many of the model's check patches. */
  patches: z.number().int().min(4).max(24).default(12),
  /** These patches instead. */
  only: z.array(z.string().min(1)).min(4).max(660).optional(),
  readings: z.number().int().min(1).max(9).default(2),
  mode: z.enum(['motorised', 'hand-held']).default('motorised'),
  /** What is kept for the instrument when absent. */
  tolerance: ToleranceSchema.optional(),
  note: z.string().max(2000).default(''),
})
export type VerifyOptions = z.infer<typeof VerifyOptionsSchema>

/** A figure beside its limit. `patches` = patches that could be read, the limit those that were asked for. */
export const JudgedFigureSchema = z.object({
  name: z.enum([...LIMITED_FIGURES, 'patches']),
  /** null where it does not exist: colour differences of what is no colour. */
  value: z.number().nullable(),
  limit: z.number().nullable(),
  passed: z.boolean(),
})
export type JudgedFigure = z.infer<typeof JudgedFigureSchema>

/** One thing of the bench against the session of the model: what it was, what it is, whether that is a change. */
export const BenchChangeSchema = z.object({
  name: z.enum([
    'white',
    'referenceWhite',
    'dark',
    'wavelength',
    'strayLight',
    'gain',
    'offset',
    'repeatability',
  ]),
  title: z.string(),
  before: z.number().nullable(),
  now: z.number().nullable(),
  /** Of before, now and uncertainty; empty for a share. */
  unit: z.string(),
  /** How well the difference is known; null where nothing can be told. */
  uncertainty: z.number().nullable(),
  state: z.enum(['same', 'changed', 'unknown']),
  /** What it means, or why nothing can be told. */
  sentence: z.string(),
})
export type BenchChange = z.infer<typeof BenchChangeSchema>

/** What is stored of a verification besides its place: never changed afterwards. */
export const VerificationRecordSchema = z.object({
  modelHash: z.string(),
  method: z.string(),
  /** Model names of the instruments; their serial numbers stand beside. */
  spectrometerName: z.string(),
  referenceName: z.string(),
  simulated: z.boolean(),
  tolerance: ToleranceSchema,
  note: z.string(),
  mode: z.enum(['motorised', 'hand-held']),
  readings: z.number().int(),
  raw: EvaluationSchema,
  corrected: EvaluationSchema,
  figures: z.array(JudgedFigureSchema),
  passed: z.boolean(),
  /** Why, in one sentence. */
  reason: z.string(),
  /** Colour difference where there is colour, else RMSE of the patch. */
  patches: z.array(
    z.object({
      patch: z.string(),
      raw: z.number(),
      corrected: z.number(),
    }),
  ),
  /** Asked for and not read: refused too often, or skipped. */
  unread: z.array(z.string()),
  /** Patches outside the domain of the model. */
  foreign: z.number().int(),
  /** Shares of the error found; null where no patch was read twice. */
  floor: FloorFiguresSchema.nullable(),
  /** Session that `changes` compares with, where it is in this database. */
  trainingSession: z.number().int().optional(),
  changes: z.array(BenchChangeSchema),
})
export type VerificationRecord = z.infer<typeof VerificationRecordSchema>

/** One verification of the history. */
export const VerificationSchema = VerificationRecordSchema.extend({
  id: z.number().int(),
  session: z.number().int(),
  at: z.string(),
  /** Serial numbers. */
  instrument: z.string(),
  reference: z.string(),
  /** Version of the model. */
  model: z.string(),
})
export type Verification = z.infer<typeof VerificationSchema>

/** Control chart over the verifications of an instrument by one model, the oldest first. */
export const VerificationChartSchema = z.object({
  /** What is charted: mean dE00, or RMSE x 1000 where there is no colour. */
  unit: z.enum(['dE00', 'RMSE x 1000']),
  /** Mean of the first five; deviations count from it. */
  baseline: z.number(),
  points: z.array(
    z.object({
      id: z.number().int(),
      at: z.string(),
      value: z.number(),
      deviation: z.number(),
      ewma: z.number(),
      above: z.number(),
      below: z.number(),
      outside: z.boolean(),
    }),
  ),
  sigma: z.number(),
  ewmaLimit: z.number(),
  cusumLimit: z.number(),
})
export type VerificationChart = z.infer<typeof VerificationChartSchema>

/** Whether an instrument is to be verified now. */
export const VerificationDueSchema = z.object({
  instrument: z.string(),
  schedule: VerifyScheduleSchema,
  due: z.boolean(),
  /** When it was verified last; null = never. */
  last: z.string().nullable(),
  lastPassed: z.boolean().nullable(),
  /** Sessions with readings of it since then. */
  sessionsSince: z.number().int(),
  sentence: z.string(),
})
export type VerificationDue = z.infer<typeof VerificationDueSchema>
