import { z } from 'zod'
import { TextFileSchema } from './raman.ts'
import { FloatArraySchema } from './spectrum.ts'

/** The paper's weights through the pooling, Grad-CAM for spectra, hiding bands, the matrix. */
export const EXPLAIN_METHODS = ['weights', 'gradient', 'occlusion', 'matrix'] as const
export const ExplainMethodSchema = z.enum(EXPLAIN_METHODS)
export type ExplainMethod = z.infer<typeof ExplainMethodSchema>

/** Kinds of models: corrections, classifiers of Raman spectra and of lamps, both ways to a chemical map. */
export const EXPLAIN_KINDS = ['correction', 'raman', 'lamps', 'pls-map', 'unet-map'] as const

/** A model that can be explained; `id` is its kind and version, "raman:r1". `created` is empty for what ships. */
export const ExplainSubjectSchema = z.object({
  id: z.string(),
  kind: z.enum(EXPLAIN_KINDS),
  version: z.string(),
  title: z.string(),
  created: z.string(),
})
export type ExplainSubject = z.infer<typeof ExplainSubjectSchema>

/** A spectrum that can be shown to a model. */
export const ExplainSampleSchema = z.object({ id: z.string(), name: z.string() })

/** What can be asked of one model. */
export const ExplainFaceSchema = z.object({
  subject: ExplainSubjectSchema,
  title: z.string(),
  methods: z.array(ExplainMethodSchema),
  outputs: z.array(z.string()),
  unit: z.enum(['nm', 'cm-1', 'index']),
  axis: FloatArraySchema,
  /** What to hide at a time unless said otherwise, in bands. */
  window: z.number().int(),
  samples: z.array(ExplainSampleSchema),
  /** What its card says, where the view does not know it already. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
})
export type ExplainFace = z.infer<typeof ExplainFaceSchema>

export const ExplainInputSchema = z.object({
  /** "raman:r1", or a version name alone. */
  subject: z.string().min(1),
  /** A file of `lamps train`; it takes the place of the subject. */
  lampModel: TextFileSchema.optional(),
  /** One of the model's samples; its first where neither is given. Of a map also "pixel:CUBE:X,Y". */
  sample: z.string().optional(),
  /** Or a spectrum on an axis of its own, in the unit of the model's. */
  spectrum: z.object({ name: z.string(), axis: FloatArraySchema, values: FloatArraySchema }).optional(),
  /** Or a file with one: Raman in columns, else the first row of a table of spectra. */
  file: TextFileSchema.optional(),
  /** Index or name of an output; absent: the highest, of a corrected spectrum the middle band. */
  output: z.union([z.number().int().min(0), z.string()]).optional(),
  method: ExplainMethodSchema.optional(),
  window: z.number().int().min(1).max(1001).optional(),
})
export type ExplainInput = z.infer<typeof ExplainInputSchema>

/** A stretch of the axis that counts for or against an output. */
export const ExplainRegionSchema = z.object({
  from: z.number(),
  to: z.number(),
  peak: z.number(),
  relevance: z.number(),
  /** Share of all absolute relevance, 0..1. */
  share: z.number(),
})
export type ExplainRegion = z.infer<typeof ExplainRegionSchema>

export const ExplanationSchema = z.object({
  subject: ExplainSubjectSchema,
  /** Network, version, layer, input: what stands under every picture. */
  caption: z.string(),
  sample: z.string(),
  method: ExplainMethodSchema,
  unit: z.enum(['nm', 'cm-1', 'index']),
  axis: FloatArraySchema,
  spectrum: FloatArraySchema,
  outputs: z.array(z.string()),
  output: z.number().int(),
  scores: FloatArraySchema,
  relevance: FloatArraySchema,
  regions: z.array(ExplainRegionSchema),
  /** [bands x outputs], row-major, where the method is the matrix. */
  matrix: FloatArraySchema.nullable(),
  /** What was assumed or resampled. */
  said: z.array(z.string()),
})
export type Explanation = z.infer<typeof ExplanationSchema>
