import { z } from 'zod'
import { ColourSchema, DomainSchema, FloatArraySchema, TripleSchema } from './spectrum.ts'

/** One live frame; `latest wins`: a slow listener misses frames, it never queues them. */
export const LiveFrameSchema = z.object({
  seq: z.number().int(),
  at: z.number(),
  session: z.number().int().optional(),
  /** Pixel wavelengths and counts as the detector gave them. */
  pixelNm: FloatArraySchema,
  counts: FloatArraySchema,
  maxCounts: z.number(),
  integrationMs: z.number(),
  scans: z.number().int(),
  /** Working axis; absent fields: no white or no model yet. */
  wavelengthNm: FloatArraySchema,
  reflectance: FloatArraySchema.optional(),
  corrected: FloatArraySchema.optional(),
  /** Bands of `corrected` and `interval` where the model covers only some of `wavelengthNm`. */
  correctedNm: FloatArraySchema.optional(),
  /** Half width of the 90 % interval per band, where the model has one. */
  interval: FloatArraySchema.optional(),
  rawColour: ColourSchema.optional(),
  correctedColour: ColourSchema.optional(),
  /** Brightest pixel as a fraction of full scale. */
  level: z.number(),
  domain: DomainSchema,
  /** Why the domain lamp says so: "D2 0.73, limit 1.40". */
  domainDetail: z.string(),
  model: z.string().optional(),
  dropped: z.number().int(),
})
export type LiveFrame = z.infer<typeof LiveFrameSchema>

/** A stored spot reading with the reference beside it, if one was read. */
export const SpotSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  at: z.string(),
  session: z.number().int(),
  wavelengthNm: FloatArraySchema,
  reflectance: FloatArraySchema,
  corrected: FloatArraySchema.optional(),
  /** Bands of `corrected` where the model covers only some of `wavelengthNm`. */
  correctedNm: FloatArraySchema.optional(),
  reference: FloatArraySchema.optional(),
  /** Bands of `reference` where it reaches only some of `wavelengthNm`. */
  referenceNm: FloatArraySchema.optional(),
  rawColour: ColourSchema,
  correctedColour: ColourSchema.optional(),
  referenceColour: ColourSchema.optional(),
  /** What a reference without a spectrum read beside it, absolute: Y in cd/m2 or lx. */
  tristimulus: z
    .object({ instrument: z.string(), xyz: TripleSchema, unit: z.enum(['cd/m2', 'lx']) })
    .optional(),
  deltaERaw: z.number().optional(),
  deltaECorrected: z.number().optional(),
  domain: DomainSchema,
  domainDetail: z.string(),
  model: z.string().optional(),
})
export type Spot = z.infer<typeof SpotSchema>
