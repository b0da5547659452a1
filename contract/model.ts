import { z } from 'zod'
import { DomainFiguresSchema, MethodFiguresSchema, PairedTestSchema } from './figures.ts'
import { FloatArraySchema } from './spectrum.ts'

/** Every method name of the command line; a build refuses by name what it does not have yet. */
export const METHOD_NAMES = [
  'none',
  'slope-bias',
  'ridge',
  'ds',
  'pds',
  'pls',
  'pca-affine',
  'sst',
  'quadratic',
  'kernel',
  'berns-petersen',
  'physics',
  'physics-wiener',
  'gated',
  'autoencoder',
  'cnn',
  'unet',
  'gated-cnn',
  'gated-unet',
  'matrix3',
  'four-colour',
] as const
export const MethodNameSchema = z.enum(METHOD_NAMES)
export type MethodName = z.infer<typeof MethodNameSchema>

/** Life of a model: none -> training -> candidate -> active -> retired, or refused. */
export const ModelStateSchema = z.enum(['candidate', 'active', 'retired', 'refused'])
export type ModelState = z.infer<typeof ModelStateSchema>

/** What is left out together in cross-validation: random patches, rows of the plate, or blocks of hue. */
export const FOLD_KINDS = ['patch', 'row', 'hue'] as const
export const FoldKindSchema = z.enum(FOLD_KINDS)
export type FoldKind = z.infer<typeof FoldKindSchema>

export const DeltaESchema = z.object({ mean: z.number(), p95: z.number(), max: z.number() })
/** Error of one method on held-out spectra. RMSE in the unit of the reference over all samples and bands; p95 = 95th percentile of the RMSE per sample; dE00 null where not colour. */
export const EvaluationSchema = z.object({
  rmse: z.number(),
  p95: z.number(),
  gfc: z.number(),
  dE00: DeltaESchema.nullable(),
})
export type Evaluation = z.infer<typeof EvaluationSchema>

/** A row of the tournament, exactly as `compare --json` prints it. */
export const MethodResultSchema = EvaluationSchema.extend({
  name: MethodNameSchema,
  rmsePerFold: z.array(z.number()),
  foreign: z.object({ rmse: z.number(), dE00: DeltaESchema.nullable() }).nullable(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  fitMs: z.number(),
  figures: MethodFiguresSchema.optional(),
})
export type MethodResult = z.infer<typeof MethodResultSchema>

export const VerdictSchema = z.object({
  winner: MethodNameSchema,
  beatsSlopeBias: z.boolean(),
  slopeBiasBeatsNone: z.boolean(),
  sentence: z.string(),
})
export type Verdict = z.infer<typeof VerdictSchema>

export const ComparisonSchema = z.object({
  samples: z.number().int(),
  bands: z.number().int(),
  folds: z.number().int(),
  grid: z.object({ fromNm: z.number(), toNm: z.number() }).nullable(),
  methods: z.array(MethodResultSchema),
  verdict: VerdictSchema,
  pairedTests: z.array(PairedTestSchema.extend({ name: MethodNameSchema })).optional(),
  domain: DomainFiguresSchema.optional(),
})
export type Comparison = z.infer<typeof ComparisonSchema>

/** One line of the acceptance list. */
export const AcceptanceCheckSchema = z.object({
  name: z.string(),
  state: z.enum(['passed', 'note', 'failed']),
  evidence: z.string(),
})
export type AcceptanceCheck = z.infer<typeof AcceptanceCheckSchema>

/** What is known of a model without opening it: the card inside its bundle plus its state in the store. */
export const ModelCardSchema = z.object({
  version: z.string(),
  hash: z.string(),
  method: MethodNameSchema,
  state: ModelStateSchema,
  /** Serial number of the spectrometer it was trained for. */
  instrument: z.string(),
  /** Reference instrument's serial number. */
  reference: z.string(),
  session: z.number().int(),
  trainedOn: z.number().int(),
  axis: z.object({ fromNm: z.number(), toNm: z.number(), bands: z.number().int() }),
  assumptions: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  dataHash: z.string(),
  seed: z.number().int(),
  /** How the pairs were divided for judging; absent in models of earlier versions. */
  foldsBy: FoldKindSchema.optional(),
  libraries: z.record(z.string(), z.string()),
  fitMs: z.number(),
  parent: z.string().optional(),
  plate: EvaluationSchema,
  foreign: z.object({ rmse: z.number(), dE00: DeltaESchema.nullable() }).nullable(),
  acceptance: z.array(AcceptanceCheckSchema),
  accepted: z.boolean(),
  reason: z.string(),
  created: z.string(),
})
export type ModelCard = z.infer<typeof ModelCardSchema>

/** Progress of a training or comparison job: rows fill as folds finish. */
export const TrainingEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    job: z.string(),
    methods: z.array(MethodNameSchema),
    pairs: z.number().int(),
    folds: z.number().int(),
  }),
  z.object({
    type: z.literal('progress'),
    method: MethodNameSchema,
    fold: z.number().int(),
    fraction: z.number(),
    secondsLeft: z.number().optional(),
    detail: z.string(),
  }),
  z.object({ type: z.literal('row'), row: MethodResultSchema }),
  z.object({ type: z.literal('stopped'), method: MethodNameSchema, reason: z.string() }),
  z.object({
    type: z.literal('finished'),
    comparison: ComparisonSchema,
    candidate: ModelCardSchema.optional(),
    seconds: z.number(),
    sentence: z.string(),
  }),
])
export type TrainingEvent = z.infer<typeof TrainingEventSchema>

/** Details of a tournament for the plots: per-band RMSE per method and the winner's error image. */
export const TournamentDetailSchema = z.object({
  wavelengthNm: FloatArraySchema,
  rmsePerBand: z.array(z.object({ name: MethodNameSchema, rmse: FloatArraySchema })),
  heat: z
    .object({
      rows: z.number().int(),
      bands: z.number().int(),
      lightness: FloatArraySchema,
      absoluteError: FloatArraySchema,
      patches: z.array(z.string()),
    })
    .optional(),
  comparison: ComparisonSchema,
})
export type TournamentDetail = z.infer<typeof TournamentDetailSchema>
