import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, none, ok } from './call.ts'
import { ModelInsightSchema, RecalibrationForecastSchema } from './insight.ts'
import {
  EvaluationSchema,
  FoldKindSchema,
  MethodNameSchema,
  ModelCardSchema,
  TournamentDetailSchema,
  TrainingEventSchema,
} from './model.ts'
import { FileResultSchema, SpectraTableSchema } from './session.ts'
import { FloatArraySchema } from './spectrum.ts'

/** Models: training, comparing, decisions about versions, and what a model does to spectra. */
export const modelCalls = {
  methods: call.input(none).output(
    z.object({
      methods: z.array(
        z.object({
          name: MethodNameSchema,
          title: z.string(),
          assumptions: z.string(),
          minimumPairs: z.number().int(),
        }),
      ),
    }),
  ),
  /** Trains and compares; the best that is really better becomes the candidate. Ends with `finished`; closing the stream cancels. */
  train: call
    .input(
      z.object({
        session: z.number().int().optional(),
        methods: z.array(MethodNameSchema).optional(),
        foldsBy: FoldKindSchema.default('patch'),
        seed: z.number().int().default(1),
        promote: z.boolean().default(false),
      }),
    )
    .output(eventIterator(TrainingEventSchema)),
  /** Cross-validation of two tables, nothing stored. */
  compare: call
    .input(
      z.object({
        spectrometer: SpectraTableSchema,
        reference: SpectraTableSchema,
        white: FloatArraySchema.optional(),
        folds: z.array(z.object({ id: z.string(), fold: z.number().int() })).optional(),
        foldsBy: FoldKindSchema.default('patch'),
        foreignSpectrometer: SpectraTableSchema.optional(),
        foreignReference: SpectraTableSchema.optional(),
        repeatSpectrometer: SpectraTableSchema.optional(),
        repeatReference: SpectraTableSchema.optional(),
        methods: z.array(MethodNameSchema).optional(),
        axis: z.enum(['nm', 'index']).default('nm'),
        seed: z.number().int().default(1),
      }),
    )
    .output(eventIterator(TrainingEventSchema)),
  tournament: call.input(none).output(TournamentDetailSchema.nullable()),
  cancel: call.input(none).output(ok),
  /** Stops one method of the running training, keeps the others. */
  skip: call.input(z.object({ method: MethodNameSchema })).output(ok),
  list: call.input(none).output(z.object({ models: z.array(ModelCardSchema) })),
  show: call.input(z.object({ model: z.string() })).output(ModelCardSchema),
  promote: call.input(z.object({ model: z.string() })).output(ModelCardSchema),
  /** What a model does, for pictures: its response, interval, limits. */
  insight: call.input(z.object({ model: z.string() })).output(ModelInsightSchema),
  /** Error a recalibration can be expected to leave; null where the pairs of the model are not known here. */
  forecast: call
    .input(z.object({ model: z.string().optional() }))
    .output(RecalibrationForecastSchema.nullable()),
  /** Keeps the active model; the candidate stays listed as refused. */
  keep: call.input(z.object({ model: z.string() })).output(ok),
  rollback: call.input(none).output(ModelCardSchema),
  /** The model itself for import elsewhere, or its matrix for other programs: csv where it is affine, ccmx for X, Y and Z. */
  export: call
    .input(z.object({ model: z.string(), format: z.enum(['bundle', 'csv', 'ccmx']).default('bundle') }))
    .output(FileResultSchema),
  import: call.input(z.object({ text: z.string() })).output(ModelCardSchema),
  evaluate: call
    .input(z.object({ model: z.string(), spectrometer: SpectraTableSchema, reference: SpectraTableSchema }))
    .output(
      EvaluationSchema.extend({
        domain: z.object({ inside: z.number().int(), outside: z.number().int() }),
      }),
    ),
  correct: call.input(z.object({ model: z.string().optional(), spectra: SpectraTableSchema })).output(
    z.object({
      corrected: SpectraTableSchema,
      domain: z.array(z.string()),
      interval: FloatArraySchema.nullable(),
      model: z.string(),
      foreign: z.number().int(),
    }),
  ),
}
