import { z } from 'zod'
import { FloatArraySchema, TripleSchema } from './spectrum.ts'

/** One reading of the reference alone, as it gave it: nothing of it is stored. */
export const LoneReferenceSchema = z.object({
  instrument: z.string(),
  serial: z.string(),
  quantity: z.enum(['radiance', 'reflectance', 'tristimulus']),
  /** Of `values`, and for a tristimulus reading of `xyz`; 1 = a fraction. */
  unit: z.enum(['W/(sr m2 nm)', '1', 'cd/m2', 'lx']),
  /** Absent where the instrument has no spectrum. */
  wavelengthNm: FloatArraySchema.optional(),
  values: FloatArraySchema.optional(),
  /** Of a radiance absolute: Y in cd/m2. */
  xyz: TripleSchema,
})
export type LoneReference = z.infer<typeof LoneReferenceSchema>
