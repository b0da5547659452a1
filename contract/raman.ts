import { z } from 'zod'
import { FloatArraySchema } from './spectrum.ts'

export const RamanTaskSchema = z.enum(['one', 'mixtures'])

/** How large a network is to be. */
export const RamanSizeSchema = z.object({
  convolutions: z.number().int().min(1).max(3).default(1),
  filters: z.number().int().min(1).max(64).default(16),
  /** Bands that a filter sees. */
  width: z
    .number()
    .int()
    .min(1)
    .max(101)
    .refine((width) => width % 2 === 1, 'an odd number')
    .default(9),
  poolings: z.number().int().min(1).max(4).default(2),
})
export type RamanSize = z.infer<typeof RamanSizeSchema>

/** What is known of a Raman classifier without opening it. */
export const RamanCardSchema = z.object({
  version: z.string(),
  hash: z.string(),
  created: z.string(),
  /** "five made substances", or the name of the folder it learned from. */
  source: z.string(),
  task: RamanTaskSchema,
  classes: z.array(z.string()).min(2),
  /** Measured spectra it learned from; 0 where all were made. */
  spectra: z.number().int(),
  axis: z.object({ fromCm: z.number(), toCm: z.number(), bands: z.number().int() }),
  size: RamanSizeSchema,
  weights: z.number().int(),
  epochs: z.number().int(),
  seed: z.number().int(),
  /** Rows entirely right among rows that were not learned from. */
  accuracy: z.object({
    right: z.number().int(),
    of: z.number().int(),
    /** Measured spectra held out, or variations made of the learned ones, which is easier. */
    on: z.enum(['measured', 'made']),
  }),
  backend: z.string(),
  trainMs: z.number(),
})
export type RamanCard = z.infer<typeof RamanCardSchema>

/** A file of a folder, as a page hands it over. */
export const TextFileSchema = z.object({ path: z.string().min(1).max(4096), text: z.string() })

export const RamanTrainSchema = z.object({
  /** A folder on this computer: one subfolder for each class, or one file. */
  folder: z.string().min(1).optional(),
  /** Or the files themselves; without both the demonstration's made substances. */
  files: z.array(TextFileSchema).optional(),
  name: z.string().max(200).optional(),
  task: RamanTaskSchema.default('one'),
  size: RamanSizeSchema.prefault({}),
  bands: z.number().int().min(32).max(4096).default(1024),
  epochs: z.number().int().min(1).max(1000).default(60),
  /** Laser line in nm, for files whose axis is a wavelength. */
  laserNm: z.number().min(200).max(2000).optional(),
  seed: z.number().int().default(1),
})
export type RamanTrain = z.infer<typeof RamanTrainSchema>

/** A training as it goes: what was done to the files, epochs, the kept model. */
export const RamanEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('said'), sentence: z.string() }),
  z.object({
    type: z.literal('epoch'),
    epoch: z.number().int(),
    epochs: z.number().int(),
    loss: z.number(),
    right: z.number().int(),
    of: z.number().int(),
  }),
  z.object({ type: z.literal('finished'), card: RamanCardSchema }),
])
export type RamanEvent = z.infer<typeof RamanEventSchema>

/** A Raman spectrum on its own wavenumbers in cm-1. */
export const RamanSpectrumSchema = z.object({
  name: z.string(),
  wavenumberCm: FloatArraySchema,
  values: FloatArraySchema,
})
export type RamanSpectrum = z.infer<typeof RamanSpectrumSchema>

export const RamanAnswerSchema = z.object({
  name: z.string(),
  /** The class, or the components of a mixture, the most probable first; empty = none reaches 50 %. */
  found: z.array(z.string()),
  /** One for each class of the model, in its order. */
  probabilities: z.array(z.number()),
  said: z.string(),
})
export type RamanAnswer = z.infer<typeof RamanAnswerSchema>
